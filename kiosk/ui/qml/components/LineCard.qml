import QtQuick
import Kiosk

// One paper, fact or answer: number or pictogram, what it is, and what has to be known about it.
Item {
    id: card

    required property var line
    property int onPage: 0
    // Staff lines say how things are: "ok", "warn", "quiet".
    readonly property color tone: card.line.tone === "ok" ? Theme.ok : card.line.tone === "warn" ? Theme.warn : card.line.tone === "quiet" ? Theme.ink2 : Theme.primary
    readonly property int signSize: Math.round(Theme.lookBody * 1.7)

    implicitHeight: words.y + words.height + Theme.pad

    Badge {
        visible: card.line.number !== ""
        y: Theme.pad
        side: card.signSize
        text: card.line.number
        tone: card.line.required ? Theme.primary : Theme.ink2
    }
    Pictogram {
        visible: card.line.number === "" && (card.line.icon ?? "") !== ""
        y: Theme.pad
        side: card.signSize
        icon: card.line.icon ?? ""
        tone: card.tone
    }
    Column {
        id: words

        x: card.signSize + Theme.pad * 1.5
        y: Theme.pad + Math.max(0, (card.signSize - title.font.pixelSize * 1.4) / 2)
        width: card.width - x

        Words {
            id: title

            width: parent.width
            text: card.line.title
            font.pixelSize: Theme.lookBody
            strong: true
        }
        Words {
            width: parent.width
            visible: text !== ""
            text: card.line.detail
            font.pixelSize: Theme.lookCaption
            color: Theme.ink2
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        x: words.x
        width: words.width
        height: Theme.lineWidth
        color: Theme.line
    }
}
