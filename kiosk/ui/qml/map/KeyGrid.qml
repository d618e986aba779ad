pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// Keys in rows; when there are more than fit, the last key turns the page.
Item {
    id: grid

    // name, and perhaps icon, detail, selected, reader (what a screen reader says)
    required property var rows
    property int leastWidth: Theme.press * 2
    property int leastHeight: Math.max(Theme.press, Math.round(Theme.body * 2.4))
    property bool stacked: false
    property int page: 0
    readonly property int columns: Math.max(1, Math.floor((width + Theme.gap) / (leastWidth + Theme.gap)))
    readonly property int lines: Math.max(1, Math.floor((height + Theme.gap) / (leastHeight + Theme.gap)))
    readonly property int capacity: columns * lines
    readonly property bool paged: rows.length > capacity
    readonly property int perPage: paged ? capacity - 1 : rows.length
    readonly property int pages: paged ? Math.ceil(rows.length / Math.max(1, perPage)) : 1
    readonly property int usedLines: paged ? lines : Math.max(1, Math.ceil(rows.length / columns))
    readonly property real keyWidth: (width - (columns - 1) * Theme.gap) / columns
    readonly property real keyHeight: Math.min((height - (usedLines - 1) * Theme.gap) / usedLines, leastHeight * 1.8)

    signal chosen(int index)

    function focusFirst(): void {
        keys.itemAt(0)?.forceActiveFocus(Qt.TabFocusReason);
    }

    onRowsChanged: {
        const at = rows.findIndex(row => row.selected === true);
        page = paged && at >= 0 ? Math.floor(at / perPage) : Math.min(page, pages - 1);
    }
    onCapacityChanged: page = Math.min(page, pages - 1)

    Repeater {
        id: keys

        model: Math.max(0, Math.min(grid.perPage, grid.rows.length - grid.page * grid.perPage))

        ChoiceKey {
            required property int index
            readonly property int at: grid.page * grid.perPage + index
            readonly property var words: grid.rows[at] ?? {
                "name": ""
            }

            x: (index % grid.columns) * (grid.keyWidth + Theme.gap)
            y: Math.floor(index / grid.columns) * (grid.keyHeight + Theme.gap)
            width: grid.keyWidth
            height: grid.keyHeight
            name: words.reader ?? words.name
            text: words.name
            detail: words.detail ?? ""
            icon: words.icon ?? ""
            stacked: grid.stacked
            largest: Theme.body
            checked: words.selected === true
            // Later: what is chosen may take this key away while the finger is still on it.
            onChosen: Qt.callLater(grid.chosen, at)
        }
    }

    Button {
        visible: grid.paged
        x: (grid.columns - 1) * (grid.keyWidth + Theme.gap)
        y: (grid.lines - 1) * (grid.keyHeight + Theme.gap)
        width: grid.keyWidth
        height: grid.keyHeight
        name: qsTr("更多，第%1页，共%2页").arg(grid.page + 1).arg(grid.pages)
        text: qsTr("更多 %1/%2").arg(grid.page + 1).arg(grid.pages)
        largest: Theme.body
        onChosen: grid.page = (grid.page + 1) % grid.pages
    }
}
