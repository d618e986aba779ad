pragma ComponentBehavior: Bound

import QtQuick
import Kiosk

// The drawn floor with the route and the signs over it. Moving and zooming move the whole stage; then it is painted anew.
Item {
    id: view

    required property MapScene scene
    // A finger on the map doubles keys of the deck.
    readonly property bool shortcut: true
    // How much of the route is drawn, 0 to 1.
    property real drawn: 1

    function drawRoute(): void {
        walking.stop();
        drawn = Theme.motion ? 0 : 1;
        if (Theme.motion)
            walking.start();
    }

    function dress(): void {
        scene.dress(width, height, Theme.unit, Theme.lookCaption, Theme.caption, Theme.lookBody, Theme.highContrast);
    }

    clip: true
    Component.onCompleted: dress()
    onWidthChanged: dress()
    onHeightChanged: dress()
    Accessible.role: Accessible.Graphic
    Accessible.name: qsTr("楼层图：%1").arg(scene.spoken)

    Connections {
        function onChanged(): void {
            view.dress();
        }

        target: Theme
    }

    Connections {
        function onFaded(): void {
            if (Theme.motion)
                fading.restart();
        }

        function onGlided(dx: real, dy: real, ratio: real): void {
            if (Theme.motion && !hand.active && !fingers.active) {
                gliding.stop();
                stage.x = dx;
                stage.y = dy;
                stage.scale = ratio;
                gliding.start();
            }
        }

        target: view.scene
    }

    NumberAnimation {
        id: walking

        target: view
        property: "drawn"
        from: 0
        to: 1
        duration: 1500
        easing.type: Easing.InOutSine
    }

    ParallelAnimation {
        id: gliding

        NumberAnimation {
            target: stage
            properties: "x,y"
            to: 0
            duration: 200
            easing.type: Easing.OutCubic
        }
        NumberAnimation {
            target: stage
            property: "scale"
            to: 1
            duration: 200
            easing.type: Easing.OutCubic
        }
    }

    NumberAnimation {
        id: fading

        target: floor
        property: "opacity"
        from: 0
        to: 1
        duration: 400
    }

    Item {
        id: stage

        width: view.width
        height: view.height

        FloorPlanItem {
            anchors.fill: parent
            scene: view.scene
            past: true
            visible: fading.running
        }
        FloorPlanItem {
            id: floor

            objectName: "floorPlan"
            anchors.fill: parent
            scene: view.scene
        }
        RouteLine {
            objectName: "routeLine"
            anchors.fill: parent
            scene: view.scene
            drawn: view.drawn
            opacity: floor.opacity
        }
        MapSigns {
            anchors.fill: parent
            scene: view.scene
            arrived: view.drawn >= 1
            opacity: floor.opacity
        }
    }

    TapHandler {
        acceptedButtons: Qt.LeftButton
        onTapped: point => view.scene.tap(point.position.x, point.position.y)
    }

    DragHandler {
        id: hand

        target: null
        onActiveTranslationChanged: {
            if (active) {
                stage.x = activeTranslation.x;
                stage.y = activeTranslation.y;
            }
        }
        onActiveChanged: {
            if (!active) {
                const dx = stage.x;
                const dy = stage.y;
                stage.x = 0;
                stage.y = 0;
                view.scene.settle(dx, dy, 1, view.width / 2, view.height / 2);
            }
        }
    }

    PinchHandler {
        id: fingers

        target: null
        rotationAxis.enabled: false
        onActiveScaleChanged: {
            if (active)
                stage.scale = Math.min(4, Math.max(0.3, activeScale));
        }
        onActiveChanged: {
            if (!active) {
                const factor = stage.scale;
                stage.scale = 1;
                view.scene.settle(0, 0, factor, view.width / 2, view.height / 2);
            }
        }
    }
}
