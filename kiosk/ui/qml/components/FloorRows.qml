pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// One floor of the board: its name, and department after department with the windows.
Item {
    id: rows

    required property var floor
    required property int columns
    required property real rowHeight
    property bool last: false
    readonly property real nameWidth: Math.min(width * 0.17, Theme.lookTitle * 4)

    readonly property int lines: Math.max(1, Math.ceil(floor.rows.length / columns))

    height: lines * rowHeight + (last ? 0 : Theme.gap / 2)

    FitWords {
        width: rows.nameWidth - Theme.pad
        height: rows.rowHeight
        text: rows.floor.level
        largest: Theme.lookBody
        strong: true
        color: Theme.primary
    }

    FitWords {
        visible: rows.floor.here && rows.lines > 1
        y: rows.rowHeight
        width: rows.nameWidth - Theme.pad
        height: rows.rowHeight
        text: qsTr("您在这层")
        largest: Theme.lookCaption
        strong: true
        color: Theme.here
    }
    Item {
        x: rows.nameWidth

        Repeater {
            model: rows.floor.rows

            Item {
                id: row

                required property var modelData
                required property int index

                x: Math.floor(index / rows.lines) * width
                y: index % rows.lines * height
                width: (rows.width - rows.nameWidth) / rows.columns
                height: rows.rowHeight

                FitWords {
                    width: parent.width * 0.46
                    height: parent.height
                    text: row.modelData.name
                    largest: Theme.lookCaption
                }
                FitWords {
                    x: parent.width * 0.48
                    width: parent.width * 0.48
                    height: parent.height
                    text: row.modelData.windows
                    largest: Theme.lookCaption
                    strong: true
                    color: Theme.primary
                }
            }
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
        visible: !rows.last
    }
}
