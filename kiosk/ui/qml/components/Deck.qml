import QtQuick
import Kiosk

// The lower zone, for the hands: everything that has to be pressed is here, below the reach line.
Rectangle {
    id: zone

    default property alias content: room.data
    readonly property alias room: room

    color: Theme.deck

    Rectangle {
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }

    Item {
        id: room

        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.topMargin: Theme.gap * 1.5
        anchors.bottomMargin: Theme.gap * 1.5
    }
}
