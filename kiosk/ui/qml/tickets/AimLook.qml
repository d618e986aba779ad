import QtQuick
import Kiosk
import "../components"

// Where to hold the code: the camera's picture, or a drawing of what to do; beside it in words.
Item {
    id: look

    required property ScanViewModel viewModel
    readonly property real side: Math.round(Theme.portrait ? Math.min(width, height * 0.58) : Math.min(height, width * 0.5))

    CameraPicture {
        id: camera

        objectName: "camera"
        visible: look.viewModel.camera
        x: Theme.portrait ? (look.width - width) / 2 : 0
        width: Theme.portrait ? look.side : Math.round(look.side * 1.12)
        height: look.side
        radius: Theme.radius
        picture: look.viewModel.picture
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("摄像头画面")
    }
    Card {
        visible: !look.viewModel.camera
        anchors.fill: camera

        Pictogram {
            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height * 0.1
            icon: "qr_code_scanner"
            tone: Theme.primary
            side: Math.round(parent.height * 0.52)
        }
        Pictogram {
            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height * 0.66
            icon: "keyboard_arrow_down"
            tone: Theme.primary
            side: Math.round(parent.height * 0.28)
        }
    }
    FitWords {
        id: heading

        x: Theme.portrait ? 0 : camera.width + Theme.gap * 4
        y: Theme.portrait ? camera.height + Theme.gap : look.height * 0.08
        width: look.width - x
        height: (look.height - y) * (Theme.portrait ? 0.46 : 0.4)
        text: look.viewModel.heading
        largest: Theme.lookHeadline
        strong: true
        horizontalAlignment: Theme.portrait ? Text.AlignHCenter : Text.AlignLeft
        verticalAlignment: Theme.portrait ? Text.AlignVCenter : Text.AlignBottom
        Accessible.role: Accessible.Heading
    }
    FitWords {
        x: heading.x
        y: heading.y + heading.height + Theme.gap
        width: heading.width
        height: look.height - y
        text: look.viewModel.lead
        largest: Theme.lookTitle
        color: Theme.ink2
        horizontalAlignment: heading.horizontalAlignment
        verticalAlignment: Text.AlignTop
    }
}
