import QtQuick
import Kiosk
import "../components"

// The way as a QR code for the phone: plain text, no network.
Card {
    id: card

    required property string text
    readonly property bool wide: width > height * 1.25

    QrCode {
        id: code

        objectName: "qr"
        x: card.wide ? Theme.pad : (card.width - width) / 2
        y: card.wide ? (card.height - height) / 2 : Theme.pad
        width: card.wide ? card.height - 2 * Theme.pad : Math.min(card.width - 2 * Theme.pad, card.height - 2 * Theme.pad - words.least)
        height: width
        text: card.text
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("路线二维码")
    }
    FitWords {
        id: words

        readonly property real least: Theme.lookCaption * 1.5

        x: card.wide ? code.x + code.width + Theme.pad : Theme.pad
        y: card.wide ? Theme.pad : code.y + code.height
        width: card.width - x - Theme.pad
        height: card.height - y - (card.wide ? Theme.pad : 0)
        text: qsTr("手机扫码带走路线")
        largest: Theme.lookBody
        horizontalAlignment: card.wide ? Text.AlignLeft : Text.AlignHCenter
    }
}
