pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import "../components"

// Each language in its own letters; choosing goes back to where one was.
TwoZones {
    id: screen

    required property LanguageViewModel viewModel

    name: viewModel.heading

    Column {
        anchors.fill: parent

        Repeater {
            model: screen.viewModel.greetings

            FitWords {
                required property string modelData

                width: parent?.width ?? 0
                height: (parent?.height ?? 0) / screen.viewModel.greetings.length
                text: modelData
                largest: Theme.lookHeadline
                strong: true
                horizontalAlignment: Text.AlignHCenter
            }
        }
    }

    deck: Grid {
        id: grid

        readonly property int lines: Theme.portrait ? Math.max(1, screen.viewModel.rows.length) : 1

        anchors.fill: parent
        columns: Theme.portrait ? 1 : Math.max(1, screen.viewModel.rows.length)
        spacing: Theme.gap

        Repeater {
            model: screen.viewModel.rows

            Button {
                required property var modelData

                width: (grid.width - (grid.columns - 1) * Theme.gap) / grid.columns
                height: (grid.height - (grid.lines - 1) * Theme.gap) / grid.lines
                name: modelData.title
                largest: Theme.headline
                checkable: true
                checked: screen.viewModel.current === modelData.id
                onChosen: {
                    Modes.speakLanguage(modelData.id);
                    screen.viewModel.leave();
                }
            }
        }
    }
}
