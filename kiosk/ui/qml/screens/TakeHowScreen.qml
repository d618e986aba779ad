pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"
import "../tickets"

// How one takes a number: as everybody does, first by right, or by appointment. What it means stands above.
TwoZones {
    id: screen

    required property TakeHowViewModel viewModel
    readonly property bool closed: viewModel.closed !== ""

    name: viewModel.title

    Heading {
        id: heading

        width: parent.width
        height: implicitHeight
        text: screen.viewModel.title
        lead: screen.viewModel.lead
    }
    WaitCard {
        id: card

        visible: !screen.closed
        y: heading.height + Theme.gap
        width: Theme.portrait ? parent.width : Math.round(parent.width * 0.52)
        height: Theme.portrait ? Math.round((parent.height - y) * 0.6) : parent.height - y
        aheadName: screen.viewModel.peopleName
        people: screen.viewModel.people
        waitName: qsTr("预计等候")
        minutes: screen.viewModel.minutes
        atMost: screen.viewModel.atMost
        ahead: screen.viewModel.ahead
        free: screen.viewModel.free
        mine: false
    }
    Card {
        visible: !screen.closed && screen.viewModel.reasons.length > 0
        x: Theme.portrait ? 0 : card.width + Theme.gap * 2
        y: Theme.portrait ? card.y + card.height + Theme.gap * 2 : card.y
        width: parent.width - x
        height: parent.height - y

        FitWords {
            anchors.fill: parent
            anchors.margins: Theme.pad * 2
            text: screen.viewModel.first
            largest: Theme.lookTitle
        }
    }
    SayingLook {
        visible: screen.closed
        y: heading.height
        width: parent.width
        height: parent.height - y
        icon: "schedule"
        tone: Theme.warn
        heading: screen.viewModel.closed
        lead: screen.viewModel.advice
    }

    deck: [
        TakeHowDeck {
            anchors.fill: parent
            visible: !screen.closed
            viewModel: screen.viewModel
        },
        Button {
            anchors.fill: parent
            visible: screen.closed
            name: qsTr("选别的业务")
            icon: "confirmation_number"
            primary: true
            largest: Theme.headline
            onChosen: screen.viewModel.chooseOther()
        }
    ]
}
