pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// All floors of the way in a line, so that nobody loses the whole: "1楼 → 电梯 → 3楼".
Rectangle {
    id: strip

    required property var legs
    required property int current

    objectName: "legStrip"

    visible: legs.length > 1
    width: row.width + 8 * Theme.unit
    height: row.height + 5 * Theme.unit
    radius: height / 2
    color: Theme.card
    border.color: Theme.line
    border.width: Theme.lineWidth

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 2.5 * Theme.unit

        Repeater {
            model: strip.legs

            Row {
                id: leg

                required property int index
                required property var modelData
                readonly property bool isCurrent: index === strip.current

                spacing: 2.5 * Theme.unit

                Rectangle {
                    width: name.width + 8 * Theme.unit
                    height: name.height + 1.5 * Theme.unit
                    radius: height / 2
                    color: leg.isCurrent ? Theme.bar : Theme.card
                    border.color: leg.isCurrent && Theme.highContrast ? Theme.line : color
                    border.width: Theme.lineWidth

                    Text {
                        id: name

                        anchors.centerIn: parent
                        text: leg.modelData.name
                        textFormat: Text.PlainText
                        color: leg.isCurrent ? Theme.onBar : Theme.ink
                        font.family: Theme.fontFamily
                        font.pixelSize: Theme.lookCaption
                        font.weight: Font.Bold
                    }
                }
                Text {
                    anchors.verticalCenter: parent.verticalCenter
                    visible: leg.modelData.by !== ""
                    text: "→ " + leg.modelData.by + " →"
                    textFormat: Text.PlainText
                    color: Theme.ink
                    font.family: Theme.fontFamily
                    font.pixelSize: Theme.lookCaption
                }
            }
        }
    }
}
