pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// Type below, read above: every key shows at once what it may mean.
TwoZones {
    id: screen

    required property SearchViewModel viewModel

    name: qsTr("找窗口")
    // A keyboard that is plugged in types as well.
    Keys.onPressed: event => {
        event.accepted = /^[a-z0-9]$/i.test(event.text);
        if (event.accepted)
            viewModel.type(event.text.toLowerCase());
    }

    Heading {
        id: heading

        width: parent.width
        height: implicitHeight
        text: screen.viewModel.heading
        lead: screen.viewModel.lead
    }
    RowBoard {
        anchors.top: heading.bottom
        anchors.topMargin: Theme.gap
        anchors.bottom: parent.bottom
        width: parent.width
        mostColumns: 1
        rows: screen.viewModel.rows
        slots: deck.choices
        onChosen: place => screen.viewModel.choose(place)
    }

    deck: SearchDeck {
        id: deck

        anchors.fill: parent
        viewModel: screen.viewModel
    }
}
