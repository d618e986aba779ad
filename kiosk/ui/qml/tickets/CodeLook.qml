import QtQuick
import Kiosk
import "../components"

// No paper came: the number and a code, large enough to be photographed, and why.
Item {
    id: look

    required property string over
    required property string label
    required property string heading
    required property string note
    required property string code
    readonly property real side: Math.round(Theme.portrait ? Math.min(width, height * 0.46) : Math.min(height, width * 0.42))

    Rectangle {
        id: sheet

        x: Theme.portrait ? (look.width - width) / 2 : look.width - width
        y: Theme.portrait ? look.height - height : 0
        width: look.side
        height: look.side
        radius: Theme.radius
        color: "#FFFFFF"
        border.color: Theme.line
        border.width: Theme.lineWidth

        QrCode {
            objectName: "qr"
            anchors.fill: parent
            anchors.margins: Theme.pad * 0.5
            text: look.code
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("您的号码的二维码")
        }
    }
    Item {
        id: words

        width: Theme.portrait ? look.width : sheet.x - Theme.gap * 3
        height: Theme.portrait ? sheet.y - Theme.gap : look.height

        FitWords {
            id: heading

            width: parent.width
            height: parent.height * 0.2
            text: look.heading
            largest: Theme.lookTitle
            strong: true
            Accessible.role: Accessible.Heading
        }
        Item {
            id: slot

            anchors.top: heading.bottom
            width: parent.width
            height: parent.height * 0.4

            FitWords {
                objectName: "label"
                y: -parent.height * 0.14
                width: parent.width
                height: parent.height * 1.28
                text: look.label
                largest: Math.round(Theme.lookHeadline * 4)
                wrapMode: Text.NoWrap
                strong: true
                color: Theme.primary
            }
        }
        FitWords {
            id: over

            anchors.top: slot.bottom
            width: parent.width
            height: parent.height * 0.15
            text: look.over
            largest: Theme.lookBody
            strong: true
        }
        FitWords {
            anchors.top: over.bottom
            width: parent.width
            height: parent.height - y
            text: look.note
            largest: Theme.lookBody
            color: Theme.ink2
            verticalAlignment: Text.AlignTop
        }
    }
}
