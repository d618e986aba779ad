pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// What can be done in a section, side by side. The keys stay while their words change, so that the focus stays too.
Item {
    id: row

    required property var acts
    readonly property real part: (width - (acts.length - 1) * Theme.gap) / Math.max(1, acts.length)

    signal chosen(string act)

    Repeater {
        model: row.acts.length

        Button {
            required property int index
            readonly property var act: row.acts[index] ?? ({
                    "id": "",
                    "name": "",
                    "icon": "",
                    "detail": "",
                    "primary": false
                })

            x: index * (row.part + Theme.gap)
            width: row.part
            height: row.height
            name: act.name
            detail: act.detail
            icon: act.icon
            primary: act.primary
            // Later: what is chosen may take this key away while the finger is still on it.
            onChosen: Qt.callLater(row.chosen, act.id)
        }
    }
}
