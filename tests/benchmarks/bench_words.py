"""Words and voice: time to describe a route, how many steps and landmarks it has, time until a sentence is sound.

    python tests/benchmarks/bench_words.py

Every route from the first panel of the plans at hand, described cold (nothing kept), the best of three in CPU
milliseconds; sentences of
those routes through the voice. Bars: a route described, median ≤ 2.5 ms and p99 ≤ 8 ms; steps a floor ≤ 4 on average;
a sentence turned into sound, median ≤ 30 ms. Exit 1 when one is missed.
"""

from __future__ import annotations

import os
import re
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from kiosk.devices.espeak_voice import synthesise
from kiosk.guidance.directions import _Guidebook
from kiosk.guidance.imdf import read_plan
from kiosk.guidance.journey import Route
from kiosk.guidance.routes import Guide, NoWay
from kiosk.guidance.venue import Venue
from kiosk.speech.phrases import spoken

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("KIOSK_SHARED", ROOT.parent / "shared")) / "data" / "floorplans"
PLANS = {
    "demo-hall": ROOT / "floorplans" / "demo-hall",
    "synthetic-hall": SHARED / "synthetic-hall",
    "polymap-spbstu": SHARED / "polymap-spbstu",
}
MEDIAN_MS, P99_MS, STEPS_A_FLOOR, SOUND_MS = 2.5, 8.0, 4.0, 30.0


def routes_of(venue: Venue) -> list[Route]:
    guide = Guide(venue)
    origin = (venue.panels or venue.amenities)[0]
    out = []
    for thing in venue.destinations():
        try:
            out.append(guide.route(origin.id, thing.id))
        except NoWay:
            continue
    return out


def percentile(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def main() -> int:
    print(f"{'plan':16} {'routes':>6} {'median ms':>9} {'p99 ms':>7} {'steps a floor':>13} {'turns with landmark':>19}")
    missed, sentences = False, []
    for name, folder in PLANS.items():
        if not folder.is_dir():
            print(f"{name:16} not here: {folder}")
            continue
        venue = read_plan(folder).venue
        bearing = venue.panels[0].bearing_deg or 0.0 if venue.panels else None
        book, times, steps, floors, turns, marked = _Guidebook(venue), [], 0, 0, 0, 0
        found = routes_of(venue)
        for route in found:
            tries = []
            for _ in range(3):
                begun = time.process_time()
                said = book._describe(route, bearing)
                tries.append((time.process_time() - begun) * 1e3)
            times.append(min(tries))
            steps, floors = steps + len(said), floors + len({step.level_id for step in said})
            corners = [step for step in said if re.match("在|然后", step.text["zh"])]
            turns, marked = turns + len(corners), marked + sum(step.text["zh"].startswith("在") for step in corners)
            sentences += [step.text["zh"] for step in said][:1]
        median, p99 = statistics.median(times), percentile(times, 0.99)
        missed |= median > MEDIAN_MS or p99 > P99_MS or steps / floors > STEPS_A_FLOOR
        share = f"{marked / max(1, turns):.0%}"
        print(f"{name:16} {len(found):6} {median:9.2f} {p99:7.2f} {steps / floors:13.1f} {share:>19}")
    phrases = [phrase for sentence in sorted(set(sentences))[:60] for phrase in spoken(sentence, "zh")]
    synthesise("好", "zh")
    sound = []
    for phrase in phrases:
        begun = time.process_time()
        synthesise(phrase.words, phrase.language)
        sound.append((time.process_time() - begun) * 1e3)
    missed |= statistics.median(sound) > SOUND_MS
    median, p99 = statistics.median(sound), percentile(sound, 0.99)
    print(f"\n{len(phrases)} sentences to sound: median {median:.1f} ms, p99 {p99:.1f} ms")
    print("a bar is missed" if missed else "all bars are met")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
