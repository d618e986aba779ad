pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "components"

// The panel's one window: the screen of the moment, the bar that never moves, and the warning over both.
Window {
    id: window

    objectName: "panel"
    width: Theme.width
    height: Theme.height
    visible: false
    color: Theme.ground
    title: qsTr("办事大厅触摸屏")

    Item {
        id: stage

        readonly property bool covered: (screen.item as TwoZones)?.covers ?? false

        function showScreen(): void {
            screen.setSource(Navigator.source, {
                "viewModel": Navigator.viewModel
            });
            if (screen.item)
                (screen.item as TwoZones).focusFirst();
        }

        function step(forward: bool): void {
            const from = window.activeFocusItem ?? stage;
            const to = from.nextItemInFocusChain(forward);
            if (to)
                to.forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
            if (to as Pressable)
                Modes.tell((to as Pressable).name);
        }

        anchors.fill: parent
        focus: true
        Component.onCompleted: showScreen()
        Keys.onPressed: event => {
            event.accepted = true;
            if (event.key === Qt.Key_Right || event.key === Qt.Key_Down)
                step(true);
            else if (event.key === Qt.Key_Left || event.key === Qt.Key_Up)
                step(false);
            else if (event.key === Qt.Key_Escape || event.key === Qt.Key_Backspace || event.key === Qt.Key_Back)
                Navigator.back();
            else
                event.accepted = false;
        }

        Connections {
            function onChanged(): void {
                stage.showScreen();
            }

            target: Navigator
        }

        Connections {
            function onCoversChanged(): void {
                if (!Emergencies.covers && screen.item)
                    (screen.item as TwoZones).focusFirst();
            }

            target: Emergencies
        }

        Loader {
            id: screen

            objectName: "screen"
            visible: !Emergencies.covers
            anchors.fill: parent
            anchors.bottomMargin: stage.covered ? 0 : Theme.barHeight
        }

        EmergencyCover {
            objectName: "emergency"
            visible: Emergencies.covers
            anchors.fill: parent
            anchors.bottomMargin: Theme.barHeight
        }

        Bar {
            objectName: "bar"
            visible: !stage.covered
            anchors.bottom: parent.bottom
            width: parent.width
            height: Theme.barHeight
        }

        IdleWarning {
            objectName: "idleWarning"
            anchors.fill: parent
        }
    }
}
