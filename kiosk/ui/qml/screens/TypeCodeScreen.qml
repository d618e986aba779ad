import QtQuick
import Kiosk
import "../components"
import "../tickets"

// An appointment's code, typed: large above, the keys below.
TwoZones {
    id: screen

    required property TypeCodeViewModel viewModel

    name: viewModel.heading
    // A keyboard that is plugged in types as well.
    Keys.onPressed: event => {
        event.accepted = /^[0-9A-Za-z-]$/.test(event.text);
        if (event.accepted)
            viewModel.type(event.text);
    }

    Heading {
        id: heading

        width: parent.width
        height: implicitHeight
        text: screen.viewModel.heading
    }
    Card {
        id: field

        anchors.horizontalCenter: parent.horizontalCenter
        y: heading.height + Theme.gap
        width: Math.min(parent.width, Theme.lookHeadline * 16)
        height: Math.min(parent.height * 0.44, Theme.lookHeadline * 2.4)
        border.color: screen.viewModel.wrong ? Theme.warn : Theme.primary
        border.width: Theme.lineWidth * 2

        FitWords {
            anchors.fill: parent
            anchors.margins: Theme.pad
            text: screen.viewModel.typed === "" ? "– – – – – – – –" : screen.viewModel.typed
            largest: Math.round(Theme.lookHeadline * 1.5)
            wrapMode: screen.viewModel.typed.length > 16 ? Text.WrapAnywhere : Text.NoWrap
            strong: true
            color: screen.viewModel.typed === "" ? Theme.ink2 : Theme.ink
            horizontalAlignment: Text.AlignHCenter
            Accessible.name: screen.viewModel.typed === "" ? qsTr("还没有输入") : screen.viewModel.typed.split("").join(" ")
        }
    }
    FitWords {
        y: field.y + field.height + Theme.gap
        width: parent.width
        height: parent.height - y
        text: screen.viewModel.lead
        largest: Theme.lookTitle
        color: screen.viewModel.wrong ? Theme.warn : Theme.ink2
        strong: screen.viewModel.wrong
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignTop
    }

    deck: CodePad {
        anchors.fill: parent
        viewModel: screen.viewModel
    }
}
