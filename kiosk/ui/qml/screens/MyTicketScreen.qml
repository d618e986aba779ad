import QtQuick
import Kiosk
import "../components"
import "../tickets"

// A ticket whose slip was scanned: its place in line, or the window that calls it.
TwoZones {
    id: screen

    required property MyTicketViewModel viewModel

    name: viewModel.label === "" ? viewModel.title : viewModel.label

    TicketLook {
        anchors.fill: parent
        visible: screen.viewModel.label !== ""
        over: screen.viewModel.over
        label: screen.viewModel.label
        title: screen.viewModel.title
        note: screen.viewModel.note
        window: screen.viewModel.window
        good: screen.viewModel.good
        aheadName: screen.viewModel.aheadName
        people: screen.viewModel.people
        waitName: screen.viewModel.waitName
        minutes: screen.viewModel.minutes
        atMost: screen.viewModel.atMost
        ahead: screen.viewModel.ahead
    }
    SayingLook {
        anchors.fill: parent
        visible: screen.viewModel.label === ""
        icon: "info"
        heading: screen.viewModel.title
        lead: screen.viewModel.note
    }

    deck: ActDeck {
        anchors.fill: parent
        acts: screen.viewModel.acts
        onChosen: key => screen.viewModel.act(key)
    }
}
