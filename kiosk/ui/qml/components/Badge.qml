import QtQuick
import Kiosk

// The number that ties a row above to the button below.
Rectangle {
    id: badge

    required property string text
    property int side: Theme.title * 1.5
    property color tone: Theme.primary

    width: side
    height: side
    radius: side / 2
    color: "transparent"
    border.color: tone
    border.width: Math.max(2, Theme.lineWidth * 1.5)

    FitWords {
        anchors.fill: parent
        anchors.margins: badge.border.width
        text: badge.text
        largest: badge.side * 0.58
        minimumPixelSize: Math.min(largest, Theme.textMin)
        strong: true
        color: badge.tone
        horizontalAlignment: Text.AlignHCenter
        Accessible.ignored: true
    }
}
