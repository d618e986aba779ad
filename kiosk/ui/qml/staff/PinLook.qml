pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// What was typed, as dots only, and what came of it.
Item {
    id: look

    required property StaffViewModel viewModel
    readonly property bool unset: viewModel.stage === "unset"
    readonly property real dot: Math.min(Theme.lookTitle, (field.width - 2 * Theme.pad) / 20)

    Card {
        id: field

        visible: !look.unset
        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, Theme.lookTitle * 26)
        height: Math.min(parent.height * 0.42, Theme.lookTitle * 3.4)
        border.color: look.viewModel.wrong ? Theme.warn : Theme.primary
        border.width: Theme.lineWidth * 2
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("已输入%1位").arg(look.viewModel.typed)

        Row {
            anchors.centerIn: parent
            spacing: look.dot * 0.6

            Repeater {
                model: look.viewModel.typed

                Rectangle {
                    width: look.dot
                    height: width
                    radius: width / 2
                    color: Theme.ink
                }
            }
        }
    }
    Pictogram {
        id: sign

        visible: look.viewModel.wrong
        x: field.x
        y: said.y + (said.height - height) / 2
        side: Math.round(Theme.lookTitle * 1.4)
        icon: "error"
        tone: Theme.warn
    }
    FitWords {
        id: said

        y: look.unset ? 0 : field.height + Theme.gap
        x: look.unset ? 0 : field.x + (sign.visible ? sign.width + Theme.pad : 0)
        width: look.unset ? look.width : field.width - (x - field.x)
        height: Math.min(look.height - y, Theme.lookTitle * (look.unset ? 8 : 3.4))
        text: look.viewModel.lead
        largest: Theme.lookTitle
        color: look.viewModel.wrong ? Theme.warn : Theme.ink
        strong: look.viewModel.wrong
        horizontalAlignment: sign.visible || look.unset ? Text.AlignLeft : Text.AlignHCenter
    }
}
