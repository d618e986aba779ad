pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// Lines of different heights in columns, page by page: a line is shown whole or on the next page, never cut.
Item {
    id: paged

    required property var lines
    property int page: 0
    property int columns: 1
    property int pages: 1
    readonly property int shownPage: Math.min(page, pages - 1)
    readonly property real columnWidth: (width - (columns - 1) * Theme.margin) / columns

    function arrange(): void {
        let page = 0, column = 0, y = 0;
        for (let i = 0; i < repeater.count; ++i) {
            const line = repeater.itemAt(i) as LineCard;
            if (!line)
                return;
            if (y > 0 && y + line.implicitHeight > height + 1) {
                y = 0;
                column += 1;
                if (column === columns) {
                    column = 0;
                    page += 1;
                }
            }
            line.onPage = page;
            line.x = column * (columnWidth + Theme.margin);
            line.y = y;
            y += line.implicitHeight;
        }
        pages = page + 1;
    }

    onHeightChanged: Qt.callLater(arrange)
    onColumnWidthChanged: Qt.callLater(arrange)

    Repeater {
        id: repeater

        model: paged.lines
        onCountChanged: Qt.callLater(paged.arrange)

        LineCard {
            required property var modelData

            line: modelData
            width: paged.columnWidth
            visible: onPage === paged.shownPage
            onImplicitHeightChanged: Qt.callLater(paged.arrange)
        }
    }
}
