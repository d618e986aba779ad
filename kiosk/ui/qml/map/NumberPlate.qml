import QtQuick
import Kiosk

// A window's number in full colour, over the pale plates of the floor.
Rectangle {
    id: plate

    required property rect place
    required property string number
    property color face: Theme.route
    property color tone: Theme.onRoute

    x: place.x
    y: place.y
    width: place.width
    height: place.height
    radius: height * 0.25
    color: face
    border.color: Theme.highContrast ? Theme.ground : Theme.card
    border.width: Math.max(2, 0.9 * Theme.unit)

    Text {
        anchors.centerIn: parent
        text: plate.number
        textFormat: Text.PlainText
        color: plate.tone
        font.family: Theme.fontFamily
        font.pixelSize: Theme.lookCaption
        font.weight: Font.Bold
        Accessible.ignored: true
    }
}
