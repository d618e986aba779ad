"""Every rule a plan is held against: its name, how grave a breach is, and what its author should do about it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.base.texts import EMPTY, Text
from kiosk.guidance.findings import Finding, Severity
from kiosk.guidance.venue import XY


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. ``id`` is stable (kebab-case); ``group`` 0 is met while reading, 1–12 are the checker's, in order."""

    id: str
    group: int
    severity: Severity
    remedy: Text


# id | group | severity, then what to do in zh and in en
_TABLE = """
file-unreadable | 0 | error
    请重新导出该文件，或把它从图纸包中删除。
    Export this file again, or remove it from the plan.
file-encoding | 0 | warning
    请将文件另存为 UTF-8 编码。
    Save the file as UTF-8.
file-path-unsafe | 0 | error
    请重新打包，只使用包内的相对路径。
    Pack the plan again with plain relative paths only.
file-duplicate | 0 | error
    请只保留一份，重新打包。
    Keep one of the two and pack the plan again.
file-left-out | 0 | warning
    如需随图纸保存，请缩小该文件。
    Make the file smaller if it must travel with the plan.
manifest-missing | 0 | warning
    请按 IMDF 1.0 添加 manifest.json。
    Add a manifest.json as IMDF 1.0 asks.
manifest-version | 0 | note
    请确认图纸按 IMDF 1.0 导出。
    Make sure that the plan was exported as IMDF 1.0.
feature-not-read | 0 | error
    请修正该要素，或将其删除。
    Mend this feature, or remove it.
feature-type-unknown | 0 | note
    无需处理：内容会原样保留，但不参与导引。
    Nothing to do: it is kept as it is, and guidance does not use it.
feature-type-mismatch | 0 | warning
    请把要素放入对应类型的文件。
    Move the feature to the file of its type.
id-missing | 0 | error
    请为该要素填写唯一的 UUID。
    Give the feature a UUID of its own.
property-wrong | 0 | warning
    请按 IMDF 1.0 填写该属性。
    Write the property as IMDF 1.0 asks.
level-ordinal | 0 | error
    请为楼层填写整数 ordinal（一层为 0）。
    Give the level a whole number as ordinal (0 is the ground floor).
level-ordinal-shared | 0 | warning
    请确认它们属于不同的楼，或合并为一层。
    Make sure that they belong to different buildings, or merge them.
geometry-missing | 0 | error
    请为该要素画出几何图形。
    Draw the geometry of this feature.
geometry-broken | 0 | error
    请重新绘制该图形并导出。
    Draw this shape again and export it.
geometry-repaired | 0 | warning
    已自动修复；请在绘图软件中核对该图形。
    It was repaired for guidance; look at this shape in the editor.
geometry-type | 0 | error
    请按 IMDF 1.0 使用正确的几何类型。
    Use the geometry type that IMDF 1.0 asks for.
geometry-range | 0 | error
    坐标应为 WGS 84 的经度、纬度（先经度后纬度）。
    Coordinates are WGS 84 longitude, then latitude, in degrees.
geometry-far | 0 | error
    请检查该要素的坐标，或将其删除。
    Check the coordinates of this feature, or remove it.
geometry-too-detailed | 0 | warning
    请在绘图软件中简化该图形。
    Simplify this shape in the editor.
place-unknown | 0 | error
    请填写 level_id，或指向现有的锚点或单元。
    Fill in level_id, or refer to an anchor or unit that exists.
place-guessed | 0 | warning
    请填写所缺的引用，并核对位置。
    Fill in the missing reference and check the place.
rule-not-finished | 0 | error
    请先修正其他问题，再重新检查。
    Mend what the other findings name, then check again.
extension-wrong | 0 | warning
    请对照 docs/plan-format.md 修正 hall-extension.json。
    Mend hall-extension.json; docs/plan-format.md says how.
window-number-shared | 0 | error
    请在 hall-extension.json 中为每个窗口填写唯一的窗口号。
    Give each window a number of its own in hall-extension.json.
unreachable | 1 | error
    请检查附近的门、通道和楼梯是否画全，或是否被遮挡。
    Check that the doors, corridors and stairs nearby are drawn and not blocked.
unreachable-room | 1 | warning
    如对公众开放，请补画门（opening）；否则请标注 restriction。
    Draw its door (an opening) if the public may enter; if not, set restriction.
panel-missing | 1 | warning
    请添加 kiosk 要素，标出导览机位置。
    Add a kiosk feature where the panel stands.
panel-enclosed | 1 | error
    请把导览机移到可通行的地面上，并留出 1 米站立空间。
    Move the panel to walkable floor, with a metre of room to stand.
reachability-unknown | 1 | error
    请先解决其他错误，再重新检查。
    Mend the other errors first, then check again.
panel-bearing-missing | 1 | warning
    请在 hall-extension.json 中填写 bearing_deg。
    Fill in bearing_deg in hall-extension.json.
opening-off-boundary | 2 | warning
    请把门移到墙线上（偏差不超过 0.15 米）。
    Move the opening onto the wall line (within 0.15 m).
opening-one-side | 2 | warning
    请检查门的另一侧是否缺少单元。
    Check whether a unit is missing on the other side of the door.
opening-geometry-type | 3 | warning
    请将门画成一条 LineString。
    Draw the opening as one LineString.
opening-category | 3 | warning
    请将行人可走的门标为 pedestrian。
    Set the category to pedestrian where people walk through.
opening-width | 3 | warning
    请核对门的净宽（0.7–6 米）。
    Check the clear width of the opening (0.7–6 m).
connector-no-partner | 4 | warning
    请在相邻楼层补画对应的单元，或添加 relationship。
    Draw its unit on the next floor, or add a relationship.
connector-ambiguous | 4 | warning
    请添加 relationship，说明哪两个单元相连。
    Add a relationship that says which two units belong together.
escalator-direction | 4 | error
    请在 hall-extension.json 中填写扶梯方向（up 或 down）。
    Fill in the escalator's direction (up or down) in hall-extension.json.
connector-unconfirmed | 4 | warning
    请到现场核对，并在 hall-extension.json 中写 "confirmed": true。
    Look at it on site, then write "confirmed": true in hall-extension.json.
relationship-unusable | 4 | error
    请让 relationship 指向不同楼层的两个现有单元。
    Let the relationship refer to two existing units on different floors.
unit-overlap | 5 | warning
    请调整边界，使单元互不重叠。
    Move the border so that the units do not overlap.
level-gap | 5 | note
    如此处可以通行，请补画单元。
    Draw a unit there if people may walk there.
reference-dangling | 6 | error
    请让引用指向现有要素，或将其置空。
    Refer to a feature that exists, or set the reference to null.
id-duplicate | 6 | error
    请为其中一个要素换用新的 UUID。
    Give one of the two features a new UUID.
window-blocked | 7 | warning
    请把锚点移到柜台前的可通行地面上。
    Move the anchor to the walkable floor in front of the counter.
window-off-floor | 7 | error
    请把锚点移到离可通行地面 1 米以内。
    Move the anchor to within a metre of walkable floor.
window-behind-wall | 7 | warning
    请把锚点移到办事人站立的一侧。
    Move the anchor to the side of the counter where visitors stand.
door-blocked | 8 | error
    请移开设施，使门前净宽不小于 0.9 米。
    Move the fixture so that 0.9 m of the door stay clear.
door-narrow | 9 | warning
    请核对净宽；轮椅需要 0.9 米以上。
    Check the clear width; a wheelchair needs 0.9 m.
no-step-free-path | 9 | warning
    请检查电梯和坡道是否画全并相连。
    Check that lifts and ramps are drawn and connected.
category-unknown | 10 | warning
    请改用 IMDF 1.0 的类别，否则按不可通行处理。
    Use a category of IMDF 1.0; until then nobody is led through it.
name-missing | 11 | warning
    请补全该语言的名称。
    Add the name in this language.
window-lost | 12 | warning
    请确认该窗口已撤销，并检查指向它的事项。
    Make sure that the window is gone, and check the matters that lead to it.
window-new | 12 | note
    请为新窗口分配事项。
    Say which matters the new window serves.
window-renumbered | 12 | warning
    请核对窗口号牌和事项表。
    Check the sign over the window and the table of matters.
window-moved | 12 | warning
    请到现场核对窗口位置。
    Look at the window's place on site.
"""


def _read() -> dict[str, Rule]:
    lines = iter(_TABLE.strip().splitlines())
    rules = {}
    for head, zh, en in zip(lines, lines, lines, strict=True):
        name, group, severity = (word.strip() for word in head.split("|"))
        rules[name] = Rule(name, int(group), Severity(severity), Text(zh=zh.strip(), en=en.strip()))
    return rules


RULES = _read()


def found(
    rule: str,
    zh: str,
    en: str,
    *,
    feature_id: str | None = None,
    feature_type: str | None = None,
    level_id: str | None = None,
    at: XY | None = None,
    severity: Severity | None = None,
    remedy: Text = EMPTY,
    count: int = 1,
) -> Finding:
    """A breach of ``rule`` (KeyError when there is no such rule), with the rule's severity and remedy unless given."""
    known = RULES[rule]
    return Finding(
        rule,
        severity or known.severity,
        Text(zh=zh, en=en),
        remedy or known.remedy,
        feature_id,
        feature_type,
        level_id,
        at,
        count=count,
    )
