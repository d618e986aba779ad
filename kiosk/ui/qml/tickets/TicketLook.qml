import QtQuick
import Kiosk
import "../components"

// A ticket to be read from afar: its number, what it is for and where, and beside it the place in line or the window.
Item {
    id: look

    required property string over
    required property string label
    required property string title
    required property string note
    property string window: ""
    property string windowNote: ""
    property bool good: true
    property string aheadName: ""
    property string people: ""
    property string waitName: ""
    property string minutes: ""
    property string atMost: ""
    property int ahead: -1
    property bool free: false
    readonly property bool hasCard: people !== "" || window !== ""
    readonly property bool upright: Theme.portrait
    readonly property real wordsWidth: hasCard && !upright ? Math.round(width * 0.56) : width
    readonly property real wordsHeight: hasCard && upright ? Math.round(height * 0.6) : height
    readonly property real cardX: upright ? 0 : wordsWidth + Theme.gap * 2
    readonly property real cardY: upright ? wordsHeight + Theme.gap * 2 : 0

    FitWords {
        id: over

        width: look.wordsWidth
        height: look.wordsHeight * 0.11
        text: look.over
        largest: Theme.lookBody
        color: Theme.ink2
        verticalAlignment: Text.AlignTop
    }
    Item {
        id: slot

        anchors.top: over.bottom
        width: look.wordsWidth
        height: look.wordsHeight * 0.44

        // A line is higher than its figures: what is above and below them may stand over the neighbours' air.
        FitWords {
            objectName: "label"
            y: -parent.height * 0.15
            width: parent.width
            height: parent.height * 1.3
            text: look.label
            largest: Math.round(Theme.lookHeadline * 4)
            wrapMode: Text.NoWrap
            strong: true
            color: look.good ? Theme.primary : Theme.ink2
        }
    }
    FitWords {
        id: title

        anchors.top: slot.bottom
        width: look.wordsWidth
        height: look.wordsHeight * 0.19
        text: look.title
        largest: Theme.lookTitle
        strong: true
    }
    FitWords {
        anchors.top: title.bottom
        width: look.wordsWidth
        height: look.wordsHeight - y
        text: look.note
        largest: look.hasCard ? Theme.lookBody : Theme.lookTitle
        color: look.good ? Theme.ink2 : Theme.warn
        strong: !look.good
        verticalAlignment: Text.AlignTop
    }
    WaitCard {
        visible: look.people !== "" && look.window === ""
        x: look.cardX
        y: look.cardY
        width: look.width - x
        height: look.height - y
        aheadName: look.aheadName
        people: look.people
        waitName: look.waitName
        minutes: look.minutes
        atMost: look.atMost
        ahead: look.ahead
        free: look.free
    }
    Card {
        visible: look.window !== ""
        x: look.cardX
        y: look.cardY
        width: look.width - x
        height: look.height - y
        border.color: Theme.primary
        border.width: Theme.lineWidth * 3

        Pictogram {
            id: arrow

            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height * 0.12
            icon: "directions_walk"
            tone: Theme.primary
            side: Math.round(parent.height * 0.26)
        }
        FitWords {
            anchors.top: arrow.bottom
            anchors.bottom: parent.bottom
            anchors.bottomMargin: parent.height * 0.12
            x: Theme.pad * 2
            width: parent.width - 4 * Theme.pad
            text: look.window
            largest: Math.round(Theme.lookHeadline * 1.5)
            strong: true
            color: Theme.primary
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
