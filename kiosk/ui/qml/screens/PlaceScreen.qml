pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// One place: what it is, how far, whether it is open, and what can be done there.
TwoZones {
    id: screen

    required property PlaceViewModel viewModel
    // Read once: every look at a list of the view model copies it.
    readonly property var rows: viewModel.rows
    readonly property bool many: rows.length > 0
    readonly property int most: Math.max(1, Math.min(board.capacity, grid.capacity))
    readonly property int pages: Math.max(1, Math.ceil(rows.length / most))
    readonly property int size: Math.max(1, Math.ceil(rows.length / pages))
    readonly property int page: Math.min(viewModel.page, pages - 1)
    readonly property var shown: ready ? rows.slice(page * size, (page + 1) * size) : []

    name: viewModel.title

    WindowCard {
        id: card

        width: Theme.portrait || !screen.many ? parent.width : Math.round(parent.width * 0.36)
        height: Theme.portrait && screen.many ? Math.round(parent.height * 0.36) : parent.height
        over: screen.viewModel.detail
        title: screen.viewModel.title
        way: screen.viewModel.way
        hours: screen.viewModel.state
        good: screen.viewModel.good
    }
    FitWords {
        id: does

        visible: screen.many
        x: Theme.portrait ? 0 : card.width + Theme.gap * 2
        y: Theme.portrait ? card.height + Theme.gap : 0
        width: parent.width - x
        height: Theme.lookTitle * 1.5
        text: screen.viewModel.lead
        largest: Theme.lookBody
        strong: true
    }
    RowBoard {
        id: board

        x: does.x
        y: does.y + does.height
        width: does.width
        height: parent.height - y
        mostColumns: 1
        rows: screen.shown
        onChosen: place => screen.viewModel.openMatter(screen.shown[place].id)
    }

    deck: [
        Button {
            id: lead

            visible: screen.viewModel.canLead
            width: visible ? Theme.portrait ? parent.width : Math.round(parent.width * 0.32) : 0
            height: !visible ? 0 : Theme.portrait ? Math.round(parent.height * (screen.many ? 0.26 : 0.5)) : parent.height
            name: screen.viewModel.leadName
            detail: screen.viewModel.way
            icon: "directions_walk"
            primary: true
            largest: Theme.headline
            onChosen: screen.viewModel.leadThere()
        },
        Button {
            id: map

            visible: screen.viewModel.canShowOnMap
            x: Theme.portrait ? 0 : lead.width + Theme.gap
            y: Theme.portrait ? lead.height + Theme.gap : 0
            width: Theme.portrait ? parent.width : Math.max(Theme.press, Theme.title * 9)
            height: !visible ? 0 : Theme.portrait ? Math.max(Theme.press, Math.round(parent.height * 0.16)) : parent.height
            name: qsTr("在地图上看")
            icon: "map"
            stacked: !Theme.portrait
            largest: Theme.title
            onChosen: screen.viewModel.showOnMap()
        },
        ChoiceGrid {
            id: grid

            x: Theme.portrait ? 0 : map.visible ? map.x + map.width + Theme.gap : map.x
            y: Theme.portrait ? map.y + (map.visible ? map.height + Theme.gap : 0) : 0
            width: parent.width - x
            height: parent.height - y
            rows: screen.shown
            page: screen.page
            pages: screen.pages
            onChosen: place => screen.viewModel.openMatter(screen.shown[place].id)
            onTurned: page => screen.viewModel.turnTo(page)
        }
    ]
}
