pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// Everything to press on the route screen: steps, ways of walking, floors, voice.
Item {
    id: deck

    required property RouteViewModel viewModel
    readonly property bool wide: !Theme.portrait
    readonly property int columnWidth: wide ? Math.round(width * 0.29) : width
    readonly property int leftWidth: wide ? width - columnWidth - Theme.gap * 2 : width
    readonly property int keyHeight: Math.max(Theme.press, Math.round(wide ? (height - 3 * Theme.gap) / 4 : Math.min(height * 0.125, Theme.title * 2.5)))

    FitWords {
        id: title

        width: deck.leftWidth
        height: Math.round(Theme.title * 1.5)
        text: deck.viewModel.title
        largest: Theme.title
        strong: true
    }

    StepCards {
        id: cards

        visible: deck.viewModel.found
        y: title.height + Theme.gap * 0.6
        width: deck.leftWidth
        height: (deck.wide ? deck.height - deck.keyHeight - Theme.gap : deck.height - 3 * (deck.keyHeight + Theme.gap)) - y
        steps: deck.viewModel.steps
        current: deck.viewModel.current
        onChosen: index => deck.viewModel.choose(index)
    }

    Card {
        visible: !deck.viewModel.found
        y: cards.y
        width: deck.leftWidth
        height: walking.y + deck.keyHeight - y
        border.color: Theme.warn

        FitWords {
            id: sorry

            x: Theme.pad * 1.5
            y: Theme.pad
            width: parent.width - 3 * Theme.pad
            height: (parent.height - 2 * Theme.pad) * 0.45
            text: deck.viewModel.sorry
            largest: Theme.title
            strong: true
        }
        FitWords {
            x: sorry.x
            y: sorry.y + sorry.height
            width: sorry.width
            height: parent.height - y - Theme.pad
            text: deck.viewModel.advice
            largest: Theme.body * 1.2
            verticalAlignment: Text.AlignTop
        }
    }

    Row {
        id: walking

        readonly property real keyWidth: (deck.leftWidth - 2 * Theme.gap) / 3

        y: cards.y + cards.height + Theme.gap
        spacing: Theme.gap
        visible: deck.viewModel.found

        Button {
            width: walking.keyWidth
            height: deck.keyHeight
            name: qsTr("上一步")
            icon: "chevron_left"
            enabled: deck.viewModel.current > 0
            onChosen: deck.viewModel.previous()
        }
        Button {
            width: walking.keyWidth
            height: deck.keyHeight
            name: qsTr("下一步")
            icon: "chevron_right"
            primary: true
            enabled: deck.viewModel.current < deck.viewModel.steps.length - 1
            onChosen: deck.viewModel.next()
        }
        Button {
            width: walking.keyWidth
            height: deck.keyHeight
            name: qsTr("再听一遍")
            icon: "volume_up"
            onChosen: deck.viewModel.replay()
        }
    }

    Item {
        id: column

        x: deck.wide ? deck.leftWidth + Theme.gap * 2 : 0
        y: deck.wide ? 0 : walking.y + deck.keyHeight + Theme.gap
        width: deck.columnWidth
        height: deck.height - y

        Repeater {
            // By number, not by row: a key stays the same key while its row changes, and keeps finger and focus.
            model: deck.viewModel.profiles.length

            ChoiceKey {
                required property int index
                readonly property var row: deck.viewModel.profiles[index]

                readonly property real third: (column.width - 2 * Theme.gap) / 3

                x: deck.wide ? 0 : index * (third + Theme.gap)
                y: deck.wide ? index * (deck.keyHeight + Theme.gap) : 0
                width: deck.wide ? column.width : third
                height: deck.keyHeight
                name: row.name
                icon: row.icon
                checked: row.selected
                onChosen: Qt.callLater(deck.viewModel.walkAs, row.id)
            }
        }

        Row {
            id: floors

            readonly property int count: Math.max(1, deck.viewModel.legs.length) + 1
            readonly property real keyWidth: (column.width - (count - 1) * Theme.gap) / count

            y: deck.wide ? 3 * (deck.keyHeight + Theme.gap) : deck.keyHeight + Theme.gap
            spacing: Theme.gap

            Repeater {
                model: deck.viewModel.legs.length

                ChoiceKey {
                    required property int index

                    width: floors.keyWidth
                    height: deck.keyHeight
                    name: deck.viewModel.legs[index].name
                    checked: index === deck.viewModel.leg
                    onChosen: deck.viewModel.showLeg(index)
                }
            }
            Button {
                width: floors.keyWidth
                height: deck.keyHeight
                name: qsTr("楼层图")
                icon: deck.viewModel.legs.length > 2 ? "" : "map"
                onChosen: deck.viewModel.openMap()
            }
        }
    }
}
