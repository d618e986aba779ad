import QtQuick
import Kiosk

// The ring around what the next "choose" key will press; shown only while keys are used.
Rectangle {
    required property Item around
    property color tone: Theme.ring

    readonly property int offset: Math.max(1, Math.round(Theme.ringWidth / 3))

    anchors.fill: around
    anchors.margins: -(Theme.ringWidth + offset)
    visible: around.activeFocus && Modes.byKeys
    color: "transparent"
    border.color: tone
    border.width: Theme.ringWidth
    radius: Theme.radius + Theme.ringWidth + offset
}
