pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The hands' side of a matter: the way there first, then what to read above.
Item {
    id: deck

    required property MatterViewModel viewModel
    required property int page
    required property int pages
    readonly property real leadWidth: Theme.portrait ? width : Math.round(width * 0.36)
    readonly property real leadHeight: !lead.visible ? 0 : Theme.portrait ? Math.round(height * 0.3) : height
    // The way and the number share a place: side by side when upright, else one above the other.
    readonly property bool takes: deck.viewModel.take !== ""
    readonly property bool leads: lead.visible || takes
    readonly property real sideX: Theme.portrait || !leads ? 0 : leadWidth + Theme.gap
    readonly property real sideY: Theme.portrait && leads ? Math.max(leadHeight, takes ? take.height : 0) + Theme.gap : 0
    readonly property real pagerHeight: Math.max(Theme.press, Math.round(height * 0.22))
    readonly property var sections: [
        {
            "name": qsTr("要带什么"),
            "icon": "description",
            "section": "papers",
            "there": deck.viewModel.papers.length > 0
        },
        {
            "name": qsTr("多久 · 收费"),
            "icon": "schedule",
            "section": "facts",
            "there": deck.viewModel.facts.length > 0
        },
        {
            "name": qsTr("常见问题"),
            "icon": "quiz",
            "section": "questions",
            "there": deck.viewModel.questions.length > 0
        }
    ].filter(section => section.there)

    signal turned(int page)

    Button {
        id: lead

        visible: deck.viewModel.canLead
        width: deck.takes && Theme.portrait ? (deck.leadWidth - Theme.gap) * 0.56 : deck.leadWidth
        height: deck.takes && !Theme.portrait ? (deck.leadHeight - Theme.gap) * 0.58 : deck.leadHeight
        name: deck.viewModel.lead
        detail: deck.viewModel.way
        icon: "directions_walk"
        primary: true
        largest: Theme.headline
        onChosen: deck.viewModel.leadThere()
    }
    Button {
        id: take

        visible: deck.takes
        x: lead.visible && Theme.portrait ? lead.width + Theme.gap : 0
        y: lead.visible && !Theme.portrait ? lead.height + Theme.gap : 0
        width: deck.leadWidth - x
        height: Theme.portrait ? Math.round(deck.height * 0.3) : deck.height - y
        name: deck.viewModel.adds ? qsTr("加到同一张号") : qsTr("取号")
        detail: deck.viewModel.take
        icon: "confirmation_number"
        primary: !lead.visible
        face: lead.visible ? Theme.primarySoft : Theme.primary
        tone: lead.visible ? Theme.ink : Theme.onPrimary
        largest: Theme.headline
        onChosen: deck.viewModel.takeNumber()
    }
    Repeater {
        model: deck.sections

        Button {
            required property var modelData
            required property int index

            readonly property real part: (deck.width - deck.sideX - (deck.sections.length - 1) * Theme.gap) / deck.sections.length

            x: deck.sideX + index * (part + Theme.gap)
            y: deck.sideY
            width: part
            height: deck.height - y - (map.visible || deck.pages > 1 ? deck.pagerHeight + Theme.gap : 0)
            name: modelData.name
            icon: modelData.icon
            stacked: true
            checkable: true
            checked: deck.viewModel.section === modelData.section
            onChosen: deck.viewModel.turnTo(modelData.section)
        }
    }
    Button {
        id: map

        visible: deck.viewModel.canShow
        x: deck.sideX
        y: deck.height - height
        width: deck.pages > 1 ? Math.round((deck.width - x - Theme.gap) * 0.34) : deck.width - x
        height: deck.pagerHeight
        name: qsTr("在地图上看")
        icon: "map"
        onChosen: deck.viewModel.showOnMap()
    }
    Pager {
        x: deck.sideX + (map.visible ? map.width + Theme.gap : 0)
        y: deck.height - height
        width: deck.width - x
        height: deck.pagerHeight
        upright: false
        page: deck.page
        pages: deck.pages
        onTurned: page => deck.turned(page)
    }
}
