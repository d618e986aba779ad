import QtQuick
import Kiosk

// A text that wraps and never shortens. What holds it must give it the room it asks for.
Text {
    property bool strong: false

    textFormat: Text.PlainText
    wrapMode: Text.Wrap
    color: Theme.ink
    font.family: Theme.fontFamily
    font.pixelSize: Theme.body
    font.weight: strong ? Font.Bold : Font.Normal
    lineHeight: 1.15
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
