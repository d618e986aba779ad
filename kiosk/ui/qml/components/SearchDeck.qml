pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The hands' side of the search: what was typed, the choices by number, more of them, and the keys.
Item {
    id: deck

    required property SearchViewModel viewModel
    readonly property int choices: Theme.portrait && !Theme.largeText ? 6 : 4
    readonly property real leftWidth: Theme.portrait ? width : Math.round(width * 0.36)
    readonly property real fieldHeight: Theme.portrait ? Math.max(Theme.press, height * 0.13) : Math.max(Theme.press, height * 0.2)
    readonly property real choicesTop: fieldHeight + Theme.gap
    readonly property int columns: choices / 2
    readonly property int lines: 2
    readonly property real pagerHeight: Theme.portrait ? 0 : Math.max(Theme.press, height * 0.19)
    readonly property real choiceHeight: Theme.portrait ? Math.max(Theme.press, height * 0.145) : (height - choicesTop - (pagerHeight + Theme.gap) - (lines - 1) * Theme.gap) / lines
    readonly property real pagerWidth: Theme.portrait ? Math.max(Theme.press, width * 0.17) : leftWidth
    readonly property real choiceWidth: (leftWidth - (Theme.portrait ? pagerWidth + Theme.gap : 0) - (columns - 1) * Theme.gap) / columns

    onChoicesChanged: viewModel.fit(choices)
    Component.onCompleted: viewModel.fit(choices)

    SearchField {
        width: deck.leftWidth
        height: deck.fieldHeight
        name: qsTr("输入要办的事")
        text: deck.viewModel.query
        hint: qsTr("拼音、首字母或窗口号")
        writing: true
        shortcut: true // it only shows what the keys beside it write
    }

    Repeater {
        model: deck.choices

        ChoiceButton {
            required property int index
            readonly property var row: deck.viewModel.rows[index] ?? null

            visible: row !== null

            x: (index % deck.columns) * (deck.choiceWidth + Theme.gap)
            y: deck.choicesTop + Math.floor(index / deck.columns) * (deck.choiceHeight + Theme.gap)
            width: deck.choiceWidth
            height: deck.choiceHeight
            name: row?.name ?? ""
            number: index + 1
            text: row?.title ?? ""
            instead: row?.aside ?? ""
            largest: Theme.body
            onChosen: deck.viewModel.choose(index)
        }
    }

    Pager {
        page: deck.viewModel.page
        pages: deck.viewModel.pages
        upright: Theme.portrait
        x: Theme.portrait ? deck.width - width : 0
        y: Theme.portrait ? deck.choicesTop : deck.height - height
        width: deck.pagerWidth
        height: Theme.portrait ? 2 * deck.choiceHeight + Theme.gap : deck.pagerHeight
        onTurned: page => deck.viewModel.turnTo(page)
    }

    Keyboard {
        x: Theme.portrait ? 0 : deck.leftWidth + Theme.gap * 2
        y: Theme.portrait ? deck.choicesTop + 2 * (deck.choiceHeight + Theme.gap) : 0
        width: deck.width - x
        height: deck.height - y
        onTyped: character => deck.viewModel.type(character)
        onErased: deck.viewModel.erase()
        onCleared: deck.viewModel.clear()
    }
}
