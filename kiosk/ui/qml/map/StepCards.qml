pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// The steps as cards: as many as fit, with the step of the moment always among them.
Item {
    id: cards

    required property var steps
    required property int current
    readonly property int least: Math.round(Math.max(Theme.press * 3, Theme.title * 8.5))
    readonly property int fitting: Math.max(1, Math.min(steps.length, Math.floor((width + Theme.gap) / (least + Theme.gap))))
    readonly property int first: Math.max(0, Math.min(steps.length - fitting, Math.floor(current / fitting) * fitting))
    readonly property real cardWidth: (width - (Math.max(1, Math.min(fitting, steps.length)) - 1) * Theme.gap) / Math.max(1, Math.min(fitting, steps.length))

    signal chosen(int index)

    Repeater {
        model: cards.fitting

        Pressable {
            id: card

            required property int index
            readonly property int step: cards.first + index
            readonly property var words: cards.steps[step] ?? {
                "text": "",
                "icon": "",
                "number": "",
                "bring": false
            }
            readonly property bool isCurrent: step === cards.current

            x: index * (cards.cardWidth + Theme.gap)
            width: cards.cardWidth
            height: cards.height
            name: words.number === "" ? words.text : qsTr("第%1步：%2").arg(words.number).arg(words.text)
            checkable: true
            checked: isCurrent
            onChosen: cards.chosen(step)

            Rectangle {
                anchors.fill: parent
                radius: Theme.radius
                color: card.down ? Theme.pressed : Theme.card
                border.color: card.isCurrent ? Theme.route : Theme.line
                border.width: card.isCurrent ? Math.max(3, Theme.lineWidth * 3) : Theme.lineWidth
            }

            Pictogram {
                id: sign

                x: Theme.pad
                y: Theme.pad
                icon: card.words.icon
                tone: card.words.bring ? Theme.warn : Theme.primary
                side: Math.round(Math.min(Theme.icon * 1.3, card.height * 0.3))
            }
            Text {
                anchors.right: parent.right
                anchors.rightMargin: Theme.pad
                anchors.verticalCenter: sign.verticalCenter
                visible: card.words.number !== ""
                text: card.words.number + "/" + cards.steps.filter(step => step.number !== "").length
                textFormat: Text.PlainText
                color: Theme.ink2
                font.family: Theme.fontFamily
                font.pixelSize: Theme.caption
                Accessible.ignored: true
            }
            FitWords {
                objectName: "step"
                anchors.fill: parent
                anchors.margins: Theme.pad
                anchors.topMargin: sign.y + sign.height + Theme.pad * 0.4
                text: card.words.text
                largest: Theme.title
                verticalAlignment: Text.AlignTop
                wrapMode: Text.Wrap
                Accessible.ignored: true
            }
        }
    }
}
