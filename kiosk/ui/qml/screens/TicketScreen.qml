import QtQuick
import Kiosk
import "../components"
import "../tickets"

// This visit's ticket: while it is asked for and printed, when it is there, and when no paper came.
TwoZones {
    id: screen

    required property TicketViewModel viewModel
    readonly property string sign: viewModel.stage === "words" ? "info" : viewModel.label === "" ? "hourglass_top" : "print"

    name: viewModel.label === "" ? viewModel.title : viewModel.label

    TicketLook {
        anchors.fill: parent
        visible: screen.viewModel.stage === "ticket"
        over: screen.viewModel.over
        label: screen.viewModel.label
        title: screen.viewModel.title
        note: screen.viewModel.note
        aheadName: screen.viewModel.aheadName
        people: screen.viewModel.people
        waitName: screen.viewModel.waitName
        minutes: screen.viewModel.minutes
        atMost: screen.viewModel.atMost
        ahead: screen.viewModel.ahead
        free: screen.viewModel.free
    }
    CodeLook {
        anchors.fill: parent
        visible: screen.viewModel.stage === "code"
        over: screen.viewModel.over
        label: screen.viewModel.label
        heading: screen.viewModel.title
        note: screen.viewModel.note
        code: screen.viewModel.code
    }
    SayingLook {
        anchors.fill: parent
        visible: screen.viewModel.stage === "busy" || screen.viewModel.stage === "words"
        icon: screen.sign
        heading: screen.viewModel.label === "" ? screen.viewModel.title : screen.viewModel.label + " · " + screen.viewModel.title
        lead: screen.viewModel.note
    }

    deck: [
        ActDeck {
            id: acts

            anchors.fill: parent
            acts: screen.viewModel.acts
            onChosen: key => screen.viewModel.act(key)
        },
        BusyMark {
            anchors.centerIn: parent
            visible: screen.viewModel.stage === "busy"
            height: Math.round(parent.height * 0.2)
        }
    ]
}
