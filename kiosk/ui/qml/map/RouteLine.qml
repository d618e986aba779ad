pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes
import Kiosk

// The way: a broad line with a white casing, an arrow head at its end, and arrows that walk along it.
Item {
    id: line

    required property MapScene scene
    required property real drawn
    readonly property list<point> points: scene.walk
    readonly property real thick: scene.lineWidth
    readonly property real length: route.length
    readonly property real pitch: thick * 5
    property real phase: 0

    visible: points.length > 1

    component Stroke: ShapePath {
        fillColor: "transparent"
        capStyle: ShapePath.RoundCap
        joinStyle: ShapePath.RoundJoin
        trim.end: line.drawn

        PathPolyline {
            path: line.points
        }
    }

    Path {
        id: route

        readonly property real length: {
            let sum = 0;
            for (let i = 1; i < line.points.length; i++)
                sum += Math.hypot(line.points[i].x - line.points[i - 1].x, line.points[i].y - line.points[i - 1].y);
            return sum;
        }

        startX: line.points.length > 0 ? line.points[0].x : 0
        startY: line.points.length > 0 ? line.points[0].y : 0

        PathPolyline {
            path: line.points
        }
    }

    Shape {
        anchors.fill: parent
        preferredRendererType: Shape.GeometryRenderer

        Stroke {
            strokeColor: Theme.highContrast ? Theme.ground : Theme.card
            strokeWidth: line.thick + 4.4 * Theme.unit
        }
        Stroke {
            strokeColor: Theme.route
            strokeWidth: line.thick
        }
    }

    NumberAnimation on phase {
        from: 0
        to: 1
        duration: 1600
        loops: Animation.Infinite
        running: Theme.motion && line.visible && line.drawn >= 1
    }

    Repeater {
        model: line.drawn >= 1 ? Math.max(0, Math.floor(line.length / line.pitch) - 1) : 0

        Item {
            id: arrow

            required property int index

            PathInterpolator {
                id: spot

                path: route
                progress: Math.min(1, (arrow.index + 0.5 + line.phase) * line.pitch / Math.max(1, line.length))
            }

            x: spot.x
            y: spot.y
            rotation: spot.angle

            Image {
                x: -width / 2
                y: -height / 2
                width: Math.round(line.thick * 1.7)
                height: width
                sourceSize: Qt.size(width, height)
                source: "image://icon/chevron_right/" + (Theme.highContrast ? "000000" : "ffffff")
            }
        }
    }
}
