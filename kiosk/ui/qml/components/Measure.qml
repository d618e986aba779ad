import QtQuick
import Kiosk

// Whether a text has room when it is as small as it may be.
FontMetrics {
    font.family: Theme.fontFamily
    font.pixelSize: Theme.textMin
    font.weight: Font.Bold

    function fits(text: string, width: real, height: real): bool {
        if (text === "")
            return true;
        const widest = Math.max(...text.split(" ").map(word => word.charCodeAt(0) < 0x2E80 ? advanceWidth(word) : 0));
        const lines = Math.ceil(advanceWidth(text) * (text.includes(" ") ? 1.15 : 1.03) / Math.max(1, width));
        return widest <= width && lines * lineSpacing <= height;
    }

    // The first text that has room; "" when none has.
    function first(texts: var, width: real, height: real): string {
        return texts.find(text => fits(text, width, height)) ?? "";
    }
}
