import QtQuick
import Kiosk
import "../components"
import "../tickets"

// A ticket whose slip was scanned: its place in line, or the window that calls it.
TwoZones {
    id: screen

    required property MyTicketViewModel viewModel

    name: viewModel.stage === "ticket" ? viewModel.label : viewModel.title

    TicketLook {
        anchors.fill: parent
        visible: screen.viewModel.stage === "ticket"
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
        free: screen.viewModel.free
    }
    SayingLook {
        anchors.fill: parent
        visible: screen.viewModel.stage !== "ticket"
        icon: ({ sure: "help", gone: "check_circle" })[screen.viewModel.stage] || "info"
        tone: screen.viewModel.stage === "sure" ? Theme.warn : screen.viewModel.stage === "gone" ? Theme.ok : Theme.primary
        heading: screen.viewModel.title
        lead: screen.viewModel.note
    }

    deck: ActDeck {
        anchors.fill: parent
        acts: screen.viewModel.acts
        onChosen: key => screen.viewModel.act(key)
    }
}
