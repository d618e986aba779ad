import QtQuick
import Kiosk

// A choice in the deck: the number of its row and the row's title.
Pressable {
    id: choice

    required property int number
    required property string text
    property string icon: ""
    property int largest: Theme.title
    // What is said instead where the title has no room; the row above says it all.
    property string instead: ""
    readonly property string shown: measure.first([text, instead], words.width, height * (height > 5 * Theme.title ? 0.56 : 1) - 2 * Theme.lineWidth)

    Measure {
        id: measure
    }
    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: choice.down ? Theme.pressed : Theme.card
        border.color: Theme.line
        border.width: Theme.lineWidth
    }
    Badge {
        id: badge

        x: choice.shown === "" ? (choice.width - width) / 2 : Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        visible: choice.number > 0
        text: String(choice.number)
        side: Math.max(Theme.textMin * 1.35, Math.min(choice.height * 0.5, Theme.title * 1.7, choice.width * 0.3))
    }
    FitWords {
        id: words

        x: badge.visible ? Theme.pad * 2 + badge.width : Theme.pad
        width: choice.width - x - Theme.pad
        height: under.visible ? choice.height * 0.56 : choice.height
        verticalAlignment: under.visible ? Text.AlignBottom : Text.AlignVCenter
        topPadding: Theme.lineWidth
        bottomPadding: Theme.lineWidth
        text: choice.shown
        largest: choice.largest
        strong: true
        Accessible.ignored: true
    }
    // A tall button has room for where it leads as well.
    FitWords {
        id: under

        visible: choice.height > 5 * Theme.title && choice.instead !== "" && choice.shown === choice.text && measure.fits(choice.instead, words.width, choice.height * 0.4)
        x: words.x
        y: words.height
        width: words.width
        height: choice.height - y - Theme.pad
        text: choice.instead
        largest: Theme.body
        color: Theme.ink2
        verticalAlignment: Text.AlignTop
        Accessible.ignored: true
    }
}
