pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// Ten digits, clear, erase, and the key that sets the reminder.
Item {
    id: pad

    required property RemindViewModel viewModel
    readonly property real padWidth: Theme.portrait ? width : Math.round(Math.min(width * 0.62, Theme.title * 36))
    readonly property real okWidth: Theme.portrait ? width : Math.round(padWidth * 0.5)
    readonly property real edge: Theme.portrait ? 0 : Math.round((width - padWidth - okWidth - 2 * Theme.gap) / 2)
    readonly property int lines: Theme.portrait ? 5 : 4
    readonly property real keyWidth: (padWidth - 2 * Theme.gap) / 3
    readonly property real keyHeight: (height - (lines - 1) * Theme.gap) / lines

    Repeater {
        model: "123456789*0<".split("")

        KeyboardKey {
            required property string modelData
            required property int index

            x: pad.edge + (index % 3) * (pad.keyWidth + Theme.gap)
            y: Math.floor(index / 3) * (pad.keyHeight + Theme.gap)
            width: pad.keyWidth
            height: pad.keyHeight
            character: modelData
            onChosen: {
                if (character === "<")
                    pad.viewModel.erase();
                else if (character === "*")
                    pad.viewModel.clear();
                else
                    pad.viewModel.type(character);
            }
        }
    }
    Button {
        x: Theme.portrait ? 0 : pad.edge + pad.padWidth + 2 * Theme.gap
        y: Theme.portrait ? pad.height - height : 0
        width: pad.okWidth
        height: Theme.portrait ? pad.keyHeight : pad.height
        name: qsTr("用短信提醒我")
        icon: "sms"
        primary: true
        enabled: pad.viewModel.complete
        stacked: !Theme.portrait
        largest: Theme.headline
        onChosen: Qt.callLater(pad.viewModel.enter)
    }
}
