pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// A notice as a sheet on the wall: its own cover, or one made of its column's tone, its title and its day.
// Touching it is a shortcut for the button with the same number in the deck.
Pressable {
    id: cover

    required property var notice
    required property int number
    readonly property bool pictured: notice.picture !== "" && picture.status !== Image.Error
    readonly property color tone: Modes.highContrast || notice.tint === "" ? Theme.primarySoft : notice.tint
    readonly property int inset: Math.round(Theme.pad * 1.2)

    shortcut: true
    name: notice.name

    Rectangle {
        id: sheet

        anchors.fill: parent
        radius: Theme.radius
        color: cover.down ? Theme.pressed : Theme.card
        border.color: Theme.line
        border.width: Theme.lineWidth
    }

    // The head: the picture, or the column's name on its tone.
    Rectangle {
        id: head

        x: Theme.lineWidth
        y: Theme.lineWidth
        width: parent.width - 2 * x
        height: cover.pictured ? Math.round(parent.height * 0.52) : Math.round(Math.max(Theme.textMin * 2.3, parent.height * 0.26))
        radius: Theme.radius - Theme.lineWidth
        bottomLeftRadius: 0
        bottomRightRadius: 0
        color: cover.tone

        Image {
            id: picture

            // Within the rounded corners.
            anchors.fill: parent
            anchors.margins: Math.round(Theme.pad * 0.7)
            visible: cover.pictured
            source: cover.notice.picture
            sourceSize.width: Math.round(width)
            fillMode: Image.PreserveAspectCrop
            mipmap: true
            Accessible.ignored: true
        }
        Rectangle {
            visible: cover.pictured
            anchors.centerIn: badge
            width: badge.width + Theme.pad
            height: width
            radius: width / 2
            color: Theme.card
        }
        Badge {
            id: badge

            x: cover.inset + (cover.pictured ? Theme.pad * 0.5 : 0)
            y: cover.pictured ? x - sheet.radius / 4 : (head.height - height) / 2
            text: String(cover.number)
            side: Math.round(Math.max(Theme.textMin * 1.5, Math.min(head.height * (cover.pictured ? 0.3 : 0.56), Theme.lookBody * 2)))
        }
        FitWords {
            visible: !cover.pictured
            x: badge.x + badge.width + cover.inset
            width: parent.width - x - cover.inset
            height: parent.height
            text: cover.notice.column
            largest: Theme.lookBody
            strong: true
            Accessible.ignored: true
        }
    }
    Rectangle {
        visible: foot.visible
        x: cover.inset
        y: foot.y - height - Math.round(Theme.pad * 0.3)
        width: parent.width - 2 * x
        height: Theme.lineWidth
        color: Theme.line
    }
    FitWords {
        id: title

        x: cover.inset
        y: head.y + head.height + Math.round(Theme.pad * 0.6)
        width: parent.width - 2 * x
        height: foot.y - y - (foot.visible ? Theme.pad * 0.4 : 0)
        text: cover.notice.title
        largest: Theme.lookBody * 1.2
        strong: true
        Accessible.ignored: true
    }
    FitWords {
        id: foot

        x: cover.inset
        y: parent.height - height - Math.round(Theme.pad * 0.7)
        width: parent.width - 2 * x
        height: visible ? Math.round(Theme.lookCaption * 1.5) : 0
        visible: text !== "" && cover.height > 9 * Theme.textMin
        text: cover.notice.day
        largest: Math.round(Theme.lookCaption * 0.9)
        color: Theme.ink2
        Accessible.ignored: true
    }
}
