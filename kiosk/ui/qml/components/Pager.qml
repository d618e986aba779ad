import QtQuick
import Kiosk

// Turning pages without any gesture: back, where one is, on.
Item {
    id: pager

    required property int page
    required property int pages
    property bool upright: true
    property string more: qsTr("更多")
    readonly property bool roomy: !upright || height > 2 * Theme.press + 2 * Theme.gap + Theme.body * 1.5
    readonly property real part: !roomy ? (height - Theme.gap) / 2 : upright ? (height - Theme.gap * 2) * 0.38 : (width - Theme.gap * 2) * 0.4

    signal turned(int page)

    visible: pages > 1

    Button {
        x: pager.upright ? 0 : pager.width - width
        y: pager.upright ? 0 : 0
        width: pager.upright ? pager.width : pager.part
        height: pager.upright ? pager.part : pager.height
        name: pager.more
        largest: Theme.body
        face: Theme.primarySoft
        onChosen: pager.turned((pager.page + 1) % pager.pages)
    }
    FitWords {
        visible: pager.roomy
        x: pager.upright ? 0 : pager.part + Theme.gap
        y: pager.upright ? pager.part + Theme.gap : 0
        width: pager.upright ? pager.width : pager.width - 2 * x
        height: pager.upright ? pager.height - 2 * y : pager.height
        text: qsTr("%1/%2").arg(pager.page + 1).arg(pager.pages)
        largest: Theme.body
        color: Theme.ink2
        horizontalAlignment: Text.AlignHCenter
    }
    Button {
        x: 0
        y: pager.upright ? pager.height - height : 0
        width: pager.upright ? pager.width : pager.part
        height: pager.upright ? pager.part : pager.height
        enabled: pager.page > 0
        name: qsTr("上一页")
        largest: Theme.body
        onChosen: pager.turned(pager.page - 1)
    }
}
