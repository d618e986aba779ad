pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// An emergency message in place of the screen: as large as it can be, in every language; a notice can be put aside.
FocusScope {
    id: cover

    readonly property color ground: Emergencies.alarm ? Theme.alarm : Theme.bannerFrom
    readonly property color tone: Emergencies.alarm ? Theme.onAlarm : Theme.onBanner
    readonly property int frame: Theme.highContrast ? Theme.lineWidth * 4 : 0

    Accessible.role: Accessible.AlertMessage
    Accessible.name: Emergencies.headings.concat(Emergencies.texts).join(" ")

    Rectangle {
        anchors.fill: parent
        color: cover.ground
        border.color: cover.tone
        border.width: cover.frame
    }

    // Touches go nowhere else: what lies under a message must not be pressed by mistake.
    Item {
        id: look

        x: Theme.margin
        y: Theme.margin
        width: parent.width - 2 * Theme.margin
        // Nobody has to press anything under an alarm: it may take the whole room.
        height: Emergencies.aside === "" && Emergencies.answer === "" ? deck.y + deck.height - y - since.height - Theme.gap : Theme.lookHeight - 2 * Theme.margin

        Pictogram {
            id: sign

            side: heading.height
            icon: Emergencies.alarm ? "warning" : "info"
            tone: cover.tone
        }
        FitWords {
            id: heading

            x: sign.width + Theme.pad
            width: parent.width - x
            height: Math.round(Math.min(parent.height * 0.2, Theme.lookHeadline * 1.4))
            text: Emergencies.headings.join(" · ")
            largest: Theme.lookHeadline
            strong: true
            color: cover.tone
        }
        Column {
            id: column

            readonly property var texts: Emergencies.texts
            readonly property real free: parent.height - y - (texts.length - 1) * spacing

            y: heading.height + Theme.pad
            width: parent.width
            spacing: Theme.pad

            Repeater {
                model: column.texts.length

                FitWords {
                    required property int index

                    width: column.width
                    height: Math.floor(column.free / column.texts.length)
                    text: column.texts[index] ?? ""
                    largest: Theme.lookHeadline * 2
                    strong: true
                    color: cover.tone
                    verticalAlignment: Text.AlignVCenter
                }
            }
        }
    }

    Item {
        id: deck

        x: Theme.margin
        y: Theme.deckTop + Theme.gap
        width: parent.width - 2 * Theme.margin
        height: parent.height - y - Theme.gap * 1.5

        FitWords {
            id: since

            y: Emergencies.aside === "" && Emergencies.answer === "" ? parent.height - height : 0
            width: parent.width
            height: Math.round(Theme.title * 1.6)
            text: Emergencies.since
            largest: Theme.title
            color: cover.tone
            horizontalAlignment: Text.AlignHCenter
        }
        FitWords {
            y: since.height + Theme.gap
            width: parent.width
            height: parent.height - y
            visible: text !== ""
            text: Emergencies.answer
            largest: Theme.headline
            color: cover.tone
            horizontalAlignment: Text.AlignHCenter
            verticalAlignment: Text.AlignTop
        }
        Button {
            visible: Emergencies.aside !== ""
            anchors.horizontalCenter: parent.horizontalCenter
            y: since.height + Theme.gap
            width: Math.min(parent.width, Theme.headline * 16)
            height: Math.min(parent.height - y, Theme.headline * 5)
            name: Emergencies.aside
            icon: "check_circle"
            largest: Theme.headline
            ringTone: Theme.ringOnBar
            onChosen: {
                Emergencies.putAside();
                if (Navigator.isIdle)
                    Navigator.go("home");
            }
        }
    }
}
