pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// Asleep: one big thing to read from afar, and a hand that shows what to do. Any touch goes home and counts.
TwoZones {
    id: screen

    required property IdleViewModel viewModel

    name: viewModel.invitation
    lookColor: Theme.bannerFrom
    deckColor: Theme.bannerFrom

    Item {
        anchors.fill: parent

        FitWords {
            id: hall

            width: parent.width
            height: parent.height * 0.12
            text: screen.viewModel.hall
            largest: Theme.lookBody
            color: Theme.onBanner
        }
        FitWords {
            anchors.top: hall.bottom
            anchors.bottom: stale.visible ? stale.top : explanation.top
            width: parent.width
            text: screen.viewModel.invitation
            largest: Math.max(Theme.fromAfar, Math.min(Theme.lookHeadline * 2.6, parent.width / 7))
            minimumPixelSize: Theme.fromAfar
            strong: true
            color: Theme.onBanner
            horizontalAlignment: Text.AlignHCenter
        }
        StaleBanner {
            id: stale

            anchors.bottom: parent.bottom
            anchors.horizontalCenter: parent.horizontalCenter
            width: parent.width
            height: parent.height * 0.2
            text: screen.viewModel.stale
        }
        FitWords {
            id: explanation

            visible: !stale.visible
            anchors.bottom: parent.bottom
            width: parent.width
            height: parent.height * 0.2
            text: screen.viewModel.explanation
            largest: Theme.lookTitle
            color: Theme.onBanner
            horizontalAlignment: Text.AlignHCenter
        }
    }

    deck: [
        Pictogram {
            id: hand

            anchors.centerIn: parent
            anchors.verticalCenterOffset: -parent.height * 0.08
            side: Math.min(parent.height * 0.6, parent.width * 0.6)
            icon: "touch_app"
            tone: Theme.onBanner

            SequentialAnimation on scale {
                running: Theme.motion
                loops: Animation.Infinite

                NumberAnimation {
                    from: 1
                    to: 0.9
                    duration: 700
                    easing.type: Easing.InOutSine
                }
                NumberAnimation {
                    from: 0.9
                    to: 1
                    duration: 900
                    easing.type: Easing.InOutSine
                }
            }
        },
        FitWords {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Math.round(Theme.title * 1.6)
            text: screen.viewModel.clock + "   " + screen.viewModel.today
            largest: Theme.title
            color: Theme.onBanner
            horizontalAlignment: Text.AlignHCenter
        }
    ]

    Pressable {
        parent: screen
        width: screen.width
        height: screen.height
        name: screen.viewModel.invitation
        onChosen: Navigator.go("home")
    }
}
