import QtQuick
import Kiosk

// The banner's words: hall, question, hint, clock and hours.
Item {
    id: greeting

    required property HomeViewModel viewModel

    FitWords {
        id: hall

        width: parent.width
        height: parent.height * 0.16
        text: greeting.viewModel.hall
        largest: Theme.lookBody
        color: Theme.onBanner
        verticalAlignment: Text.AlignTop
    }
    FitWords {
        id: question

        anchors.top: hall.bottom
        width: parent.width
        height: parent.height * (stale.visible ? 0.28 : 0.36)
        text: greeting.viewModel.greeting
        largest: Theme.lookHeadline
        strong: true
        color: Theme.onBanner
    }
    FitWords {
        id: hint

        anchors.top: question.bottom
        width: parent.width
        height: parent.height * (stale.visible ? 0.14 : 0.22)
        text: greeting.viewModel.hint
        largest: Theme.lookBody
        color: Theme.onBanner
        verticalAlignment: Text.AlignTop
    }
    FitWords {
        id: clock

        anchors.bottom: stale.visible ? stale.top : parent.bottom
        width: Math.min(implicitWidth, parent.width * 0.4)
        height: parent.height * (stale.visible ? 0.16 : 0.24)
        text: greeting.viewModel.clock
        largest: Theme.lookHeadline
        strong: true
        color: Theme.onBanner
        verticalAlignment: Text.AlignBottom
    }
    FitWords {
        anchors.bottom: clock.bottom
        anchors.bottomMargin: clock.height * 0.06
        x: clock.width + Theme.margin
        width: parent.width - x
        height: clock.height
        text: greeting.viewModel.today
        largest: Theme.lookCaption
        color: Theme.onBanner
        verticalAlignment: Text.AlignBottom
    }
    StaleBanner {
        id: stale

        anchors.bottom: parent.bottom
        width: parent.width
        height: parent.height * 0.24
        text: greeting.viewModel.stale
    }
}
