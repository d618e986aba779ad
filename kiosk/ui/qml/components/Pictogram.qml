import QtQuick
import Kiosk

// A pictogram from assets/icons, drawn in one colour.
Image {
    required property string icon
    property color tone: Theme.ink
    property int side: Theme.icon

    width: side
    height: side
    sourceSize: Qt.size(side, side)
    source: icon === "" ? "" : "image://icon/" + icon + "/" + tone.toString().slice(-6)
    Accessible.ignored: true
}
