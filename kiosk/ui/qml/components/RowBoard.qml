pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The rows of one page in the look zone, in as many columns as there is room for.
Item {
    id: board

    required property var rows
    property int firstNumber: 1
    property int mostColumns: 2
    // Cards that are kept while rows come and go: making them anew at every key would take too long.
    property int slots: rows.length
    readonly property var nothing: ({
            "name": "",
            "title": "",
            "detail": "",
            "brief": "",
            "aside": "",
            "asideDetail": "",
            "state": "",
            "good": true,
            "marks": []
        })
    // How many rows a page may have here.
    readonly property int columns: Math.max(1, Math.min(mostColumns, Math.floor((width + Theme.gap) / (21 * Theme.lookBody + Theme.gap))))
    // As high as is pleasant, lower where four rows would not fit, never lower than two lines that can be read.
    readonly property real leastRow: Math.max(3 * Theme.textMin, Math.min(Theme.lookBody * 1.5 + Theme.lookCaption * 1.4 + Theme.pad, (height - 3 * Theme.gap) / 4))
    readonly property int lines: Math.max(1, Math.floor((height + Theme.gap) / (leastRow + Theme.gap)))
    readonly property int capacity: columns * lines
    readonly property int shownLines: Math.max(1, Math.ceil(rows.length / columns))
    readonly property real rowHeight: Math.min((height - (Math.max(shownLines, Math.min(lines, 4)) - 1) * Theme.gap) / Math.max(shownLines, Math.min(lines, 4)), leastRow * 1.9)

    signal chosen(int place)

    Repeater {
        model: board.slots

        RowCard {
            required property int index

            x: Math.floor(index / board.shownLines) * (width + Theme.gap)
            y: (index % board.shownLines) * (board.rowHeight + Theme.gap)
            width: (board.width - (board.columns - 1) * Theme.gap) / board.columns
            height: board.rowHeight
            row: board.rows[index] ?? board.nothing
            visible: index < board.rows.length
            number: board.firstNumber + index
            onChosen: board.chosen(index)
        }
    }
}
