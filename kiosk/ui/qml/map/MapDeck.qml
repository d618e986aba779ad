pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// Everything to press on the map screen: what is chosen and the way there, kinds and places, floors, moving about.
Item {
    id: deck

    required property MapViewModel viewModel
    readonly property bool wide: !Theme.portrait
    readonly property int rightWidth: wide ? Math.round(width * 0.36) : width
    readonly property int leftWidth: wide ? width - rightWidth - Theme.gap * 2 : width
    readonly property int headHeight: Math.max(Theme.press, Math.round(Theme.title * 2.7))
    readonly property int floorHeight: Math.max(Theme.press, Math.round(Theme.body * 2.8))
    readonly property int floorLines: viewModel.floors.length > 4 ? 2 : 1
    readonly property int floorsHeight: viewModel.floors.length > 1 ? floorLines * floorHeight + (floorLines - 1) * Theme.gap : 0
    readonly property int keysHeight: Math.max(Theme.press, Math.round(Theme.body * 4))

    FitWords {
        id: chosen

        width: deck.leftWidth - go.width - Theme.gap
        height: detail.visible ? deck.headHeight * 0.56 : deck.headHeight
        text: deck.viewModel.chosen
        largest: Theme.title
        strong: true
    }
    FitWords {
        id: detail

        visible: deck.viewModel.chosenDetail !== ""
        y: chosen.height
        width: chosen.width
        height: deck.headHeight - y
        text: deck.viewModel.chosenDetail
        largest: Theme.body
        color: Theme.ink2
    }
    Button {
        id: go

        x: deck.leftWidth - width
        width: Math.round(Math.max(deck.leftWidth * 0.3, Theme.title * 7))
        height: deck.headHeight
        name: qsTr("带我去")
        icon: "directions_walk"
        primary: true
        enabled: deck.viewModel.canLead
        onChosen: deck.viewModel.lead()
    }

    Button {
        id: allKinds

        visible: deck.viewModel.kind !== ""
        y: deck.headHeight + Theme.gap
        width: Math.round(Math.max(Theme.press * 2, Theme.body * 6))
        height: places.height
        name: qsTr("返回全部类别，现在是：%1").arg(deck.viewModel.kindName)
        text: deck.viewModel.kindName
        icon: "chevron_left"
        stacked: true
        largest: Theme.body
        onChosen: Qt.callLater(deck.viewModel.showKind, "")
    }

    KeyGrid {
        id: places

        readonly property bool inKind: deck.viewModel.kind !== ""

        x: inKind ? allKinds.width + Theme.gap : 0
        y: deck.headHeight + Theme.gap
        width: deck.leftWidth - x
        height: deck.wide ? deck.height - y : deck.height - y - deck.floorsHeight - deck.keysHeight - 2 * Theme.gap
        leastWidth: deck.viewModel.kind === "window" ? Math.round(Math.max(Theme.press, Theme.body * 3.2)) : Math.round(Math.max(Theme.press * 1.5, Theme.body * 6.4))
        leastHeight: Math.max(Theme.press, Math.round(Theme.body * (inKind ? 3.1 : 3.4)))
        stacked: !inKind
        rows: inKind ? deck.viewModel.items : deck.viewModel.kinds
        onInKindChanged: {
            page = 0;
            if (Modes.byKeys && inKind)
                allKinds.forceActiveFocus(Qt.TabFocusReason);
            else if (Modes.byKeys)
                focusFirst();
        }
        onChosen: index => {
            if (inKind)
                deck.viewModel.choose(rows[index].id);
            else
                deck.viewModel.showKind(rows[index].key);
        }
    }

    KeyGrid {
        id: floors

        visible: deck.viewModel.floors.length > 1
        x: deck.wide ? deck.leftWidth + Theme.gap * 2 : 0
        y: deck.wide ? 0 : places.y + places.height + Theme.gap
        width: deck.rightWidth
        height: deck.floorsHeight
        leastWidth: Math.floor((width - (perLine - 1) * Theme.gap) / perLine)
        leastHeight: deck.floorHeight
        rows: deck.viewModel.floors
        onChosen: index => deck.viewModel.showFloor(deck.viewModel.floors[index].id)

        readonly property int perLine: Math.ceil(Math.max(1, deck.viewModel.floors.length) / deck.floorLines)
    }

    MapKeys {
        x: floors.x
        y: floors.visible ? floors.y + floors.height + Theme.gap : floors.y
        width: deck.rightWidth
        height: deck.height - y
        columns: deck.wide ? 4 : 8
        scene: deck.viewModel.map as MapScene
        onHome: deck.viewModel.showHere()
    }
}
