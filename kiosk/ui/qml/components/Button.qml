import QtQuick
import Kiosk

// One act in the deck: pictogram and words side by side, or stacked when it is higher than wide. `primary`: the screen's one main act.
Pressable {
    id: button

    property string text: name
    property string detail: ""
    property string icon: ""
    property bool primary: false
    property bool selected: checkable && checked
    property bool stacked: false
    property int largest: Theme.title
    property color face: primary ? Theme.primary : selected ? Theme.primarySoft : Theme.card
    property color tone: primary ? Theme.onPrimary : selected ? Theme.primary : Theme.ink
    property color signTone: primary ? tone : Theme.primary
    property color detailTone: primary ? tone : Theme.ink2
    property color edge: primary ? face : selected ? Theme.primary : Theme.line

    opacity: enabled ? 1 : 0.45

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius
        color: !button.down ? button.face : button.primary ? Qt.darker(button.face, 1.25) : Theme.pressed
        border.color: button.edge
        border.width: Theme.lineWidth * (button.selected ? 3 : 1)
    }

    Item {
        id: room

        // A pictogram with one line of words beside it stands in the middle as a whole.
        readonly property real inset: sign.visible && !button.stacked && !under.visible ? Math.max(0, (width - sign.width - Theme.pad - Math.min(main.implicitWidth, width)) / 2) : 0

        anchors.fill: parent
        anchors.leftMargin: Theme.pad * (under.visible ? 1.5 : 1)
        anchors.rightMargin: Theme.pad
        anchors.topMargin: Math.min(Theme.pad, button.height * 0.07)
        anchors.bottomMargin: anchors.topMargin

        Pictogram {
            id: sign

            readonly property int most: Math.min(room.height, button.stacked ? room.width : room.width / 3)

            icon: button.icon
            visible: button.icon !== ""
            tone: button.signTone
            // Stacked: half of the room, or less where two lines of words need more than the other half.
            side: Math.min(most, button.stacked ? Math.round(Math.min(room.height * 0.5, Math.max(Theme.textMin, room.height - Theme.pad / 2 - 2.7 * Theme.textMin))) : Math.round(under.visible ? Theme.icon * (button.primary ? 2 : 1.5) : Theme.icon))
            x: button.stacked ? (room.width - width) / 2 : room.inset
            y: button.stacked ? 0 : (room.height - height) / 2
        }

        FitWords {
            id: main

            x: room.inset + (sign.visible && !button.stacked ? sign.width + Theme.pad * (under.visible ? 1.5 : 1) : 0)
            y: sign.visible && button.stacked ? sign.height + Theme.pad / 2 : 0
            width: room.width - x
            height: under.visible ? (room.height - y) * 0.55 : room.height - y
            text: button.text
            largest: button.largest
            strong: true
            color: button.tone
            horizontalAlignment: sign.visible && !button.stacked || under.visible ? Text.AlignLeft : Text.AlignHCenter
            verticalAlignment: under.visible ? Text.AlignBottom : Text.AlignVCenter
            Accessible.ignored: true
        }

        FitWords {
            id: under

            visible: button.detail !== ""
            x: main.x
            y: main.y + main.height
            width: main.width
            height: room.height - y
            text: button.detail
            largest: Theme.body
            color: button.detailTone
            verticalAlignment: Text.AlignTop
            Accessible.ignored: true
        }
    }
}
