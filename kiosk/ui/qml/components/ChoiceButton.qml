import QtQuick
import Kiosk

// A choice in the deck: the number of its row and the row's title.
Pressable {
    id: choice

    required property int number
    required property string text
    property string icon: ""
    property int largest: Theme.title

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: choice.down ? Theme.pressed : Theme.card
        border.color: Theme.line
        border.width: Theme.lineWidth
    }
    Badge {
        id: badge

        x: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        visible: choice.number > 0
        text: String(choice.number)
        side: Math.max(Theme.textMin * 1.35, Math.min(choice.height * 0.5, Theme.title * 1.7, choice.width * 0.3))
    }
    FitWords {
        x: badge.visible ? badge.x + badge.width + Theme.pad : Theme.pad
        width: choice.width - x - Theme.pad
        height: choice.height
        topPadding: Theme.lineWidth
        bottomPadding: Theme.lineWidth
        text: choice.text
        largest: choice.largest
        strong: true
        Accessible.ignored: true
    }
}
