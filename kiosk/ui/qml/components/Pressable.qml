import QtQuick
import Kiosk

// Whatever can be pressed, by finger, by key or by a reader; looks like nothing by itself.
FocusScope {
    id: pressable

    required property string name
    // A shortcut doubles something in the deck: it may stand out of reach and is no stop for the keys.
    property bool shortcut: false
    property bool checkable: false
    property bool checked: false
    property color ringTone: Theme.ring
    readonly property bool down: tap.pressed && counts

    property bool counts: false

    signal chosen

    function choose(): void {
        if (enabled)
            chosen();
    }

    implicitWidth: Theme.press
    implicitHeight: Theme.press
    activeFocusOnTab: !shortcut
    Accessible.role: checkable ? Accessible.CheckBox : Accessible.Button
    Accessible.name: name
    Accessible.checkable: checkable
    Accessible.checked: checked
    Accessible.focusable: !shortcut
    Accessible.onPressAction: choose()
    // What goes away under a finger must not hold the guard: nothing else could be pressed until the screen changes.
    Component.onDestruction: PressGuard.release(pressable)
    Keys.onReturnPressed: choose()
    Keys.onEnterPressed: choose()
    Keys.onSpacePressed: choose()

    TapHandler {
        id: tap

        acceptedButtons: Qt.LeftButton
        gesturePolicy: TapHandler.ReleaseWithinBounds
        longPressThreshold: 0
        onPressedChanged: {
            if (pressed)
                pressable.counts = PressGuard.press(pressable);
            else
                PressGuard.release(pressable);
        }
        onTapped: {
            if (pressable.counts)
                pressable.choose();
        }
    }

    FocusRing {
        around: pressable
        tone: pressable.ringTone
    }
}
