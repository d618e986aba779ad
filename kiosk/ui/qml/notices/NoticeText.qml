pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The lines of a notice in columns, page by page: each whole or on the next page; a heading stays with what it heads.
Item {
    id: text

    required property var lines
    property int page: 0
    property int columns: 1
    property int pages: 1
    // How many columns the last page fills.
    property int lastColumns: 1
    readonly property int shownPage: Math.min(page, pages - 1)
    readonly property real space: Theme.margin * 1.5
    readonly property real columnWidth: (width - (columns - 1) * space) / columns

    function arrange(): void {
        let page = 0, column = 0, y = 0;
        for (let i = 0; i < repeater.count; ++i) {
            const line = repeater.itemAt(i) as NoticeLine;
            if (!line)
                return;
            const following = line.head && i + 1 < repeater.count ? repeater.itemAt(i + 1) as NoticeLine : null;
            if (y > 0 && y + line.implicitHeight + (following ? following.implicitHeight : 0) > height + 1) {
                y = 0;
                column += 1;
                if (column === columns) {
                    column = 0;
                    page += 1;
                }
            }
            line.onPage = page;
            line.x = column * (columnWidth + space);
            // The first line of a column needs no room above it.
            line.y = y === 0 ? -line.above : y;
            y = line.y + line.implicitHeight;
        }
        pages = page + 1;
        lastColumns = column + 1;
    }

    onHeightChanged: Qt.callLater(arrange)
    onColumnWidthChanged: Qt.callLater(arrange)

    Repeater {
        id: repeater

        model: text.lines
        onCountChanged: Qt.callLater(text.arrange)

        NoticeLine {
            required property var modelData

            line: modelData
            most: text.height
            width: text.columnWidth
            visible: onPage === text.shownPage
            onImplicitHeightChanged: Qt.callLater(text.arrange)
        }
    }
    Repeater {
        model: text.columns - 1

        Rectangle {
            required property int index

            visible: text.shownPage < text.pages - 1 || index + 1 < text.lastColumns
            x: (index + 1) * (text.columnWidth + text.space) - text.space / 2
            width: Theme.lineWidth
            height: text.height
            color: Theme.line
        }
    }
}
