import QtQuick
import Kiosk

// Where to go, to be read from afar: the window, the way, and whether it is open now, in words.
Card {
    id: card

    required property string title
    property string over: ""
    property string way: ""
    property string hours: ""
    property string advice: ""
    property bool good: true

    Item {
        id: room

        readonly property real share: 1 / (2.2 + (over.visible ? 0.7 : 0) + (way.visible ? 0.8 : 0) + (now.visible ? 1.1 : 0) + (advice.visible ? 1.5 : 0))

        anchors.fill: parent
        anchors.margins: Theme.pad * 2

        FitWords {
            id: over

            visible: text !== ""
            width: parent.width
            height: visible ? room.height * room.share * 0.7 : 0
            text: card.over
            largest: Theme.lookBody
            color: Theme.ink2
        }
        FitWords {
            id: title

            anchors.top: over.bottom
            width: parent.width
            height: room.height * room.share * 2.2
            text: card.title
            largest: Math.max(Theme.fromAfar, Theme.lookHeadline * 1.4)
            strong: true
            color: Theme.primary
        }
        FitWords {
            id: way

            anchors.top: title.bottom
            visible: text !== ""
            width: parent.width
            height: visible ? room.height * room.share * 0.8 : 0
            text: card.way
            largest: Theme.lookBody
        }
        Row {
            id: now

            anchors.top: way.bottom
            visible: card.hours !== ""
            width: parent.width
            height: visible ? room.height * room.share * 1.1 : 0
            spacing: Theme.pad

            Pictogram {
                id: sign

                anchors.verticalCenter: parent.verticalCenter
                side: Math.round(Math.min(Theme.lookBody * 1.6, parent.height))
                icon: card.good ? "check_circle" : "schedule"
                tone: card.good ? Theme.ok : Theme.warn
            }
            FitWords {
                width: now.width - sign.width - now.spacing
                height: now.height
                text: card.hours
                largest: Theme.lookBody
                strong: true
                color: card.good ? Theme.ok : Theme.warn
            }
        }
        FitWords {
            id: advice

            anchors.top: now.bottom
            visible: text !== ""
            width: parent.width
            height: visible ? room.height * room.share * 1.5 : 0
            text: card.advice
            largest: Theme.lookCaption
            color: Theme.ink2
        }
    }
}
