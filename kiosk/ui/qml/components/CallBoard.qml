pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Who is called where, and how many wait: queue after queue, the last call first. Too much for one sheet: it turns pages.
Card {
    id: board

    required property var calls
    readonly property real headHeight: Theme.lookBody * 1.5
    readonly property real inner: height - 2 * Theme.pad - headHeight
    readonly property int fitting: Math.max(1, Math.floor(inner / Math.max(2.2 * Theme.textMin, Theme.lookBody * 1.9)))
    readonly property int pages: Math.max(1, Math.ceil(calls.length / fitting))
    readonly property int perPage: Math.ceil(calls.length / pages)
    readonly property real rowHeight: Math.min(inner / Math.max(1, perPage), Theme.lookBody * 3.4)
    property int turned: 0

    Timer {
        interval: 6000
        running: board.visible && board.pages > 1
        repeat: true
        onTriggered: board.turned = (board.turned + 1) % board.pages
    }
    FitWords {
        id: calling

        x: Theme.pad * 2
        y: Theme.pad
        width: parent.width * 0.5
        height: board.headHeight
        text: qsTr("正在叫号")
        largest: Theme.lookCaption
        color: Theme.ink2
    }
    FitWords {
        x: parent.width - width - Theme.pad * 2
        y: Theme.pad
        width: parent.width * 0.4
        height: board.headHeight
        text: board.pages > 1 ? qsTr("等候 · %1/%2").arg(Math.min(board.turned, board.pages - 1) + 1).arg(board.pages) : qsTr("等候")
        largest: Theme.lookCaption
        color: Theme.ink2
        horizontalAlignment: Text.AlignRight
    }
    Repeater {
        // By number, not by row: a call changes words, not lines.
        model: board.perPage

        CallRow {
            required property int index
            readonly property int place: Math.min(board.turned, board.pages - 1) * board.perPage + index

            visible: place < board.calls.length
            call: board.calls[place] ?? nothing
            first: index === 0
            x: Theme.pad * 2
            y: calling.y + calling.height + index * board.rowHeight
            width: board.width - 4 * Theme.pad
            height: board.rowHeight
        }
    }
}
