pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The ways to answer: the search field, what is asked for most, and the tiles. "Find a window" is the one main act.
Item {
    id: deck

    required property HomeViewModel viewModel
    required property var signs

    readonly property int fieldHeight: Math.max(Theme.press, Math.round(height * (Theme.portrait ? 0.13 : 0.25)))
    readonly property int fieldWidth: Theme.portrait ? width : Math.round(width * 0.42)
    readonly property int chips: Math.min(viewModel.suggestions.length, Theme.portrait ? (Theme.largeText ? 2 : 3) : Theme.largeText ? 3 : 4)
    readonly property real chipWidth: (deck.width - (Theme.portrait ? 0 : fieldWidth + Theme.gap) - (chips - 1) * Theme.gap) / Math.max(1, chips)
    readonly property int tilesTop: Theme.portrait ? 2 * (fieldHeight + Theme.gap) : fieldHeight + Theme.gap
    readonly property int tilesHeight: height - tilesTop
    readonly property int tileColumns: Theme.portrait ? (viewModel.tiles.length > 6 ? 3 : 2) : viewModel.tiles.length > 6 ? 4 : viewModel.tiles.length > 4 ? 3 : 2
    readonly property int tileRows: Math.max(1, Math.ceil(viewModel.tiles.length / tileColumns))

    SearchField {
        width: deck.fieldWidth
        height: deck.fieldHeight
        name: qsTr("输入要办的事")
        hint: qsTr("事项、证件或部门，如“护照”“hz”")
        onChosen: deck.viewModel.openScreen("search")
    }

    Row {
        x: Theme.portrait ? 0 : deck.fieldWidth + Theme.gap
        y: Theme.portrait ? deck.fieldHeight + Theme.gap : 0
        spacing: Theme.gap

        Repeater {
            model: deck.viewModel.suggestions.slice(0, deck.chips)

            Button {
                required property var modelData

                width: deck.chipWidth
                height: deck.fieldHeight
                name: modelData.title
                largest: Theme.body
                face: Theme.primarySoft
                onChosen: deck.viewModel.openMatter(modelData.code)
            }
        }
    }

    Button {
        id: main

        y: deck.tilesTop
        width: Theme.portrait ? deck.width : Math.round(deck.width * (deck.tileColumns > 3 ? 0.26 : 0.32))
        height: Theme.portrait ? Math.round((deck.tilesHeight - Theme.gap) * 0.36) : deck.tilesHeight
        name: qsTr("找窗口")
        detail: qsTr("去哪办 · 怎么走 · 带什么")
        icon: "location_on"
        primary: true
        largest: Theme.headline
        onChosen: deck.viewModel.openScreen("search")
    }

    Item {
        id: tiles

        x: Theme.portrait ? 0 : main.width + Theme.gap
        y: Theme.portrait ? main.y + main.height + Theme.gap : deck.tilesTop
        width: deck.width - x
        height: deck.height - y

        Repeater {
            model: deck.viewModel.tiles

            Button {
                required property string modelData
                required property int index
                readonly property real part: (tiles.width - (deck.tileColumns - 1) * Theme.gap) / deck.tileColumns
                // The last one takes what is left of its line.
                readonly property int span: index === deck.viewModel.tiles.length - 1 ? deck.tileColumns - index % deck.tileColumns : 1

                x: index % deck.tileColumns * (part + Theme.gap)
                y: Math.floor(index / deck.tileColumns) * (height + Theme.gap)
                width: part * span + (span - 1) * Theme.gap
                height: (tiles.height - (deck.tileRows - 1) * Theme.gap) / deck.tileRows
                name: deck.signs[modelData].title
                // Two lines need their room.
                detail: height >= 4 * Theme.textMin ? deck.signs[modelData].detail : ""
                icon: deck.signs[modelData].icon
                onChosen: deck.viewModel.openScreen(modelData)
            }
        }
    }
}
