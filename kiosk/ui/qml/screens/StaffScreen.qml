pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"
import "../staff"

// For staff: a PIN pad, then how the panel is, its content and log, tests of sound and screen, and what is out of order.
TwoZones {
    id: screen

    required property StaffViewModel viewModel
    readonly property bool open: viewModel.stage === "open"
    readonly property string section: viewModel.section
    property int page: 0

    name: viewModel.heading
    onSectionChanged: page = 0
    onOpenChanged: Qt.callLater(focusFirst)
    Keys.onPressed: event => {
        const digit = viewModel.stage === "pin" && /^[0-9]$/.test(event.text);
        const erasing = event.key === Qt.Key_Backspace && viewModel.typed > 0;
        event.accepted = digit || erasing;
        if (digit)
            viewModel.type(event.text);
        else if (erasing)
            viewModel.erase();
    }

    Heading {
        id: heading

        width: parent.width
        height: implicitHeight
        text: screen.viewModel.heading
        lead: screen.open ? screen.viewModel.lead : ""
    }
    PinLook {
        visible: !screen.open
        anchors.top: heading.bottom
        anchors.topMargin: Theme.gap
        anchors.bottom: parent.bottom
        width: parent.width
        viewModel: screen.viewModel
    }
    Card {
        visible: screen.open && screen.viewModel.lines.length > 0
        anchors.top: heading.bottom
        anchors.topMargin: Theme.gap
        anchors.bottom: parent.bottom
        width: parent.width

        PagedColumn {
            id: paged

            anchors.fill: parent
            anchors.leftMargin: Theme.pad * 2
            anchors.rightMargin: Theme.pad * 2
            anchors.topMargin: Theme.pad
            anchors.bottomMargin: Theme.pad
            lines: screen.viewModel.lines
            page: screen.page
            columns: width > 52 * Theme.lookBody && lines.length > 3 && screen.section !== "log" ? 2 : 1
        }
    }

    deck: [
        PinPad {
            anchors.fill: parent
            visible: screen.viewModel.stage === "pin"
            viewModel: screen.viewModel
        },
        Button {
            anchors.centerIn: parent
            visible: screen.viewModel.stage === "unset"
            width: Math.min(parent.width, Theme.headline * 14)
            height: Math.min(parent.height, Theme.headline * 5)
            name: qsTr("好的，返回")
            icon: "check_circle"
            primary: true
            largest: Theme.headline
            onChosen: Navigator.back()
        },
        StaffDeck {
            anchors.fill: parent
            visible: screen.open
            viewModel: screen.viewModel
            page: paged.shownPage
            pages: paged.pages
            onTurned: page => screen.page = page
        }
    ]
}
