import QtQuick
import Kiosk

// A white sheet on the ground, with a border.
Rectangle {
    color: Theme.card
    border.color: Theme.line
    border.width: Theme.lineWidth
    radius: Theme.radius
}
