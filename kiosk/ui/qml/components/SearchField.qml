import QtQuick
import Kiosk

// What was typed so far, or a hint at what may be typed. On the search screen the keys write into it.
Pressable {
    id: field

    property string text: ""
    property string hint: ""
    property bool writing: false

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: field.down ? Theme.pressed : Theme.card
        border.color: Theme.primary
        border.width: Theme.lineWidth * 2
    }

    Pictogram {
        id: glass

        x: Theme.pad * 1.5
        anchors.verticalCenter: parent.verticalCenter
        side: Math.min(Theme.icon, field.height * 0.5)
        icon: "search"
        tone: Theme.primary
    }

    FitWords {
        id: words

        x: glass.x + glass.width + Theme.pad
        width: field.width - x - Theme.pad * 1.5
        height: field.height
        text: field.text === "" ? field.hint : field.text
        largest: field.text === "" ? Theme.body : Theme.title
        wrapMode: field.text === "" ? Text.WordWrap : Text.WrapAnywhere
        color: field.text === "" ? Theme.ink2 : Theme.ink
        Accessible.ignored: true
    }

    Rectangle {
        visible: field.writing
        x: words.x + (field.text === "" ? -Theme.lineWidth * 3 : Math.min(words.contentWidth, words.width) + Theme.lineWidth * 2)
        anchors.verticalCenter: parent.verticalCenter
        width: Theme.lineWidth * 2
        height: Theme.title * 1.1
        color: Theme.primary
    }
}
