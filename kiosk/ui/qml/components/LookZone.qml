import QtQuick
import Kiosk

// The upper zone, for the eyes: nothing in it has to be pressed. Children stand inside `margin`.
Rectangle {
    id: zone

    default property alias content: room.data
    property int margin: Theme.margin

    color: Theme.ground

    Item {
        id: room

        anchors.fill: parent
        anchors.margins: zone.margin
    }
}
