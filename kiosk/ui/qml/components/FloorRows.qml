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
    readonly property real nameWidth: Math.min(width * 0.16, Theme.lookTitle * 3.4)

    readonly property int lines: Math.max(1, Math.ceil(floor.rows.length / columns))

    height: lines * rowHeight + (last ? 0 : Theme.gap / 2)

    FitWords {
        width: rows.nameWidth - Theme.pad
        height: Math.min(rows.height, 2 * rows.rowHeight)
        text: rows.floor.level
        largest: Theme.lookBody
        strong: true
        color: Theme.primary
        verticalAlignment: Text.AlignTop
        topPadding: Math.max(0, (Math.min(rows.rowHeight, Theme.lookBody * 2) - Theme.lookBody * 1.45) / 2)
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
                    width: parent.width * 0.6
                    height: parent.height
                    text: row.modelData.name
                    largest: Theme.lookCaption
                }
                FitWords {
                    x: parent.width * 0.62
                    width: parent.width * 0.34
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
