import QtQuick
import Kiosk

// One key of the bar: pictogram above its word.
Pressable {
    id: key

    property string text: name
    property string icon: ""
    property color face: checked ? Theme.onBar : Theme.barKey
    property color tone: checked ? Theme.bar : Theme.onBar

    ringTone: Theme.ringOnBar
    opacity: enabled ? 1 : 0.4

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: key.down ? Qt.lighter(key.face, 1.6) : key.face
        border.color: Theme.highContrast ? Theme.line : key.face
        border.width: Theme.lineWidth
    }

    Pictogram {
        id: sign

        anchors.horizontalCenter: parent.horizontalCenter
        y: Math.round(key.height * 0.08)
        side: Math.round(key.height * (Theme.largeText ? 0.26 : 0.34))
        icon: key.icon
        tone: key.tone
    }

    FitWords {
        anchors.fill: parent
        anchors.topMargin: sign.y + sign.height
        anchors.margins: Math.round(Theme.unit)
        text: key.text
        largest: Theme.caption
        color: key.tone
        horizontalAlignment: Text.AlignHCenter
        Accessible.ignored: true
    }
}
