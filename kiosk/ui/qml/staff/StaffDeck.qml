pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"
import "../map"

// The hands' side of the staff page: the sections, and what can be done in the one that is open.
Item {
    id: deck

    required property StaffViewModel viewModel
    required property int page
    required property int pages
    readonly property int count: viewModel.sections.length
    readonly property int columns: 3
    readonly property int lines: Math.ceil(count / columns)
    readonly property int sideWidth: Theme.portrait ? width : Math.round(width * 0.38)
    readonly property int sideHeight: Theme.portrait ? Math.round(height * 0.4) : height
    readonly property int cellWidth: Math.floor((sideWidth - (columns - 1) * Theme.gap) / columns)
    readonly property int cellHeight: Math.floor((sideHeight - (lines - 1) * Theme.gap) / lines)

    signal turned(int page)

    KeyGrid {
        id: sections

        width: deck.sideWidth
        height: deck.sideHeight
        leastWidth: deck.cellWidth
        leastHeight: deck.cellHeight
        rows: deck.viewModel.sections.slice(0, -1)
        onChosen: index => deck.viewModel.turnTo(rows[index].id)
    }
    Button {
        x: deck.sideWidth - width
        y: deck.sideHeight - height
        width: deck.cellWidth
        height: deck.cellHeight
        name: deck.viewModel.sections[deck.count - 1]?.name ?? ""
        icon: "logout"
        largest: Theme.body
        onChosen: Qt.callLater(deck.viewModel.turnTo, "leave")
    }

    Item {
        id: room

        readonly property real pagerHeight: pager.visible ? Math.max(Theme.press, Math.round(Math.min(height * 0.3, Theme.title * 4))) + Theme.gap : 0
        readonly property bool empty: !acts.visible && !choices.visible
        readonly property real free: height - pagerHeight

        x: Theme.portrait ? 0 : deck.sideWidth + 3 * Theme.gap
        y: Theme.portrait ? deck.sideHeight + 2 * Theme.gap : 0
        width: deck.width - x
        height: deck.height - y

        ActRow {
            id: acts

            visible: deck.viewModel.acts.length > 0
            width: parent.width
            height: Math.min(choices.visible ? (room.free - Theme.gap) * 0.5 : room.free, Math.max(Theme.press, Theme.title * 8))
            acts: deck.viewModel.acts
            onChosen: act => deck.viewModel.act(act)
        }
        KeyGrid {
            id: choices

            readonly property bool volumes: deck.viewModel.section === "sound"

            visible: deck.viewModel.choices.length > 0
            y: acts.visible ? acts.height + Theme.gap : 0
            width: parent.width
            height: Math.max(Theme.press, room.free - y)
            leastWidth: volumes ? Math.floor((width - 4 * Theme.gap) / 5) : Math.round(Math.max(Theme.press * 2, Theme.body * 11))
            leastHeight: Math.max(Theme.press, Math.round(Theme.body * (volumes ? 2.6 : 3.8)))
            rows: deck.viewModel.choices
            onChosen: index => deck.viewModel.act(rows[index].id)
        }
        Pager {
            id: pager

            y: room.empty ? 0 : parent.height - height
            width: parent.width
            height: room.pagerHeight - Theme.gap
            upright: false
            page: deck.page
            pages: deck.pages
            onTurned: page => deck.turned(page)
        }
    }
}
