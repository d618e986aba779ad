pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// Something to choose from: the rows to read above, their numbers to press below, page by page.
TwoZones {
    id: screen

    required property ListViewModel viewModel
    // Read once: every look at a list of the view model copies it.
    readonly property var rows: viewModel.rows
    readonly property int most: Math.max(1, Math.min(board.capacity, grid.capacity))
    readonly property int pages: Math.max(1, Math.ceil(rows.length / most))
    readonly property int size: Math.ceil(rows.length / pages)
    readonly property int page: Math.min(viewModel.page, pages - 1)
    readonly property var shown: ready ? rows.slice(page * size, (page + 1) * size) : []

    function choose(place: int): void {
        const row = shown[place];
        viewModel.choose(row.kind, row.id);
    }

    name: viewModel.heading

    Heading {
        id: heading

        width: parent.width
        height: implicitHeight
        text: screen.viewModel.heading
        lead: screen.viewModel.lead
    }
    RowBoard {
        id: board

        anchors.top: heading.bottom
        anchors.topMargin: Theme.gap
        anchors.bottom: parent.bottom
        width: parent.width
        mostColumns: 3
        rows: screen.shown
        onChosen: place => screen.choose(place)
    }

    deck: ChoiceGrid {
        id: grid

        anchors.fill: parent
        rows: screen.shown
        page: screen.page
        pages: screen.pages
        onChosen: place => screen.choose(place)
        onTurned: page => screen.viewModel.turnTo(page)
    }
}
