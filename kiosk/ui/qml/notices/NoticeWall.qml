pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The covers of one page, upright sheets side by side.
Item {
    id: wall

    required property var covers
    property int firstNumber: 1
    readonly property int most: Math.max(1, Math.floor((width + Theme.gap * 2) / (Math.max(11 * Theme.lookBody, 13 * Theme.textMin) + Theme.gap * 2)))
    readonly property int mostLines: Math.max(1, Math.floor((height + Theme.gap * 2) / (Math.max(8 * Theme.lookBody, 10 * Theme.textMin) + Theme.gap * 2)))
    // How many covers a page may have here.
    readonly property int capacity: most * mostLines
    readonly property int lines: Math.max(1, Math.ceil(covers.length / most))
    readonly property int columns: Math.max(1, Math.ceil(covers.length / lines))
    readonly property real sheetHeight: (height - (Math.max(lines, Math.min(mostLines, 2)) - 1) * Theme.gap * 2) / Math.max(lines, Math.min(mostLines, 2))
    readonly property real sheetWidth: Math.min((width - (Math.max(columns, Math.min(most, 3)) - 1) * Theme.gap * 2) / Math.max(columns, Math.min(most, 3)), sheetHeight * 1.5)

    signal chosen(int place)

    Repeater {
        model: wall.covers

        NoticeCover {
            required property var modelData
            required property int index

            x: (index % wall.columns) * (width + Theme.gap * 2)
            y: Math.floor(index / wall.columns) * (height + Theme.gap * 2)
            width: wall.sheetWidth
            height: wall.sheetHeight
            notice: modelData
            number: wall.firstNumber + index
            onChosen: wall.chosen(index)
        }
    }
}
