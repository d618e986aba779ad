pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes
import Kiosk
import "../components"

// What stands over the floor: you-are-here with its cone, the destination's plate, the step of the moment, the cards.
Item {
    id: signs

    required property MapScene scene
    required property bool arrived

    Item {
        x: signs.scene.here.x
        y: signs.scene.here.y
        visible: signs.scene.hasHere

        Shape {
            visible: signs.scene.hasCone
            rotation: signs.scene.coneAngle
            preferredRendererType: Shape.GeometryRenderer

            ShapePath {
                fillColor: Qt.alpha(Theme.here, 0.28)
                strokeColor: "transparent"
                startX: 0
                startY: 0

                PathLine {
                    x: -17 * Theme.unit
                    y: -32 * Theme.unit
                }
                PathQuad {
                    x: 17 * Theme.unit
                    y: -32 * Theme.unit
                    controlX: 0
                    controlY: -44 * Theme.unit
                }
                PathLine {
                    x: 0
                    y: 0
                }
            }
        }
        Rectangle {
            x: -width / 2
            y: -height / 2
            width: 16 * Theme.unit
            height: width
            radius: width / 2
            color: Theme.highContrast ? Theme.ground : Theme.card
            border.color: Theme.here
            border.width: Theme.lineWidth
        }
        Rectangle {
            x: -width / 2
            y: -height / 2
            width: 11 * Theme.unit
            height: width
            radius: width / 2
            color: Theme.here
        }
    }

    Rectangle {
        x: signs.scene.step.x - width / 2
        y: signs.scene.step.y - height / 2
        width: 14 * Theme.unit
        height: width
        radius: width / 2
        visible: signs.scene.hasStep && signs.arrived
        color: Theme.card
        border.color: Theme.route
        border.width: 3.2 * Theme.unit
    }

    NumberPlate {
        visible: signs.scene.hasGoal && signs.scene.goalNumber !== ""
        place: signs.scene.goalPlate
        number: signs.scene.goalNumber
    }
    NumberPlate {
        visible: signs.scene.pinNumber !== ""
        place: signs.scene.pinPlate
        number: signs.scene.pinNumber
        face: Theme.primary
        tone: Theme.onPrimary
    }
    Pictogram {
        x: signs.scene.goal.x - width / 2
        y: signs.scene.goal.y - height * 0.9
        visible: signs.scene.hasGoal && signs.scene.goalNumber === ""
        icon: "location_on"
        tone: Theme.route
        side: Math.round(Theme.lookBody * 2)
    }

    Pictogram {
        x: signs.scene.pin.x - width / 2
        y: signs.scene.pin.y - height * 0.9
        visible: signs.scene.hasPin && signs.scene.pinNumber === ""
        icon: "location_on"
        tone: Theme.primary
        side: Math.round(Theme.lookBody * 2)
    }

    Repeater {
        model: signs.scene.cards

        MapCard {}
    }
}
