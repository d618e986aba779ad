pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// The columns as keys side by side; more than there is room for are turned to with the last key.
Item {
    id: bar

    required property var columns
    property int page: 0
    readonly property int most: Math.max(2, Math.floor((width + Theme.gap) / (Math.max(Theme.press, Theme.body * 5.5) + Theme.gap)))
    readonly property bool paged: columns.length > most
    readonly property int size: paged ? most - 1 : columns.length
    readonly property int pages: Math.max(1, Math.ceil(columns.length / Math.max(1, size)))
    readonly property int shownPage: Math.min(page, pages - 1)
    readonly property var shown: columns.slice(shownPage * size, (shownPage + 1) * size)
    readonly property int keys: shown.length + (paged ? 1 : 0)
    readonly property real part: (width - (keys - 1) * Theme.gap) / Math.max(1, keys)

    signal chosen(string code)

    height: columns.length > 1 ? Math.max(Theme.press, Math.round(Theme.title * 1.9)) : 0
    visible: height > 0

    Repeater {
        model: bar.shown

        Button {
            required property var modelData
            required property int index

            x: index * (bar.part + Theme.gap)
            width: bar.part
            height: bar.height
            name: modelData.name
            largest: Theme.body
            checkable: true
            checked: modelData.selected
            onChosen: bar.chosen(modelData.code)
        }
    }
    Button {
        visible: bar.paged
        x: bar.width - width
        width: bar.part
        height: bar.height
        name: qsTr("更多栏目")
        largest: Theme.body
        face: Theme.primarySoft
        onChosen: bar.page = (bar.shownPage + 1) % bar.pages
    }
}
