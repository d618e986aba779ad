import QtQuick
import Kiosk
import "../components"
import "../tickets"

// A phone number to be reminded at: large digits above, the keys below.
TwoZones {
    id: screen

    required property RemindViewModel viewModel
    readonly property bool done: viewModel.stage === "set"

    name: viewModel.heading
    // A keyboard that is plugged in types as well.
    Keys.onPressed: event => {
        event.accepted = /^[0-9]$/.test(event.text);
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
        width: Math.min(parent.width, Theme.lookHeadline * 13)
        height: Math.min(parent.height * 0.46, Theme.lookHeadline * 2.6)
        border.color: screen.viewModel.wrong ? Theme.warn : Theme.primary
        border.width: Theme.lineWidth * 2

        FitWords {
            anchors.fill: parent
            anchors.margins: Theme.pad
            text: screen.viewModel.digits === "" ? "1__ ____ ____" : screen.viewModel.digits
            largest: Math.round(Theme.lookHeadline * 1.6)
            wrapMode: Text.NoWrap
            strong: true
            color: screen.viewModel.digits === "" ? Theme.ink2 : Theme.ink
            horizontalAlignment: Text.AlignHCenter
            Accessible.name: screen.viewModel.digits === "" ? qsTr("还没有输入") : screen.viewModel.digits.split("").join(" ")
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

    deck: [
        PhonePad {
            anchors.fill: parent
            visible: !screen.done
            viewModel: screen.viewModel
        },
        Button {
            anchors.fill: parent
            visible: screen.done
            name: qsTr("好的，返回")
            icon: "check_circle"
            primary: true
            largest: Theme.headline
            onChosen: screen.viewModel.leave()
        }
    ]
}
