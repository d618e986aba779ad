import QtQuick
import Kiosk

// One key of the keyboard: a letter, or "<" erase, "*" clear, "_" space.
Pressable {
    id: key

    required property string character
    readonly property bool act: "<*_".includes(character)

    name: character === "<" ? qsTr("删除一个字") : character === "*" ? qsTr("清空") : character === "_" ? qsTr("空格") : character

    Rectangle {
        anchors.fill: parent
        radius: Theme.radius * 0.7
        color: key.down ? Theme.pressed : key.act ? Theme.primarySoft : Theme.card
        border.color: Theme.line
        border.width: Theme.lineWidth
    }
    Pictogram {
        anchors.centerIn: parent
        visible: key.character === "<"
        icon: "backspace"
        side: Math.min(key.height * 0.5, key.width * 0.5, Theme.icon)
    }
    FitWords {
        anchors.fill: parent
        anchors.margins: Theme.lineWidth * 2
        visible: key.character !== "<"
        text: key.act ? key.name : key.character
        largest: key.act ? Theme.body : Theme.title * 1.2
        horizontalAlignment: Text.AlignHCenter
        Accessible.ignored: true
    }
}
