pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Three dots that take turns while something is asked for or printed; still where motion is reduced.
Row {
    id: mark

    property int turn: 0

    spacing: height * 0.6
    Accessible.ignored: true

    Timer {
        interval: 320
        repeat: true
        running: mark.visible && Theme.motion
        onTriggered: mark.turn = (mark.turn + 1) % 3
    }
    Repeater {
        model: 3

        Rectangle {
            required property int index

            width: mark.height
            height: mark.height
            radius: height / 2
            color: index === mark.turn ? Theme.primary : Theme.wall
        }
    }
}
