pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// One matter: where to go in letters for afar, and beside it what to bring, the facts, or the answers.
TwoZones {
    id: screen

    required property MatterViewModel viewModel
    readonly property var lines: viewModel.section === "facts" ? viewModel.facts : viewModel.section === "questions" ? viewModel.questions : viewModel.papers
    property int page: 0

    onLinesChanged: page = 0
    name: viewModel.title

    Heading {
        id: heading

        width: parent.width
        height: implicitHeight
        text: screen.viewModel.title
        lead: screen.viewModel.department
    }
    WindowCard {
        id: where

        y: heading.height + Theme.gap
        width: Theme.portrait ? parent.width : Math.round(parent.width * 0.36)
        height: Theme.portrait ? Math.round((parent.height - y) * 0.36) : parent.height - y
        title: screen.viewModel.window === "" ? screen.viewModel.advice : screen.viewModel.window
        way: screen.viewModel.way
        hours: screen.viewModel.state
        good: screen.viewModel.good
        advice: screen.viewModel.window === "" ? "" : screen.viewModel.advice
    }
    Card {
        visible: screen.lines.length > 0
        x: Theme.portrait ? 0 : where.width + Theme.gap * 2
        y: Theme.portrait ? where.y + where.height + Theme.gap * 2 : where.y
        width: parent.width - x
        height: parent.height - y

        PagedColumn {
            id: paged

            anchors.fill: parent
            anchors.leftMargin: Theme.pad * 2
            anchors.rightMargin: Theme.pad * 2
            anchors.topMargin: Theme.pad
            anchors.bottomMargin: Theme.pad
            lines: screen.lines
            page: screen.page
            columns: width > 56 * Theme.lookBody && screen.viewModel.section !== "questions" ? 2 : 1
        }
    }

    deck: MatterDeck {
        anchors.fill: parent
        viewModel: screen.viewModel
        page: paged.shownPage
        pages: paged.pages
        onTurned: page => screen.page = page
    }
}
