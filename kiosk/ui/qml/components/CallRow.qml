import QtQuick
import Kiosk

// One queue of the calling board: the number that was called last, its window, what it is about, and who waits.
Item {
    id: row

    required property var call
    property bool first: false
    readonly property var nothing: ({
            "label": "",
            "window": "",
            "name": "",
            "waits": "",
            "tone": ""
        })
    readonly property real labelWidth: width * 0.17
    readonly property real windowWidth: width * 0.2
    readonly property real waitsWidth: width * 0.28
    readonly property bool called: call.label !== ""

    Rectangle {
        visible: !row.first
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }
    FitWords {
        width: row.labelWidth
        height: row.height
        text: row.called ? row.call.label : "—"
        largest: Math.round(Theme.lookBody * 1.35)
        wrapMode: Text.NoWrap
        strong: true
        color: row.called ? Theme.primary : Theme.ink2
    }
    Pictogram {
        id: arrow

        visible: row.called
        x: row.labelWidth + Theme.pad * 0.5
        anchors.verticalCenter: parent.verticalCenter
        icon: "straight"
        rotation: 90
        tone: Theme.ink2
        side: Math.round(Theme.lookBody * 1.1)
    }
    FitWords {
        id: window

        x: row.labelWidth + arrow.side + Theme.pad * 1.5
        width: row.windowWidth
        height: row.height
        text: row.call.window
        largest: Theme.lookBody
        strong: true
    }
    FitWords {
        x: window.x + window.width + Theme.pad
        width: row.width - x - row.waitsWidth - Theme.pad
        height: row.height
        text: row.call.name
        largest: Theme.lookBody
    }
    FitWords {
        x: row.width - width
        width: row.waitsWidth
        height: row.height
        text: row.call.waits
        largest: Theme.lookBody
        color: row.call.tone === "ok" ? Theme.ok : row.call.tone === "warn" ? Theme.warn : Theme.ink2
        horizontalAlignment: Text.AlignRight
    }
}
