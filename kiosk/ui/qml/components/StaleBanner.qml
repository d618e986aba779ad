import QtQuick
import Kiosk

// How old the content is, in words: only where it has not been renewed for days.
Card {
    id: banner

    property string text: ""

    visible: text !== ""

    Pictogram {
        id: sign

        x: Theme.pad
        anchors.verticalCenter: parent.verticalCenter
        side: Math.round(Math.min(Theme.lookTitle * 1.4, parent.height * 0.7))
        icon: "info"
        tone: Theme.warn
    }
    FitWords {
        x: sign.x + sign.width + Theme.pad
        width: parent.width - x - Theme.pad
        height: parent.height
        text: banner.text
        largest: Theme.lookBody
        strong: true
        color: Theme.ink
    }
}
