pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// A person is on the way, or here is where to find one.
TwoZones {
    id: screen

    required property HelpViewModel viewModel

    name: viewModel.heading

    Pictogram {
        id: sign

        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height * 0.04
        side: Math.round(Math.min(parent.height * 0.3, parent.width * 0.4))
        icon: screen.viewModel.heard ? "check_circle" : "support_agent"
        tone: screen.viewModel.heard ? Theme.ok : Theme.primary
    }
    FitWords {
        id: heading

        anchors.top: sign.bottom
        width: parent.width
        height: parent.height * 0.32
        text: screen.viewModel.heading
        largest: Theme.lookHeadline
        strong: true
        horizontalAlignment: Text.AlignHCenter
    }
    FitWords {
        anchors.top: heading.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        text: screen.viewModel.explanation
        largest: Theme.lookTitle
        color: Theme.ink2
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignTop
    }

    deck: Grid {
        id: grid

        readonly property int count: lead.visible ? 2 : 1
        readonly property real part: Theme.portrait ? (height - (count - 1) * Theme.gap) / count : (width - (count - 1) * Theme.gap) / count

        anchors.fill: parent
        columns: Theme.portrait ? 1 : 2
        spacing: Theme.gap

        Button {
            width: Theme.portrait ? grid.width : grid.part
            height: Theme.portrait ? grid.part : grid.height
            name: qsTr("好的，返回")
            icon: "check_circle"
            primary: screen.viewModel.heard || !lead.visible
            largest: Theme.headline
            onChosen: screen.viewModel.leave()
        }
        Button {
            id: lead

            visible: screen.viewModel.lead !== ""
            width: Theme.portrait ? grid.width : grid.part
            height: Theme.portrait ? grid.part : grid.height
            name: screen.viewModel.lead
            icon: "directions_walk"
            primary: !screen.viewModel.heard
            largest: Theme.headline
            onChosen: screen.viewModel.leadThere()
        }
    }
}
