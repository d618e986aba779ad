pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// Moving about the map without a gesture: nearer, farther, four directions, the whole floor, back to where one stands.
Item {
    id: keys

    required property MapScene scene
    property int columns: 4
    readonly property int lines: Math.ceil(8 / columns)
    readonly property real keyWidth: (width - (columns - 1) * Theme.gap) / columns
    readonly property real keyHeight: (height - (lines - 1) * Theme.gap) / lines

    signal home

    Repeater {
        model: [
            {
                "act": "in",
                "icon": "add",
                "name": qsTr("放大")
            },
            {
                "act": "up",
                "icon": "keyboard_arrow_up",
                "name": qsTr("向上看")
            },
            {
                "act": "out",
                "icon": "remove",
                "name": qsTr("缩小")
            },
            {
                "act": "all",
                "icon": "fit_screen",
                "name": qsTr("整层")
            },
            {
                "act": "left",
                "icon": "chevron_left",
                "name": qsTr("向左看")
            },
            {
                "act": "down",
                "icon": "keyboard_arrow_down",
                "name": qsTr("向下看")
            },
            {
                "act": "right",
                "icon": "chevron_right",
                "name": qsTr("向右看")
            },
            {
                "act": "home",
                "icon": "my_location",
                "name": qsTr("我的位置")
            }
        ]

        Button {
            id: key

            required property int index
            required property var modelData

            function act(): void {
                const act = modelData.act;
                if (act === "in")
                    keys.scene.zoomIn();
                else if (act === "out")
                    keys.scene.zoomOut();
                else if (act === "all")
                    keys.scene.showAll();
                else if (act === "home")
                    keys.home();
                else
                    keys.scene.pan(act === "left" ? -1 : act === "right" ? 1 : 0, act === "up" ? -1 : act === "down" ? 1 : 0);
            }

            x: (index % keys.columns) * (keys.keyWidth + Theme.gap)
            y: Math.floor(index / keys.columns) * (keys.keyHeight + Theme.gap)
            width: keys.keyWidth
            height: keys.keyHeight
            name: modelData.name
            icon: modelData.icon
            stacked: true
            largest: Theme.caption
            enabled: modelData.act === "in" ? keys.scene.canZoomIn : modelData.act === "out" ? keys.scene.canZoomOut : true
            onChosen: act()
        }
    }
}
