pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// The hands' side of a notice: turning pages first, then reading aloud, the document itself, a closer look, the matter.
Item {
    id: deck

    required property NoticeViewModel viewModel
    required property int page
    required property int pages
    property bool near: false
    readonly property bool both: viewModel.lines.length > 0 && viewModel.pages.length > 0
    readonly property bool drawn: viewModel.section === "pages"
    readonly property var acts: [
        {
            "act": "matter",
            "name": deck.viewModel.matter,
            "icon": "task",
            "there": deck.viewModel.matter !== ""
        },
        {
            "act": "near",
            "name": deck.near ? qsTr("看整页") : qsTr("放大"),
            "icon": deck.near ? "zoom_out" : "zoom_in",
            "there": deck.drawn
        },
        {
            "act": "section",
            "name": deck.drawn ? qsTr("看大字") : qsTr("看原文"),
            "icon": deck.drawn ? "text_increase" : "description",
            "there": deck.both
        },
        {
            "act": "aloud",
            "name": qsTr("读给我听"),
            "icon": "volume_up",
            "there": !deck.drawn && deck.viewModel.lines.length > 0
        },
        {
            "act": "wall",
            "name": qsTr("看其他公告"),
            "icon": "library_books",
            "there": true
        }
    ].filter(act => act.there)
    readonly property bool turns: pages > 1
    readonly property int columns: Theme.portrait ? Math.min(2, acts.length) : acts.length
    readonly property int lines: Math.ceil(acts.length / Math.max(1, columns))
    readonly property real pagerHeight: turns ? Math.round(Math.max(Theme.press, (height - Theme.gap) * (Theme.portrait ? 0.34 : 0.46))) : 0
    readonly property real actsTop: turns ? pagerHeight + Theme.gap : 0
    readonly property real actHeight: Math.min((height - actsTop - (lines - 1) * Theme.gap) / Math.max(1, lines), Theme.title * 9)

    signal turned(int page)
    signal acted(string act)

    Pager {
        width: deck.width
        height: deck.pagerHeight
        upright: false
        more: qsTr("下一页")
        page: deck.page
        pages: deck.pages
        onTurned: page => deck.turned(page)
    }
    Repeater {
        model: deck.acts

        Button {
            required property var modelData
            required property int index
            readonly property int span: index === deck.acts.length - 1 ? deck.columns - index % deck.columns : 1
            readonly property real part: (deck.width - (deck.columns - 1) * Theme.gap) / deck.columns

            x: (index % deck.columns) * (part + Theme.gap)
            y: deck.actsTop + Math.floor(index / deck.columns) * (deck.actHeight + Theme.gap)
            width: part * span + (span - 1) * Theme.gap
            height: deck.actHeight
            name: modelData.name
            icon: modelData.icon
            largest: Theme.body * 1.15
            primary: modelData.act === "matter"
            onChosen: deck.acted(modelData.act)
        }
    }
}
