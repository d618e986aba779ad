pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"
import "../notices"

// The wall of notices: covers to look at above, columns and numbers to press below.
TwoZones {
    id: screen

    required property NoticesViewModel viewModel
    // Read once: every look at a list of the view model copies it.
    readonly property var sheets: viewModel.covers
    readonly property int most: Math.max(1, Math.min(wall.capacity, grid.capacity))
    readonly property int pages: Math.max(1, Math.ceil(sheets.length / most))
    readonly property int size: Math.ceil(sheets.length / pages)
    readonly property int page: Math.min(viewModel.page, pages - 1)
    readonly property var shown: ready ? sheets.slice(page * size, (page + 1) * size) : []

    name: viewModel.heading

    Heading {
        id: heading

        width: parent.width
        height: implicitHeight
        text: screen.viewModel.heading
        lead: screen.viewModel.lead
    }
    NoticeWall {
        id: wall

        anchors.top: heading.bottom
        anchors.topMargin: Theme.gap
        anchors.bottom: parent.bottom
        width: parent.width
        covers: screen.shown
        onChosen: place => screen.viewModel.choose(screen.shown[place].id)
    }

    deck: [
        NoticeColumns {
            id: columns

            width: parent.width
            columns: screen.viewModel.columns
            onChosen: code => screen.viewModel.lookAt(code)
        },
        ChoiceGrid {
            id: grid

            y: columns.height > 0 ? columns.height + Theme.gap : 0
            width: parent.width
            height: parent.height - y
            rows: screen.shown
            page: screen.page
            pages: screen.pages
            onChosen: place => screen.viewModel.choose(screen.shown[place].id)
            onTurned: page => screen.viewModel.turnTo(page)
        }
    ]
}
