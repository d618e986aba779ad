import QtQuick
import Kiosk
import "../components"
import "../tickets"

// Where to hold a code, with what the camera sees; then what the code said.
TwoZones {
    id: screen

    required property ScanViewModel viewModel
    readonly property bool aiming: viewModel.stage === "aim"

    name: viewModel.heading
    Component.onDestruction: viewModel?.lookAway()

    Timer {
        interval: 66
        repeat: true
        running: screen.aiming && screen.viewModel.camera
        onTriggered: screen.viewModel.see()
    }
    AimLook {
        anchors.fill: parent
        visible: screen.aiming
        viewModel: screen.viewModel
    }
    SayingLook {
        anchors.fill: parent
        visible: screen.viewModel.stage === "looking"
        icon: "hourglass_top"
        heading: screen.viewModel.heading
        lead: screen.viewModel.lead
    }
    SayingLook {
        anchors.fill: parent
        visible: screen.viewModel.stage === "words"
        icon: "qr_code"
        tone: Theme.warn
        heading: screen.viewModel.heading
        lead: screen.viewModel.lead
        more: screen.viewModel.text
    }
    Card {
        anchors.fill: parent
        visible: screen.viewModel.stage === "appointment"

        SayingLook {
            anchors.fill: parent
            anchors.margins: Theme.pad * 2
            icon: "event_available"
            heading: screen.viewModel.big
            lead: screen.viewModel.text + "\n" + screen.viewModel.lead
        }
    }

    deck: [
        ActDeck {
            anchors.fill: parent
            acts: screen.viewModel.acts
            onChosen: key => screen.viewModel.act(key)
        },
        BusyMark {
            anchors.centerIn: parent
            visible: screen.viewModel.stage === "looking"
            height: Math.round(parent.height * 0.2)
        }
    ]
}
