import QtQuick
import Kiosk
import "../components"

// One thing to do next: pictogram and name above, what it means below. `main`: the screen's one main act.
Pressable {
    id: card

    required property var act
    readonly property bool main: act.main
    readonly property color tone: main ? Theme.onPrimary : Theme.ink
    // Low and wide: pictogram beside the words.
    readonly property bool low: height < 5.4 * Theme.title || width > 2.8 * height
    readonly property real inset: Math.min(Theme.pad * 1.5, height * 0.12)

    name: act.name + (act.detail === "" ? "" : ", " + act.detail)

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: !card.down ? (card.main ? Theme.primary : Theme.card) : card.main ? Qt.darker(Theme.primary, 1.25) : Theme.pressed
        border.color: card.main ? Theme.primary : Theme.line
        border.width: Theme.lineWidth
    }
    Pictogram {
        id: sign

        x: Theme.pad * 1.5
        y: card.low ? (card.height - height) / 2 : card.inset
        icon: card.act.icon
        tone: card.main ? Theme.onPrimary : Theme.primary
        side: Math.round(card.low ? Math.min(Theme.icon * 1.5, card.height * 0.5) : Math.min(Theme.icon * (card.main ? 2.2 : 1.8), card.height * 0.3))
    }
    FitWords {
        id: words

        x: card.low ? sign.x + sign.width + Theme.pad * 1.5 : sign.x
        y: card.low ? card.inset : sign.y + sign.height + Theme.pad * 0.5
        width: card.width - x - Theme.pad
        height: card.low ? (card.height - 2 * card.inset) * (under.visible ? 0.54 : 1) : (card.height - y - card.inset) * (under.visible ? 0.5 : 0.9)
        text: card.act.name
        largest: card.main ? Theme.headline * 0.9 : Theme.title * 1.15
        strong: true
        color: card.tone
        verticalAlignment: card.low ? (under.visible ? Text.AlignBottom : Text.AlignVCenter) : Text.AlignTop
        Accessible.ignored: true
    }
    FitWords {
        id: under

        visible: card.act.detail !== ""
        x: words.x
        y: words.y + words.height
        width: words.width
        height: card.height - y - card.inset
        text: card.act.detail
        largest: Theme.body
        color: card.main ? Theme.onPrimary : Theme.ink2
        verticalAlignment: card.low ? Text.AlignTop : Text.AlignBottom
        Accessible.ignored: true
    }
}
