pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// A sheet of squared paper in millimetres with the reach line: dots show where the fingers are, five at once.
Item {
    id: field

    required property real reach
    readonly property real step: 10 * Theme.unit
    readonly property real dot: 6 * Theme.unit

    signal touched(real across, real up)

    function wipe(): void {
        dots.clear();
    }

    function mark(at: point): void {
        const last = dots.count > 0 ? dots.get(dots.count - 1) : null;
        if (last && Math.hypot(last.across - at.x, last.down - at.y) < 2 * Theme.unit)
            return;
        if (dots.count >= 600)
            dots.remove(0, 100);
        dots.append({
            "across": at.x,
            "down": at.y
        });
        field.touched(at.x / Theme.unit, (field.height - at.y) / Theme.unit);
    }

    component Finger: PointHandler {
        onPointChanged: {
            if (active)
                field.mark(point.position);
        }
    }

    Finger {}
    Finger {}
    Finger {}
    Finger {}
    Finger {}

    Rectangle {
        anchors.fill: parent
        color: Theme.card
    }
    Repeater {
        model: Math.floor(field.width / field.step)

        Rectangle {
            required property int index

            x: Math.round((index + 1) * field.step)
            width: (index + 1) % 10 === 0 ? 2 * Theme.lineWidth : Math.max(1, Theme.lineWidth / 2)
            height: field.height
            color: (index + 1) % 10 === 0 ? Theme.wall : Theme.line
        }
    }
    Repeater {
        model: Math.floor(field.height / field.step)

        Rectangle {
            required property int index

            y: Math.round(field.height - (index + 1) * field.step)
            width: field.width
            height: (index + 1) % 10 === 0 ? 2 * Theme.lineWidth : Math.max(1, Theme.lineWidth / 2)
            color: (index + 1) % 10 === 0 ? Theme.wall : Theme.line
        }
    }
    Rectangle {
        id: line

        y: Math.max(0, field.height - field.reach * Theme.unit)
        width: field.width
        height: 2 * Theme.lineWidth
        color: Theme.warn
    }
    Rectangle {
        x: Theme.margin
        y: line.y - height > 0 ? line.y - height : line.y + line.height
        width: label.implicitWidth + 2 * Theme.pad
        height: label.implicitHeight + Theme.pad
        color: Theme.card

        Words {
            id: label

            anchors.centerIn: parent
            wrapMode: Text.NoWrap
            text: qsTr("可及线")
            color: Theme.warn
            strong: true
        }
    }
    Repeater {
        model: ListModel {
            id: dots
        }

        Rectangle {
            required property real across
            required property real down

            x: across - field.dot / 2
            y: down - field.dot / 2
            width: field.dot
            height: width
            radius: width / 2
            color: Theme.primary
        }
    }
}
