pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"
import "../staff"

// The whole glass, to look at or to draw on. The keys step aside after a while, so that every pixel can be seen.
TwoZones {
    id: screen

    required property StaffTestViewModel viewModel
    readonly property bool touching: viewModel.test === "touch"

    function wake(): void {
        keys.shown = true;
        rest.restart();
    }

    covers: true
    name: viewModel.caption
    Keys.onPressed: event => {
        wake();
        event.accepted = false;
    }

    Item {
        id: field

        parent: screen
        anchors.fill: parent

        PointHandler {
            onActiveChanged: screen.wake()
        }
        Row {
            anchors.fill: parent
            visible: !screen.touching

            Repeater {
                model: screen.viewModel.tones

                Rectangle {
                    required property string modelData

                    width: field.width / screen.viewModel.tones.length
                    height: field.height
                    color: modelData
                }
            }
        }
        TouchField {
            id: sheet

            anchors.fill: parent
            visible: screen.touching
            enabled: visible
            reach: screen.viewModel.reach
            onTouched: (across, up) => screen.viewModel.touch(across, up)
        }
        Timer {
            id: rest

            interval: 5000
            running: true
            onTriggered: keys.shown = screen.touching
        }
        Card {
            id: keys

            property bool shown: true

            opacity: shown ? 1 : 0
            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height - height - Theme.margin
            width: Math.min(parent.width - 2 * Theme.margin, Theme.title * 50)
            height: Theme.portrait ? 2 * row.line + 2 * Theme.pad + Theme.gap : row.line + 2 * Theme.pad

            Item {
                id: row

                readonly property int line: Math.max(Theme.pressPrimary, Math.round(Theme.title * 3))
                readonly property real part: Theme.portrait ? (width - Theme.gap) / 2 : (width - 2 * Theme.gap) * 0.3

                anchors.fill: parent
                anchors.margins: Theme.pad

                Button {
                    x: parent.width - width
                    y: parent.height - height
                    width: row.part
                    height: row.line
                    name: qsTr("结束测试")
                    icon: "close"
                    primary: true
                    onChosen: Qt.callLater(screen.viewModel.leave)
                }
                Button {
                    x: parent.width - 2 * width - Theme.gap
                    y: parent.height - height
                    width: row.part
                    height: row.line
                    name: screen.touching ? qsTr("擦掉") : qsTr("下一个颜色")
                    icon: screen.touching ? "restart_alt" : "chevron_right"
                    onChosen: {
                        screen.wake();
                        if (screen.touching)
                            sheet.wipe();
                        else
                            screen.viewModel.turn();
                    }
                }
                FitWords {
                    x: Theme.pad
                    width: (Theme.portrait ? parent.width : parent.width - 2 * row.part - 2 * Theme.gap) - x
                    height: row.line
                    text: screen.viewModel.caption
                    largest: Theme.title
                    strong: true
                }
            }
        }
    }
}
