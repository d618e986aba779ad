pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"
import "../map"

// The way: the drawn floor above, the steps and ways of walking below.
TwoZones {
    id: screen

    required property RouteViewModel viewModel
    readonly property bool wide: !Theme.portrait
    readonly property int side: wide ? Math.round(Math.max(Theme.width * 0.17, Theme.lookBody * 12)) : 0
    readonly property int foot: wide ? 0 : Math.round(Theme.lookHeight * 0.2)

    name: viewModel.title
    lookMargin: 0

    Connections {
        function onRouted(): void {
            map.drawRoute();
        }
        function onLegChanged(): void {
            map.drawRoute();
        }

        target: screen.viewModel
    }

    MapView {
        id: map

        objectName: "map"
        width: parent.width - (screen.viewModel.found && screen.wide ? screen.side + 2 * Theme.margin : 0)
        height: parent.height - (screen.viewModel.found && !screen.wide ? screen.foot + Theme.margin : 0)
        scene: screen.viewModel.map as MapScene
        Component.onCompleted: drawRoute()

        LegStrip {
            x: screen.wide ? Theme.margin : Math.round((parent.width - width) / 2)
            y: screen.wide ? Theme.margin : Theme.gap
            legs: screen.viewModel.legs
            current: screen.viewModel.leg
            onXChanged: tell()
            onWidthChanged: tell()
            onHeightChanged: tell()
            onYChanged: tell()
            onVisibleChanged: tell()

            function tell(): void {
                map.scene.keepClear(x, y, visible ? width : 0, visible ? height : 0);
            }
        }
    }

    DistanceCard {
        id: distance

        visible: screen.viewModel.found
        x: screen.wide ? parent.width - width - Theme.margin : Theme.margin
        y: screen.wide ? Theme.margin : parent.height - height - Theme.margin
        width: screen.wide ? screen.side : Math.round((parent.width - 3 * Theme.margin) * 0.42)
        height: screen.wide ? Math.round(Theme.lookTitle * 3) : screen.foot
        distance: screen.viewModel.distance
        minutes: screen.viewModel.minutes
    }
    PhoneCard {
        visible: screen.viewModel.found
        x: screen.wide ? distance.x : distance.x + distance.width + Theme.margin
        y: screen.wide ? distance.y + distance.height + Theme.gap : distance.y
        width: screen.wide ? screen.side : parent.width - x - Theme.margin
        height: screen.wide ? Math.min(parent.height - y - Theme.margin, width * 1.2) : screen.foot
        text: screen.viewModel.phone
    }

    deck: RouteDeck {
        anchors.fill: parent
        viewModel: screen.viewModel
    }
}
