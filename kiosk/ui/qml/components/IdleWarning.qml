import QtQuick
import Kiosk

// "Are you still there?" over any screen; the touch that says yes is eaten by the idle watch.
Rectangle {
    id: warning

    visible: IdleWatch.doubtful
    Accessible.role: Accessible.AlertMessage
    Accessible.name: question.text + " " + explanation.text
    color: Qt.rgba(0.03, 0.08, 0.14, 0.86)

    Card {
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height - height - Theme.barHeight - Theme.gap * 2
        width: parent.width - 2 * Theme.margin
        height: parent.height - Theme.barHeight - Theme.lookHeight / 2
        border.color: Theme.primary
        border.width: Theme.lineWidth * 3

        FitWords {
            id: question

            anchors.horizontalCenter: parent.horizontalCenter
            y: Theme.pad
            width: parent.width - 4 * Theme.pad
            height: parent.height * 0.3
            text: qsTr("您还在吗？")
            largest: Theme.lookHeadline
            strong: true
            horizontalAlignment: Text.AlignHCenter
        }
        FitWords {
            id: explanation

            anchors.horizontalCenter: parent.horizontalCenter
            anchors.top: question.bottom
            width: parent.width - 4 * Theme.pad
            height: parent.height * 0.26
            text: qsTr("%1 秒后将清除您看过的内容，让下一位使用。").arg(IdleWatch.secondsLeft)
            largest: Theme.title
            horizontalAlignment: Text.AlignHCenter
        }
        Rectangle {
            anchors.horizontalCenter: parent.horizontalCenter
            anchors.top: explanation.bottom
            anchors.bottom: parent.bottom
            anchors.margins: Theme.pad * 2
            width: parent.width - 4 * Theme.pad
            radius: Theme.radius
            color: Theme.primary

            FitWords {
                anchors.fill: parent
                anchors.margins: Theme.pad
                text: qsTr("还在，请碰一下屏幕任何地方")
                largest: Theme.headline
                strong: true
                color: Theme.onPrimary
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }
}
