pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The board one knows from lobbies: each floor with its departments and windows. Too much for one sheet: it turns pages.
Card {
    id: board

    required property var floors
    readonly property int columns: width > 44 * Theme.lookCaption ? 2 : 1
    readonly property real leastRow: 2.6 * Theme.textMin
    readonly property int lines: floors.reduce((sum, floor) => sum + Math.ceil(floor.rows.length / columns), 0)
    readonly property real inner: height - 2 * Theme.pad - Math.max(0, floors.length - 1) * Theme.gap
    readonly property bool whole: lines * leastRow <= inner
    readonly property real rowHeight: whole ? Math.min(inner / Math.max(1, lines), Theme.lookBody * 2.4) : leastRow
    property int turned: 0

    visible: floors.length > 0

    Timer {
        interval: 6000
        running: !board.whole && board.floors.length > 1
        repeat: true
        onTriggered: board.turned = (board.turned + 1) % board.floors.length
    }

    Column {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.pad * 2
        anchors.rightMargin: Theme.pad * 2
        spacing: Theme.gap

        Repeater {
            model: board.floors

            FloorRows {
                required property var modelData
                required property int index

                floor: modelData
                columns: board.columns
                rowHeight: board.whole ? board.rowHeight : Math.min(Theme.lookBody * 2.4, (board.height - 2 * Theme.pad) / Math.max(1, Math.ceil(modelData.rows.length / board.columns)))
                visible: board.whole || index === board.turned
                last: !board.whole || index === board.floors.length - 1
                width: parent?.width ?? 0
            }
        }
    }
}
