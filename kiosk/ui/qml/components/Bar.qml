import QtQuick
import Kiosk

// The same keys in the same place on every screen: start over, back, ways of seeing and hearing, people.
Rectangle {
    id: bar

    readonly property int count: keys.visibleChildren.length
    readonly property real keyWidth: (width - 2 * Theme.margin - (count - 1) * Theme.gap) / count

    // The first touch of a sleeping panel counts, and wakes it as well.
    function wake(): void {
        if (Navigator.isIdle)
            Navigator.go("home");
    }

    color: Theme.bar

    Rectangle {
        width: parent.width
        height: Theme.lineWidth
        color: Theme.highContrast ? Theme.line : Theme.bar
    }

    Row {
        id: keys

        anchors.fill: parent
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        anchors.topMargin: Math.round(Theme.gap * 0.7)
        anchors.bottomMargin: Math.round(Theme.gap * 0.7)
        spacing: Theme.gap

        BarKey {
            width: bar.keyWidth
            height: keys.height
            name: qsTr("重新开始")
            enabled: !Emergencies.covers
            icon: "restart_alt"
            face: Theme.highContrast ? Theme.barKey : Theme.onBar
            tone: Theme.highContrast ? Theme.onBar : Theme.bar
            onChosen: Navigator.startOver()
        }
        BarKey {
            width: bar.keyWidth
            height: keys.height
            name: qsTr("返回")
            icon: "arrow_back"
            enabled: Navigator.canGoBack && !Emergencies.covers
            onChosen: Navigator.back()
        }
        BarKey {
            width: bar.keyWidth
            height: keys.height
            visible: Modes.languages.length > 1
            name: qsTr("选择语言：%1").arg(Modes.languageKey)
            text: Modes.languageKey
            enabled: !Emergencies.covers
            icon: "translate"
            onChosen: Navigator.go("language")
        }
        BarKey {
            width: bar.keyWidth
            height: keys.height
            name: qsTr("大字")
            icon: "text_increase"
            checkable: true
            checked: Modes.largeText
            onChosen: {
                Modes.toggleLargeText();
                bar.wake();
            }
        }
        BarKey {
            width: bar.keyWidth
            height: keys.height
            name: qsTr("高对比")
            icon: "contrast"
            checkable: true
            checked: Modes.highContrast
            onChosen: {
                Modes.toggleHighContrast();
                bar.wake();
            }
        }
        BarKey {
            width: bar.keyWidth
            height: keys.height
            name: Modes.voiceOn ? qsTr("语音开") : qsTr("语音关")
            icon: Modes.voiceOn ? "volume_up" : "volume_off"
            checkable: true
            checked: Modes.voiceOn
            onChosen: {
                Modes.toggleVoice();
                bar.wake();
            }
        }
        BarKey {
            width: bar.keyWidth
            height: keys.height
            visible: Modes.voiceOn
            name: qsTr("音量 %1").arg(Modes.volume)
            icon: "volume_down"
            onChosen: {
                Modes.louder();
                bar.wake();
            }
        }
        BarKey {
            width: bar.keyWidth
            height: keys.height
            name: qsTr("人工帮助")
            icon: "support_agent"
            face: Theme.route
            tone: Theme.onRoute
            onChosen: {
                Emergencies.putAside();
                Navigator.go("help");
            }
        }
    }
}
