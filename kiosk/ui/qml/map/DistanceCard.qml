import QtQuick
import Kiosk
import "../components"

// How far and how long.
Card {
    id: card

    required property string distance
    required property string minutes

    FitWords {
        x: Theme.pad
        y: Theme.pad * 0.6
        width: card.width - 2 * Theme.pad
        height: (card.height - 1.2 * Theme.pad) * 0.42
        text: card.distance
        largest: Theme.lookBody
        color: Theme.ink2
        horizontalAlignment: Text.AlignHCenter
    }
    FitWords {
        x: Theme.pad
        y: Theme.pad * 0.6 + (card.height - 1.2 * Theme.pad) * 0.42
        width: card.width - 2 * Theme.pad
        height: (card.height - 1.2 * Theme.pad) * 0.58
        text: card.minutes
        largest: Theme.lookTitle
        strong: true
        horizontalAlignment: Text.AlignHCenter
    }
}
