import QtQuick
import Kiosk

// A screen: look zone above, touch deck below. Children go into the look zone, `deck` takes the other ones.
FocusScope {
    id: screen

    default property alias look: lookZone.content
    property alias deck: deckZone.content
    property alias lookMargin: lookZone.margin
    property alias lookColor: lookZone.color
    property alias deckColor: deckZone.color
    readonly property alias lookZone: lookZone
    readonly property alias deckZone: deckZone
    // Whether it needs the whole glass, and the bar steps aside (a test of the glass itself).
    property bool covers: false
    // Lists wait for it: before everything has its size they would be made, thrown away and made again.
    property bool ready: false
    // What a reader calls this screen.
    property string name: ""

    // Where the keys begin: the first stop of the screen, which is the first thing in the deck.
    function focusFirst(): void {
        const first = lookZone.nextItemInFocusChain(true);
        if (first)
            first.forceActiveFocus(Qt.TabFocusReason);
    }

    width: Theme.width
    height: Theme.height - Theme.barHeight
    Component.onCompleted: ready = true
    Accessible.role: Accessible.Pane
    Accessible.name: name

    LookZone {
        id: lookZone

        width: screen.width
        height: Theme.lookHeight
    }

    Deck {
        id: deckZone

        y: Theme.deckTop
        width: screen.width
        height: Theme.deckHeight
    }
}
