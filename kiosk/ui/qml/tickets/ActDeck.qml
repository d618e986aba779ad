pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// What may be done next, as cards side by side; upright: the main one above the others.
Item {
    id: deck

    required property var acts
    readonly property int count: acts.length
    readonly property bool led: count > 1 && acts[0].main
    // The main act is a quarter wider than each of the others.
    readonly property real share: led ? 1.25 : 1
    readonly property real part: (width - (count - 1) * Theme.gap) / Math.max(1, count - 1 + share)
    readonly property int rest: led ? count - 1 : count
    readonly property int columns: Theme.portrait && rest > 2 ? 2 : 1
    readonly property int lines: Math.ceil(rest / columns)
    readonly property real lineHeight: (height - (lines + (led ? 1 : 0) - 1) * Theme.gap) / Math.max(1, lines + (led ? 1.3 : 0))

    signal chosen(string key)

    Repeater {
        // By number, not by row: a card stays the same card while its words change, and keeps finger and focus.
        model: deck.count

        ActCard {
            required property int index
            readonly property bool first: deck.led && index === 0
            readonly property int place: deck.led ? index - 1 : index
            // The last one takes what is left of its line.
            readonly property int span: place === deck.rest - 1 ? deck.columns - place % deck.columns : 1
            readonly property real cell: (deck.width - (deck.columns - 1) * Theme.gap) / deck.columns

            act: deck.acts[index] ?? {
                "key": "",
                "name": "",
                "detail": "",
                "icon": "",
                "main": false
            }
            x: Theme.portrait ? (first ? 0 : place % deck.columns * (cell + Theme.gap)) : index * (deck.part + Theme.gap) + (index > 0 ? deck.part * (deck.share - 1) : 0)
            y: !Theme.portrait || first ? 0 : (deck.led ? deck.lineHeight * 1.3 + Theme.gap : 0) + Math.floor(place / deck.columns) * (deck.lineHeight + Theme.gap)
            width: Theme.portrait ? (first ? deck.width : cell * span + (span - 1) * Theme.gap) : deck.part * (index === 0 ? deck.share : 1)
            height: Theme.portrait ? deck.lineHeight * (first ? 1.3 : 1) : deck.height
            onChosen: deck.chosen(act.key)
        }
    }
}
