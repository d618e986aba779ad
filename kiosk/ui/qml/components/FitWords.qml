import QtQuick
import Kiosk

// A text in a given room: as large as `largest`, smaller where it must be, never below the size that can be read.
Text {
    property bool strong: false
    property int largest: Theme.body

    textFormat: Text.PlainText
    wrapMode: Text.WordWrap
    fontSizeMode: Text.Fit
    minimumPixelSize: Theme.textMin
    color: Theme.ink
    font.family: Theme.fontFamily
    font.pixelSize: largest
    font.weight: strong ? Font.Bold : Font.Normal
    verticalAlignment: Text.AlignVCenter
    Accessible.role: Accessible.StaticText
    Accessible.name: text
}
