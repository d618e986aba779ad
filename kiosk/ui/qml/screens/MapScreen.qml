pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"
import "../map"

// The building to look around in: the drawn floor above, places, floors and moving about below.
TwoZones {
    id: screen

    required property MapViewModel viewModel

    name: viewModel.title
    lookMargin: 0

    MapView {
        objectName: "map"
        anchors.fill: parent
        scene: screen.viewModel.map as MapScene

        Rectangle {
            x: Theme.portrait ? Math.round((parent.width - width) / 2) : Theme.margin
            y: Theme.portrait ? Theme.gap : Theme.margin
            width: title.width + 14 * Theme.unit
            height: title.height + 4 * Theme.unit
            radius: height / 2
            color: Theme.card
            border.color: Theme.line
            border.width: Theme.lineWidth
            onWidthChanged: tell()
            onHeightChanged: tell()
            onYChanged: tell()
            onXChanged: tell()
            Component.onCompleted: tell()

            function tell(): void {
                (screen.viewModel.map as MapScene).keepClear(x, y, width, height);
            }

            Text {
                id: title

                anchors.centerIn: parent
                text: screen.viewModel.title
                textFormat: Text.PlainText
                color: Theme.ink
                font.family: Theme.fontFamily
                font.pixelSize: Theme.lookBody
                font.weight: Font.Bold
                Accessible.role: Accessible.Heading
                Accessible.name: text
            }
        }
    }

    deck: MapDeck {
        anchors.fill: parent
        viewModel: screen.viewModel
    }
}
