import QtQuick
import Kiosk

// What this screen is, and one sentence about it.
Item {
    id: heading

    required property string text
    property string lead: ""

    implicitHeight: Theme.lookTitle * 1.5 + (lead !== "" ? Theme.lookCaption * 1.6 : 0)

    FitWords {
        id: main

        width: parent.width
        height: heading.lead !== "" ? Theme.lookTitle * 1.4 : parent.height
        text: heading.text
        largest: Theme.lookTitle
        strong: true
        Accessible.role: Accessible.Heading
    }
    FitWords {
        anchors.top: main.bottom
        anchors.bottom: parent.bottom
        width: parent.width
        text: heading.lead
        visible: text !== ""
        largest: Theme.lookCaption
        color: Theme.ink2
        verticalAlignment: Text.AlignTop
    }
}
