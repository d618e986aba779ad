pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// Several matters as one: their order, and one list of papers for all of them.
TwoZones {
    id: screen

    required property ThemeViewModel viewModel
    // Read once: every look at a list of the view model copies it.
    readonly property var rows: viewModel.rows
    readonly property int most: Math.max(1, Math.min(steps.capacity, grid.capacity))
    readonly property int pages: Math.max(1, Math.ceil(rows.length / most))
    readonly property int size: Math.ceil(rows.length / pages)
    readonly property int stepPage: Math.min(viewModel.page, pages - 1)
    readonly property var shown: ready ? rows.slice(stepPage * size, (stepPage + 1) * size) : []
    property int paperPage: 0

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
        id: steps

        y: heading.height + Theme.gap
        width: Theme.portrait ? parent.width : Math.round(parent.width * 0.56)
        height: Theme.portrait ? (parent.height - y) * 0.5 : parent.height - y
        mostColumns: 1
        rows: screen.shown
        firstNumber: 1 + screen.stepPage * screen.size
        onChosen: place => screen.choose(place)
    }
    Card {
        visible: screen.viewModel.papers.length > 0
        x: Theme.portrait ? 0 : steps.width + Theme.gap * 2
        y: Theme.portrait ? steps.y + steps.height + Theme.gap : steps.y
        width: parent.width - x
        height: parent.height - y

        FitWords {
            id: papersHeading

            x: Theme.pad * 2
            y: Theme.pad
            width: parent.width - 2 * x
            height: Theme.lookBody * 1.7
            text: screen.viewModel.papersHeading
            largest: Theme.lookBody
            strong: true
            color: Theme.primary
        }
        PagedColumn {
            id: papers

            anchors.fill: parent
            anchors.leftMargin: Theme.pad * 2
            anchors.rightMargin: Theme.pad * 2
            anchors.topMargin: papersHeading.y + papersHeading.height
            anchors.bottomMargin: Theme.pad
            lines: screen.viewModel.papers
            page: screen.paperPage
        }
    }

    deck: [
        ChoiceGrid {
            id: grid

            width: parent.width - (paperPager.visible && !Theme.portrait ? paperPager.width + Theme.gap : 0)
            height: parent.height - (paperPager.visible && Theme.portrait ? paperPager.height + Theme.gap : 0)
            rows: screen.shown
            page: screen.stepPage
            pages: screen.pages
            firstNumber: 1 + screen.stepPage * screen.size
            onChosen: place => screen.choose(place)
            onTurned: page => screen.viewModel.turnTo(page)
        },
        Pager {
            id: paperPager

            x: Theme.portrait ? 0 : parent.width - width
            y: Theme.portrait ? parent.height - height : 0
            width: Theme.portrait ? parent.width : Math.max(Theme.press, Theme.title * 8)
            height: Theme.portrait ? Math.max(Theme.press, Theme.title * 2.2) : parent.height
            upright: !Theme.portrait
            more: qsTr("更多材料")
            page: papers.shownPage
            pages: papers.pages
            onTurned: page => screen.paperPage = page
        }
    ]
}
