pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// The levels as faces with words, or the reasons to tick; always with the way out.
Item {
    id: deck

    required property ReviewViewModel viewModel
    readonly property var levels: viewModel.levels
    readonly property var reasons: viewModel.reasons
    readonly property string stage: viewModel.stage
    readonly property real outSize: Theme.portrait ? Math.max(Theme.press, Math.round(height * 0.15)) : Math.max(Theme.press, Math.round(width * 0.16))
    readonly property real roomWidth: Theme.portrait ? width : width - outSize - Theme.gap
    readonly property real roomHeight: Theme.portrait ? height - outSize - Theme.gap : height
    readonly property int reasonColumns: Theme.portrait ? (reasons.length > 5 ? 2 : 1) : Math.max(1, Math.ceil(reasons.length / 3))
    readonly property int reasonLines: Math.max(1, Math.ceil(reasons.length / reasonColumns))

    Repeater {
        model: deck.stage === "levels" ? deck.levels.length : 0

        Button {
            required property int index
            readonly property var level: deck.levels[index] ?? {
                "code": "",
                "name": "",
                "icon": ""
            }
            readonly property int count: deck.levels.length

            x: Theme.portrait ? 0 : index * (width + Theme.gap)
            y: Theme.portrait ? index * (height + Theme.gap) : 0
            width: Theme.portrait ? deck.roomWidth : (deck.roomWidth - (count - 1) * Theme.gap) / count
            height: Theme.portrait ? (deck.roomHeight - (count - 1) * Theme.gap) / count : deck.roomHeight
            name: level.name
            icon: level.icon
            stacked: !Theme.portrait
            largest: Theme.title * 1.2
            onChosen: Qt.callLater(deck.viewModel.choose, level.code)
        }
    }
    Repeater {
        model: deck.stage === "reasons" ? deck.reasons.length : 0

        Button {
            required property int index
            readonly property var reason: deck.reasons[index] ?? {
                "code": "",
                "name": "",
                "checked": false
            }

            x: index % deck.reasonColumns * (width + Theme.gap)
            y: Math.floor(index / deck.reasonColumns) * (height + Theme.gap)
            width: (deck.roomWidth - (deck.reasonColumns - 1) * Theme.gap) / deck.reasonColumns
            height: (deck.roomHeight - (deck.reasonLines - 1) * Theme.gap) / deck.reasonLines
            name: reason.name
            icon: reason.checked ? "check_circle" : ""
            checkable: true
            checked: reason.checked
            onChosen: deck.viewModel.tick(reason.code)
        }
    }
    Button {
        visible: deck.stage === "reasons"
        x: Theme.portrait ? 0 : deck.width - width
        y: Theme.portrait ? deck.height - height : 0
        width: Theme.portrait ? (deck.width - Theme.gap) * 0.6 : deck.outSize
        height: Theme.portrait ? deck.outSize : (deck.height - Theme.gap) * 0.6
        name: qsTr("提交评价")
        icon: "check_circle"
        stacked: !Theme.portrait
        primary: true
        onChosen: Qt.callLater(deck.viewModel.send)
    }
    Button {
        visible: deck.stage === "reasons"
        x: deck.width - width
        y: deck.height - height
        width: Theme.portrait ? (deck.width - Theme.gap) * 0.4 : deck.outSize
        height: Theme.portrait ? deck.outSize : (deck.height - Theme.gap) * 0.4
        name: qsTr("重新选")
        largest: Theme.title
        onChosen: Qt.callLater(deck.viewModel.otherLevel)
    }
    Button {
        visible: deck.stage === "levels"
        x: deck.width - width
        y: deck.height - height
        width: Theme.portrait ? deck.width : deck.outSize
        height: Theme.portrait ? deck.outSize : deck.height
        name: qsTr("不评价")
        largest: Theme.title
        onChosen: deck.viewModel.leave()
    }
    Button {
        anchors.fill: parent
        visible: deck.stage === "thanks"
        name: qsTr("好的，回首页")
        icon: "home"
        primary: true
        largest: Theme.headline
        onChosen: deck.viewModel.leave()
    }
}
