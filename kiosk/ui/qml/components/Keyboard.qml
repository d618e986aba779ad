pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The panel's own keys: digits and letters, for pinyin, initials and English alike. Nothing typed is kept anywhere.
Item {
    id: keyboard

    // Ten keys a line; a line of nine has wide ones at its ends.
    property var lines: ["1234567890", "qwertyuiop", "asdfghjkl<", "*zxcvbnm_"]
    readonly property real keyWidth: (width - 9 * Theme.gap) / 10
    readonly property real keyHeight: (height - 3 * Theme.gap) / 4

    signal typed(string character)
    signal erased
    signal cleared

    Column {
        spacing: Theme.gap

        Repeater {
            model: keyboard.lines

            Row {
                id: line

                required property string modelData

                spacing: Theme.gap

                Repeater {
                    model: line.modelData.split("")

                    KeyboardKey {
                        required property string modelData
                        required property int index

                        character: modelData
                        width: line.modelData.length === 9 && index % 8 === 0 ? keyboard.keyWidth * 1.5 + Theme.gap * 0.5 : keyboard.keyWidth
                        height: keyboard.keyHeight
                        onChosen: {
                            if (character === "<")
                                keyboard.erased();
                            else if (character === "*")
                                keyboard.cleared();
                            else
                                keyboard.typed(character === "_" ? " " : character);
                        }
                    }
                }
            }
        }
    }
}
