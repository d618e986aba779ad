pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// "What brings you here?": type, or pick one of the ways; above them the hall's board of floors.
TwoZones {
    id: screen

    required property HomeViewModel viewModel
    // Read once: every look at a list of the view model copies it.
    readonly property var calls: viewModel.calls
    readonly property var signs: ({
            "take": {
                "title": qsTr("取号排队"),
                "detail": screen.viewModel.waits,
                "icon": "confirmation_number"
            },
            "scan": {
                "title": qsTr("扫码"),
                "detail": qsTr("查排队、预约报到"),
                "icon": "qr_code_scanner"
            },
            "map": {
                "title": qsTr("楼层地图"),
                "detail": qsTr("窗口、电梯、卫生间"),
                "icon": "map"
            },
            "departments": {
                "title": qsTr("按部门找"),
                "detail": qsTr("公安、社保、税务等"),
                "icon": "account_balance"
            },
            "themes": {
                "title": qsTr("一件事"),
                "detail": qsTr("开店、生育、退休等"),
                "icon": "format_list_numbered"
            },
            "facilities": {
                "title": qsTr("找设施"),
                "detail": qsTr("卫生间、打印、饮水"),
                "icon": "wc"
            },
            "notices": {
                "title": qsTr("政策公告"),
                "detail": qsTr("惠民政策、通知、公示"),
                "icon": "library_books"
            }
        })

    name: viewModel.greeting
    lookMargin: 0
    deck: HomeDeck {
        viewModel: screen.viewModel
        signs: screen.signs
        anchors.fill: parent
    }

    Rectangle {
        anchors.fill: parent

        gradient: Gradient {
            orientation: Gradient.Horizontal

            GradientStop {
                position: 0
                color: Theme.bannerFrom
            }
            GradientStop {
                position: 1
                color: Theme.bannerTo
            }
        }
    }

    HomeGreeting {
        id: greeting

        viewModel: screen.viewModel
        x: Theme.margin
        y: Theme.margin
        width: Theme.portrait ? parent.width - 2 * Theme.margin : (parent.width - 2 * Theme.margin) * 0.5
        height: Theme.portrait ? (parent.height - 2 * Theme.margin) * 0.38 : parent.height - 2 * Theme.margin
    }

    CallBoard {
        visible: screen.calls.length > 0
        calls: screen.calls
        x: Theme.portrait ? Theme.margin : greeting.x + greeting.width + Theme.margin
        y: Theme.portrait ? greeting.y + greeting.height : Theme.margin
        width: parent.width - x - Theme.margin
        height: parent.height - y - Theme.margin
    }

    FloorBoard {
        visible: screen.calls.length === 0 && floors.length > 0
        floors: screen.viewModel.floors
        x: Theme.portrait ? Theme.margin : greeting.x + greeting.width + Theme.margin
        y: Theme.portrait ? greeting.y + greeting.height : Theme.margin
        width: parent.width - x - Theme.margin
        height: parent.height - y - Theme.margin
    }
}
