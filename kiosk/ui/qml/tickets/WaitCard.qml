pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// How many are before me, and how long it takes; below, the row as one sees it: everybody a tile, the last one is me.
Card {
    id: card

    required property string aheadName
    required property string people
    required property string waitName
    required property string minutes
    required property string atMost
    // -1: no row of tiles.
    required property int ahead
    // Nobody waits, and somebody sits there to call.
    property bool free: false
    // Whether the visitor stands in the row.
    property bool mine: true
    readonly property int most: 19
    readonly property int tiles: Math.min(Math.max(0, ahead), most) + (mine ? 1 : 0)
    readonly property bool halves: minutes !== ""
    readonly property real rowHeight: row.visible ? row.height + Theme.pad * 1.5 : 0

    Item {
        id: room

        anchors.fill: parent
        anchors.margins: Theme.pad * 2
        anchors.bottomMargin: Theme.pad * 2 + card.rowHeight

        FitWords {
            id: peopleName

            width: room.width * (card.halves ? 0.46 : 1)
            height: room.height * 0.24
            text: card.aheadName
            largest: Theme.lookBody
            color: Theme.ink2
            verticalAlignment: Text.AlignTop
        }
        FitWords {
            y: peopleName.height
            width: peopleName.width
            height: room.height * 0.52
            text: card.people
            largest: Math.round(Theme.lookHeadline * (card.ahead > 0 || !card.mine ? 1.25 : 0.8))
            strong: true
        }
        FitWords {
            id: waitName

            visible: card.halves
            x: room.width * 0.5
            width: room.width - x
            height: peopleName.height
            text: card.waitName
            largest: Theme.lookBody
            color: Theme.ink2
            horizontalAlignment: Text.AlignRight
            verticalAlignment: Text.AlignTop
        }
        FitWords {
            id: minutes

            visible: card.halves
            x: waitName.x
            y: waitName.height
            width: waitName.width
            height: room.height * 0.52
            text: card.minutes
            largest: Math.round(Theme.lookHeadline * 1.05)
            strong: true
            color: card.free ? Theme.ok : Theme.ink
            horizontalAlignment: Text.AlignRight
        }
        FitWords {
            visible: card.halves && text !== ""
            x: waitName.x
            y: minutes.y + minutes.height
            width: waitName.width
            height: room.height - y
            text: card.atMost
            largest: Theme.lookBody
            color: Theme.ink2
            horizontalAlignment: Text.AlignRight
        }
    }

    Row {
        id: row

        readonly property real part: Math.min(Theme.lookTitle * 1.6, (width - (card.tiles - 1) * spacing) / Math.max(1, card.tiles))

        visible: card.ahead > 0
        x: Theme.pad * 2
        y: card.height - height - Theme.pad * 2
        width: card.width - 4 * Theme.pad
        height: Math.round(Theme.lookBody * 0.9)
        spacing: Math.max(2, Math.round(Theme.pad * 0.5))

        Repeater {
            model: row.visible ? card.tiles : 0

            Rectangle {
                required property int index
                readonly property bool me: card.mine && index === card.tiles - 1

                width: row.part
                height: row.height
                radius: Math.min(width, height) * 0.35
                color: me ? Theme.route : Theme.wall
                border.color: me && Theme.highContrast ? Theme.ink : color
                border.width: me && Theme.highContrast ? Theme.lineWidth * 2 : 0
            }
        }
    }
}
