pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// The ordinary number first; beside it those who go first, each with the reason; below, the appointment.
Item {
    id: deck

    required property TakeHowViewModel viewModel
    readonly property bool wide: !Theme.portrait
    readonly property var reasons: viewModel.reasons
    readonly property real takeWidth: wide ? Math.round(width * 0.32) : width
    readonly property real takeHeight: wide ? height : Math.round(height * 0.26)
    readonly property real titleHeight: Math.round(Theme.title * 1.4)
    readonly property real appointmentHeight: viewModel.canScan || viewModel.canAdd ? Math.max(Theme.press, Math.round(height * (wide ? 0.24 : 0.17))) : 0
    readonly property int columns: 3

    Button {
        width: deck.takeWidth
        height: deck.takeHeight
        name: qsTr("取号")
        detail: qsTr("一般办事")
        icon: "confirmation_number"
        primary: true
        largest: Theme.headline
        onChosen: deck.viewModel.take()
    }
    Item {
        id: first

        x: deck.wide ? deck.takeWidth + Theme.gap : 0
        y: deck.wide ? 0 : deck.takeHeight + Theme.gap
        width: deck.width - x
        height: deck.height - y - (deck.appointmentHeight > 0 ? deck.appointmentHeight + Theme.gap : 0)

        FitWords {
            id: title

            width: parent.width
            height: deck.titleHeight
            text: qsTr("优先取号：您是")
            largest: Theme.title
            strong: true
        }
        Repeater {
            model: deck.reasons.length

            Button {
                required property int index
                readonly property var reason: deck.reasons[index] ?? {
                    "key": "",
                    "name": "",
                    "icon": ""
                }
                readonly property int lines: Math.ceil(deck.reasons.length / deck.columns)

                x: index % deck.columns * (width + Theme.gap)
                y: title.height + Theme.gap * 0.5 + Math.floor(index / deck.columns) * (height + Theme.gap)
                width: (first.width - (deck.columns - 1) * Theme.gap) / deck.columns
                height: (first.height - title.height - Theme.gap * 0.5 - (lines - 1) * Theme.gap) / lines
                name: qsTr("优先取号：%1").arg(reason.name)
                text: reason.name
                icon: reason.icon
                onChosen: deck.viewModel.takeFirst(reason.key)
            }
        }
    }
    Button {
        id: appointment

        visible: deck.viewModel.canScan
        x: first.x
        y: deck.height - height
        width: more.visible ? (first.width - Theme.gap) * 0.56 : first.width
        height: deck.appointmentHeight
        name: qsTr("我有预约，去报到")
        icon: "event_available"
        onChosen: deck.viewModel.scan()
    }
    Button {
        id: more

        visible: deck.viewModel.canAdd
        x: deck.width - width
        y: deck.height - height
        width: appointment.visible ? (first.width - Theme.gap) * 0.44 : first.width
        height: deck.appointmentHeight
        name: qsTr("再加一件事，用同一张号")
        text: qsTr("再加一件事")
        icon: "add"
        onChosen: deck.viewModel.addMore()
    }
}
