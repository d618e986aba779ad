pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"
import "../notices"

// One notice: its words in large type, or the pages of its document.
TwoZones {
    id: screen

    required property NoticeViewModel viewModel
    readonly property var lines: viewModel.lines
    readonly property bool drawn: viewModel.section === "pages"
    property int page: 0
    // On a wide glass a whole page is too small to read.
    property bool near: !Theme.portrait

    function act(name: string): void {
        switch (name) {
        case "near":
            near = !near;
            page = 0;
            break;
        case "section":
            page = 0;
            viewModel.turnTo(drawn ? "words" : "pages");
            break;
        case "aloud":
            viewModel.readAloud();
            break;
        case "matter":
            viewModel.openMatter();
            break;
        case "wall":
            Navigator.go("notices", {});
            break;
        }
    }

    onLinesChanged: page = 0
    name: viewModel.title

    Heading {
        id: heading

        width: parent.width
        height: implicitHeight
        text: screen.viewModel.title
        lead: screen.viewModel.lead
    }
    Card {
        id: over

        visible: screen.viewModel.over !== ""
        y: heading.height + Theme.gap
        width: parent.width
        height: screen.lines.length > 0 || screen.drawn ? warning.height + 2 * Theme.pad : parent.height - y

        Pictogram {
            id: sign

            x: Theme.pad * 2
            anchors.verticalCenter: parent.verticalCenter
            side: Math.round(Theme.lookBody * 2)
            icon: "info"
            tone: Theme.warn
        }
        Words {
            id: warning

            x: sign.x + sign.width + Theme.pad * 1.5
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - x - Theme.pad * 2
            text: screen.viewModel.over
            font.pixelSize: Theme.lookBody
            strong: true
        }
    }
    Card {
        visible: screen.lines.length > 0 || screen.drawn
        y: (over.visible ? over.y + over.height : heading.height) + Theme.gap
        width: parent.width
        height: parent.height - y

        NoticeText {
            id: words

            visible: !screen.drawn
            anchors.fill: parent
            anchors.leftMargin: Theme.pad * 2.5
            anchors.rightMargin: Theme.pad * 2.5
            anchors.topMargin: Theme.pad * 1.5
            anchors.bottomMargin: Theme.pad * 1.5
            lines: screen.ready ? screen.lines : []
            page: screen.page
            columns: width > 52 * Theme.lookBody ? 2 : 1
        }
        NoticePages {
            id: sheets

            visible: screen.drawn
            anchors.fill: parent
            anchors.margins: Theme.pad
            addresses: screen.drawn ? screen.viewModel.pages : []
            near: screen.near
            step: screen.page
        }
    }

    deck: NoticeDeck {
        anchors.fill: parent
        viewModel: screen.viewModel
        near: screen.near
        page: screen.drawn ? sheets.shownStep : words.shownPage
        pages: screen.drawn ? sheets.steps : words.pages
        onTurned: page => screen.page = page
        onActed: name => screen.act(name)
    }
}
