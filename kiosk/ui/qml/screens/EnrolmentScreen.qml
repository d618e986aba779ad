pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// For a technician: the code by which this panel is admitted to its hall, and what it waits for. Nothing to press but the bar.
TwoZones {
    id: screen

    required property EnrolmentViewModel viewModel
    readonly property bool hasCode: viewModel.code !== ""

    name: viewModel.heading

    Heading {
        id: heading

        width: parent.width
        height: implicitHeight
        text: screen.viewModel.heading
        lead: ""
    }
    Card {
        visible: screen.hasCode
        anchors.top: heading.bottom
        anchors.topMargin: Theme.gap
        anchors.bottom: parent.bottom
        width: parent.width

        QrCode {
            id: qr

            objectName: "qr"
            x: Theme.portrait ? (parent.width - width) / 2 : Theme.pad
            y: Theme.pad
            width: Theme.portrait ? Math.min(parent.width - 2 * Theme.pad, parent.height * 0.45) : parent.height - 2 * Theme.pad
            height: width
            text: screen.viewModel.qr
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("加入用的二维码")
        }
        Item {
            x: Theme.portrait ? Theme.pad * 2 : qr.width + Theme.pad * 3
            y: Theme.portrait ? qr.height + Theme.pad * 2 : Theme.pad
            width: parent.width - x - Theme.pad * 2
            height: parent.height - y - Theme.pad

            FitWords {
                id: codeName

                width: parent.width
                height: parent.height * 0.13
                text: qsTr("设备码")
                largest: Theme.lookBody
                color: Theme.ink2
            }
            FitWords {
                id: code

                anchors.top: codeName.bottom
                width: parent.width
                height: parent.height * 0.32
                text: screen.viewModel.code
                largest: Math.round(Theme.lookHeadline * 1.3)
                strong: true
            }
            FitWords {
                id: checkName

                anchors.top: code.bottom
                width: parent.width
                height: parent.height * 0.13
                text: qsTr("校验数字")
                largest: Theme.lookBody
                color: Theme.ink2
            }
            FitWords {
                id: check

                anchors.top: checkName.bottom
                width: parent.width
                height: parent.height * 0.26
                text: screen.viewModel.check
                largest: Theme.lookHeadline
                strong: true
                color: Theme.primary
            }
            FitWords {
                anchors.top: check.bottom
                anchors.bottom: parent.bottom
                width: parent.width
                text: screen.viewModel.expiry
                largest: Theme.lookCaption
                color: Theme.ink2
            }
        }
    }
    Pictogram {
        visible: !screen.hasCode
        anchors.horizontalCenter: parent.horizontalCenter
        anchors.top: heading.bottom
        anchors.topMargin: Theme.gap
        side: Math.round(Math.min(parent.height - heading.height - Theme.gap, parent.width * 0.4) * 0.8)
        icon: screen.viewModel.trouble !== "" ? "warning" : "wifi"
        tone: screen.viewModel.trouble !== "" ? Theme.warn : Theme.primary
    }

    deck: Item {
        anchors.fill: parent

        FitWords {
            id: what

            width: parent.width
            height: parent.height * (trouble.visible ? 0.5 : 0.72)
            text: screen.viewModel.whatToDo
            largest: Theme.title
            horizontalAlignment: screen.hasCode ? Text.AlignLeft : Text.AlignHCenter
        }
        FitWords {
            id: trouble

            visible: text !== ""
            anchors.top: what.bottom
            width: parent.width
            height: parent.height * 0.22
            text: screen.viewModel.trouble
            largest: Theme.body
            strong: true
            color: Theme.warn
            horizontalAlignment: what.horizontalAlignment
        }
        FitWords {
            anchors.bottom: parent.bottom
            width: parent.width
            height: parent.height * 0.24
            text: screen.viewModel.visitors
            largest: Theme.title
            color: Theme.ink2
            horizontalAlignment: what.horizontalAlignment
        }
    }
}
