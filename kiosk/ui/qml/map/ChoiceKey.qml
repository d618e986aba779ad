import QtQuick
import Kiosk
import "../components"

// One of several: dark when chosen, so that the screen's one main act stays the only blue one.
Button {
    checkable: true
    face: !checked ? Theme.card : Theme.highContrast ? Theme.primary : Theme.bar
    tone: !checked ? Theme.ink : Theme.highContrast ? Theme.onPrimary : Theme.onBar
    signTone: checked ? tone : Theme.primary
    detailTone: checked ? tone : Theme.ink2
    edge: checked ? face : Theme.line
}
