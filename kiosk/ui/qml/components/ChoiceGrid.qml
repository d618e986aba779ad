pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The choices of one page as numbered buttons, with a pager when there are more.
Item {
    id: grid

    required property var rows
    property int page: 0
    property int pages: 1
    property int firstNumber: 1
    readonly property bool pagerBelow: Theme.portrait
    readonly property int pagerSize: pagerBelow ? Math.max(Theme.press, Math.round(Theme.title * 2)) : Math.max(Theme.press, Math.round(Theme.title * 5.5))
    readonly property real roomWidth: width - (pages > 1 && !pagerBelow ? pagerSize + Theme.gap : 0)
    readonly property real roomHeight: height - (pages > 1 && pagerBelow ? pagerSize + Theme.gap : 0)
    readonly property int most: Math.max(1, Math.floor((width - (pagerBelow ? 0 : pagerSize + Theme.gap) + Theme.gap) / (Math.max(Theme.press, Theme.title * 9) + Theme.gap)))
    readonly property int mostLines: Math.max(1, Math.floor((height - (pagerBelow ? pagerSize + Theme.gap : 0) + Theme.gap) / (Math.max(Theme.press, Theme.title * 2.6) + Theme.gap)))
    // How many choices a page may have here.
    readonly property int capacity: most * mostLines
    readonly property int lines: Math.max(1, Math.ceil(rows.length / most))
    readonly property int columns: Math.max(1, Math.ceil(rows.length / lines))
    readonly property real cellWidth: Math.min((roomWidth - (columns - 1) * Theme.gap) / columns, Theme.title * 24)
    readonly property real cellHeight: Math.min((roomHeight - (lines - 1) * Theme.gap) / lines, Theme.title * (pagerBelow ? 9 : 16))

    signal chosen(int place)
    signal turned(int page)

    Repeater {
        model: grid.rows

        ChoiceButton {
            required property var modelData
            required property int index

            x: (index % grid.columns) * (grid.cellWidth + Theme.gap)
            y: Math.floor(index / grid.columns) * (grid.cellHeight + Theme.gap)
            width: grid.cellWidth
            height: grid.cellHeight
            name: modelData.name
            number: grid.firstNumber + index
            text: modelData.title
            instead: modelData.aside
            onChosen: grid.chosen(index)
        }
    }

    Pager {
        page: grid.page
        pages: grid.pages
        upright: !grid.pagerBelow
        x: upright ? grid.width - width : 0
        y: upright ? 0 : grid.height - height
        width: upright ? grid.pagerSize : grid.width
        height: upright ? grid.height : grid.pagerSize
        onTurned: page => grid.turned(page)
    }
}
