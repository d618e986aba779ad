import QtQuick
import Kiosk
import "../components"

// A card over the map: where you are, the destination, a lift with its floor, a chosen place.
Rectangle {
    id: card

    required property var modelData
    readonly property string kind: modelData.kind
    readonly property bool isHere: kind === "here"
    readonly property color tone: isHere ? Theme.here : Theme.highContrast ? Theme.ink : Theme.onBar

    x: modelData.x
    y: modelData.y
    width: modelData.width
    height: modelData.height
    radius: Math.round(4 * Theme.unit)
    color: isHere ? Theme.card : Theme.bar
    border.width: Theme.lineWidth
    border.color: isHere ? Theme.here : Theme.highContrast ? Theme.line : Theme.bar
    Accessible.role: Accessible.StaticText
    Accessible.name: [modelData.title, modelData.detail].filter(word => word !== "").join(" · ")

    Pictogram {
        id: sign

        x: 4 * Theme.unit
        anchors.verticalCenter: parent.verticalCenter
        visible: card.modelData.icon !== ""
        icon: card.modelData.icon
        tone: card.tone
        side: Math.round(Theme.lookBody * 1.3)
    }

    Column {
        anchors.verticalCenter: parent.verticalCenter
        x: sign.visible ? sign.x + sign.width + 1.5 * Theme.unit : 4 * Theme.unit

        Text {
            text: card.modelData.title
            textFormat: Text.PlainText
            color: card.tone
            font.family: Theme.fontFamily
            font.pixelSize: Theme.lookBody
            font.weight: Font.Bold
            Accessible.ignored: true
        }
        Text {
            visible: text !== ""
            text: card.modelData.detail
            textFormat: Text.PlainText
            color: card.tone
            font.family: Theme.fontFamily
            font.pixelSize: Theme.lookCaption
            Accessible.ignored: true
        }
    }
}
