import QtQuick
import Kiosk
import "../components"
import "../tickets"

// How was it? Five faces with words; then why; then thanks. Nobody has to answer.
TwoZones {
    id: screen

    required property ReviewViewModel viewModel
    readonly property string sign: viewModel.stage === "thanks" ? "check_circle" : viewModel.stage === "reasons" ? viewModel.levelIcon : "star"

    name: viewModel.heading

    SayingLook {
        width: parent.width
        height: parent.height - left.height
        icon: screen.sign
        tone: screen.viewModel.stage === "thanks" ? Theme.ok : Theme.primary
        heading: screen.viewModel.stage === "reasons" ? screen.viewModel.level : screen.viewModel.heading
        lead: screen.viewModel.lead
    }
    FitWords {
        id: left

        anchors.bottom: parent.bottom
        width: parent.width
        height: Math.round(Theme.lookBody * 1.6)
        text: screen.viewModel.left
        largest: Theme.lookBody
        color: Theme.ink2
        horizontalAlignment: Text.AlignHCenter
    }

    deck: ReviewDeck {
        anchors.fill: parent
        viewModel: screen.viewModel
    }
}
