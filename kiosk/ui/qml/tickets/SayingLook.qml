import QtQuick
import Kiosk
import "../components"

// One thing said large, with a pictogram above it and a sentence below.
Item {
    id: look

    required property string heading
    required property string lead
    required property string icon
    property color tone: Theme.primary
    property string more: ""

    Pictogram {
        id: sign

        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height * 0.03
        side: Math.round(Math.min(parent.height * (words.visible ? 0.2 : 0.3), parent.width * 0.4))
        icon: look.icon
        tone: look.tone
    }
    FitWords {
        id: heading

        anchors.top: sign.bottom
        width: parent.width
        height: parent.height * (words.visible ? 0.2 : 0.32)
        text: look.heading
        largest: Theme.lookHeadline
        strong: true
        horizontalAlignment: Text.AlignHCenter
    }
    FitWords {
        id: lead

        anchors.top: heading.bottom
        width: parent.width
        height: words.visible ? parent.height * 0.22 : parent.height - y
        text: look.lead
        largest: Theme.lookTitle
        color: Theme.ink2
        horizontalAlignment: Text.AlignHCenter
        verticalAlignment: Text.AlignTop
    }
    Card {
        id: words

        visible: look.more !== ""
        y: lead.y + lead.height
        width: parent.width
        height: parent.height - y

        FitWords {
            anchors.fill: parent
            anchors.margins: Theme.pad
            anchors.leftMargin: Theme.pad * 2
            anchors.rightMargin: Theme.pad * 2
            text: look.more
            largest: Theme.lookBody
            wrapMode: Text.WrapAnywhere
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
