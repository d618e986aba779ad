pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The pages of a document as pictures: whole ones side by side, or one as wide as there is room for, from top to bottom.
Item {
    id: sheets

    required property var addresses
    property int step: 0
    property bool near: false
    // Pages are of one size: the first one tells it.
    property real ratio: 1.414
    readonly property int across: near ? 1 : Math.max(1, Math.min(3, addresses.length, Math.floor((width + Theme.margin) / (height / ratio + Theme.margin))))
    readonly property real sheetWidth: near ? width : Math.min((width - (across - 1) * Theme.margin) / across, height / ratio)
    readonly property real sheetHeight: sheetWidth * ratio
    readonly property int parts: near ? Math.max(1, Math.ceil((sheetHeight - height * 0.08) / (height * 0.92))) : 1
    readonly property int steps: Math.max(1, near ? addresses.length * parts : Math.ceil(addresses.length / across))
    readonly property int shownStep: Math.min(step, steps - 1)
    readonly property int first: near ? Math.floor(shownStep / parts) : shownStep * across
    readonly property int part: shownStep % parts
    readonly property var shown: addresses.slice(first, first + across)

    clip: true

    Repeater {
        model: sheets.shown

        Rectangle {
            id: sheet

            required property string modelData
            required property int index

            x: (sheets.width - sheets.shown.length * width - (sheets.shown.length - 1) * Theme.margin) / 2 + index * (width + Theme.margin)
            y: sheets.parts === 1 ? (sheets.height - height) / 2 : -(sheets.sheetHeight - sheets.height) * sheets.part / (sheets.parts - 1)
            width: sheets.sheetWidth
            height: sheets.sheetHeight
            color: "white"
            border.color: Theme.line
            border.width: Theme.lineWidth

            Image {
                anchors.fill: parent
                anchors.margins: Theme.lineWidth
                source: sheet.modelData
                fillMode: Image.PreserveAspectFit
                mipmap: true
                Accessible.role: Accessible.Graphic
                Accessible.name: qsTr("第%1页，共%2页").arg(sheets.first + sheet.index + 1).arg(sheets.addresses.length)
                onStatusChanged: {
                    if (status === Image.Ready && sheets.first + sheet.index === 0 && implicitWidth > 0)
                        sheets.ratio = implicitHeight / implicitWidth;
                }
            }
        }
    }
}
