pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// A title with what the visitor's words matched in colour. Too long for one line: without colours, but whole.
Item {
    id: title

    required property string text
    required property var pieces
    property int largest: Theme.lookBody
    property int verticalAlignment: Text.AlignVCenter
    readonly property int size: Math.max(Theme.textMin, Math.min(largest, Math.floor(height / 1.45)))
    readonly property bool fits: pieces.length > 1 && line.implicitWidth <= width

    Row {
        id: line

        visible: title.fits
        y: title.verticalAlignment === Text.AlignBottom ? title.height - height : (title.height - height) / 2

        Repeater {
            model: title.pieces

            Words {
                required property var modelData

                text: modelData.text
                font.pixelSize: title.size
                lineHeight: 1
                strong: true
                wrapMode: Text.NoWrap
                color: modelData.marked ? Theme.primary : Theme.ink
                Accessible.ignored: true
            }
        }
    }

    FitWords {
        anchors.fill: parent
        visible: !title.fits
        text: title.text
        largest: title.largest
        strong: true
        verticalAlignment: title.verticalAlignment
        Accessible.ignored: true
    }
}
