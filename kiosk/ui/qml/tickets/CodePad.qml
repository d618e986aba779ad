import QtQuick
import Kiosk
import "../components"

// Figures and letters, and the key that looks the code up.
Item {
    id: pad

    required property TypeCodeViewModel viewModel
    readonly property real okWidth: Theme.portrait ? width : Math.round(width * 0.2)
    readonly property real okHeight: Theme.portrait ? Math.max(Theme.press, Math.round(height * 0.2)) : height

    Keyboard {
        width: Theme.portrait ? pad.width : pad.width - pad.okWidth - 2 * Theme.gap
        height: Theme.portrait ? pad.height - pad.okHeight - Theme.gap : pad.height
        lines: ["1234567890", "QWERTYUIOP", "ASDFGHJKL<", "*ZXCVBNM-"]
        onTyped: character => pad.viewModel.type(character)
        onErased: pad.viewModel.erase()
        onCleared: pad.viewModel.clear()
    }
    Button {
        x: pad.width - width
        y: pad.height - height
        width: pad.okWidth
        height: pad.okHeight
        name: qsTr("查预约")
        icon: "event_available"
        primary: true
        enabled: pad.viewModel.complete
        stacked: !Theme.portrait
        largest: Theme.headline
        onChosen: Qt.callLater(pad.viewModel.enter)
    }
}
