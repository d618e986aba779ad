pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// One row of a list in the look zone: number, title with what was matched, remarks; at the right where and whether open.
// Touching it is a shortcut for the button with the same number in the deck.
Pressable {
    id: card

    required property var row
    required property int number
    property bool narrow: width < 46 * Theme.lookBody
    readonly property real asideWidth: row.aside === "" && row.asideDetail === "" ? 0 : narrow ? (width - 2 * Theme.pad) * 0.36 : Math.min(width * 0.34, 19 * Theme.lookBody)

    // The title stays whole: where it needs the room, the remark is left to the next screen.
    readonly property bool titleFitsAbove: measure.fits(row.title, title.width, room.height * 0.56)
    readonly property string remark: measure.first(narrow ? [row.brief] : [row.detail, row.brief], title.width, room.height * 0.44)

    shortcut: true
    name: row.name

    Measure {
        id: measure
    }
    Card {
        anchors.fill: parent
        color: card.down ? Theme.pressed : Theme.card
    }

    Item {
        id: room

        anchors.fill: parent
        anchors.leftMargin: Theme.pad * 1.5
        anchors.rightMargin: Theme.pad * 1.5
        anchors.topMargin: Theme.pad * 0.5
        anchors.bottomMargin: Theme.pad * 0.5

        Badge {
            id: badge

            anchors.verticalCenter: parent.verticalCenter
            visible: card.number > 0
            text: String(card.number)
            side: Math.max(Theme.textMin * 1.35, Math.min(room.height * 0.62, Theme.lookBody * 1.9))
        }
        MarkedTitle {
            id: title

            x: badge.visible ? badge.width + Theme.pad * 1.5 : 0
            width: room.width - x - (card.asideWidth > 0 ? card.asideWidth + Theme.pad : 0)
            height: detail.visible ? room.height * 0.56 : room.height
            text: card.row.title
            pieces: card.row.marks
            largest: Math.min(Theme.lookTitle, Theme.lookBody * 1.25)
            verticalAlignment: detail.visible ? Text.AlignBottom : Text.AlignVCenter
        }
        FitWords {
            id: detail

            visible: text !== "" && card.titleFitsAbove
            x: title.x
            y: title.height
            width: title.width
            height: room.height - y
            text: card.remark
            largest: Theme.lookCaption
            color: Theme.ink2
            verticalAlignment: Text.AlignTop
            Accessible.ignored: true
        }
        Item {
            visible: card.asideWidth > 0
            x: room.width - card.asideWidth
            width: card.asideWidth
            height: room.height

            FitWords {
                id: aside

                width: parent.width
                height: parent.height * (under.visible ? 0.5 : 1)
                text: card.row.aside
                largest: Theme.lookBody
                strong: true
                verticalAlignment: under.visible ? Text.AlignBottom : Text.AlignVCenter
                Accessible.ignored: true
            }
            FitWords {
                id: under

                visible: card.row.asideDetail !== "" || card.row.state !== ""
                y: aside.height
                width: parent.width
                height: parent.height - y
                text: card.row.good || card.row.state === "" ? card.row.asideDetail : card.row.state
                largest: Theme.lookCaption
                color: card.row.good || card.row.state === "" ? Theme.ink2 : Theme.warn
                strong: !card.row.good
                verticalAlignment: Text.AlignTop
                Accessible.ignored: true
            }
        }
    }
}
