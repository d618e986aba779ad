pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// One line of a notice: a heading, a piece of a paragraph, an item, a row of a table or a picture.
Item {
    id: block

    required property var line
    // How high a picture may be: a page.
    property real most: 0
    property int onPage: 0
    readonly property bool head: line.kind === "head"
    readonly property bool row: line.kind === "row"
    readonly property bool figure: line.kind === "figure" && line.source !== ""
    readonly property int size: head && line.level < 3 ? Math.round(Theme.lookBody * (line.level === 1 ? 1.25 : 1.12)) : Theme.lookBody
    readonly property int above: head ? Math.round(Theme.pad * 1.4) : line.joined ? 0 : Math.round(Theme.pad * 0.5)
    readonly property int below: line.last ? Math.round(Theme.pad * 0.5) : 0

    implicitHeight: above + (row ? cells.height : figure ? drawn.height + (caption.visible ? caption.height : 0) : words.height) + below

    Words {
        id: marker

        visible: block.line.marker !== ""
        x: Theme.pad * 0.5
        y: block.above
        text: block.line.marker
        font.pixelSize: block.size
        lineHeight: 1.3
        strong: true
        color: Theme.primary
        Accessible.ignored: true
    }
    Words {
        id: words

        visible: !block.row && !block.figure
        x: block.line.kind === "item" ? Math.round(block.size * 1.7) : 0
        y: block.above
        width: block.width - x
        // Made of escaped words and <b> only: notice_lines.styled.
        textFormat: Text.StyledText
        text: block.line.text
        font.pixelSize: block.size
        lineHeight: 1.3
        strong: block.head
        color: block.head ? Theme.primary : Theme.ink
        Accessible.role: block.head ? Accessible.Heading : Accessible.StaticText
        Accessible.name: block.line.plain
    }
    Rectangle {
        visible: block.row
        y: block.above
        width: parent.width
        height: cells.height + Theme.lineWidth
        color: block.line.level === 1 ? Theme.primarySoft : Theme.card
        border.color: Theme.line
        border.width: Theme.lineWidth
    }
    Row {
        id: cells

        visible: block.row
        y: block.above
        width: parent.width

        Repeater {
            model: block.row ? block.line.cells : []

            Item {
                id: cell

                required property var modelData
                required property int index

                width: cells.width * block.line.widths[index]
                height: inner.height + Theme.pad

                Words {
                    id: inner

                    x: Theme.pad * 0.8
                    y: Theme.pad * 0.5
                    width: parent.width - 2 * x
                    textFormat: Text.StyledText
                    text: cell.modelData.text
                    strong: block.line.level === 1
                    font.pixelSize: Math.max(Theme.textMin, Math.round(Theme.lookBody * 0.9))
                    Accessible.name: cell.modelData.plain
                }
            }
        }
    }
    Image {
        id: drawn

        visible: block.figure
        y: block.above
        source: block.figure ? block.line.source : ""
        width: parent.width
        height: block.figure && implicitWidth > 0 ? Math.min(width * implicitHeight / implicitWidth, block.most * 0.9 - caption.height) : 0
        sourceSize.width: Math.round(width)
        fillMode: Image.PreserveAspectFit
        horizontalAlignment: Image.AlignLeft
        Accessible.role: Accessible.Graphic
        Accessible.name: block.line.plain
    }
    Words {
        id: caption

        visible: block.figure && text !== ""
        y: drawn.y + drawn.height
        width: parent.width
        text: block.figure ? block.line.plain : ""
        font.pixelSize: Theme.lookCaption
        color: Theme.ink2
    }
}
