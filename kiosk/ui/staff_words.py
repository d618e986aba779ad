"""What the staff page says: names of parts and states, the answers of the PIN pad, sections and their acts (no Qt)."""

from __future__ import annotations

from kiosk.base.health import State
from kiosk.base.texts import Text

TITLE = Text(zh="员工页面", en="Staff page")
ASK_PIN = Text(zh="请输入员工密码", en="Enter the staff PIN")
UNSET = Text(
    zh="本机没有设置员工密码，所以员工页面打不开。请联系负责安装的技术人员。",
    en="No staff PIN has been set on this panel, so the staff page cannot be opened. Please ask your technician.",
)
WRONG = Text(zh="密码不对，还可以试{tries}次。", en="That PIN is wrong. Tries left: {tries}.")
LOCKED = Text(zh="输错次数太多，请等{seconds}秒再试。", en="Too many wrong PINs. Please wait {seconds} seconds.")
OPENED = Text(zh="员工页面已打开", en="The staff page is open")

SECTIONS: dict[str, tuple[Text, str]] = {
    "health": (Text(zh="运行状况", en="Health"), "ecg_heart"),
    "content": (Text(zh="内容", en="Content"), "library_books"),
    "hub": (Text(zh="更新", en="Updates"), "wifi"),
    "log": (Text(zh="日志", en="Log"), "description"),
    "sound": (Text(zh="声音测试", en="Sound test"), "volume_up"),
    "screen": (Text(zh="屏幕测试", en="Screen test"), "fit_screen"),
    "switches": (Text(zh="停用设施", en="Out of order"), "block"),
    "program": (Text(zh="程序", en="Program"), "settings"),
}
LEAVE = Text(zh="离开", en="Leave")

PARTS: dict[str, Text] = {
    "content": Text(zh="内容", en="Content"),
    "memory": Text(zh="本机记录", en="Memory"),
    "guidance": Text(zh="指路", en="Guidance"),
    "speech": Text(zh="语音", en="Voice"),
    "chime": Text(zh="呼叫铃", en="Chime"),
    "disk": Text(zh="磁盘", en="Disk"),
    "clock": Text(zh="时钟", en="Clock"),
    "glass": Text(zh="屏幕", en="Screen"),
    "switches": Text(zh="电梯和楼梯", en="Lifts and stairs"),
    "program": Text(zh="程序", en="Program"),
    "hub": Text(zh="管理中心", en="Hub"),
    "switch": Text(zh="内容切换", en="Change of content"),
    "printer": Text(zh="小票打印机", en="Ticket printer"),
    "camera": Text(zh="扫码摄像头", en="Camera"),
    "scanner": Text(zh="扫码器", en="Scanner"),
    "tickets": Text(zh="取号", en="Tickets"),
}
STATES: dict[State, Text] = {
    State.OK: Text(zh="正常", en="well"),
    State.ABSENT: Text(zh="没有配备", en="not fitted"),
    State.DEGRADED: Text(zh="需要留意", en="needs a look"),
    State.FAILED: Text(zh="出故障", en="failed"),
}
#: Icon and tone of a state; never the colour alone.
SIGNS: dict[State, tuple[str, str]] = {
    State.OK: ("check_circle", "ok"),
    State.ABSENT: ("remove", "quiet"),
    State.DEGRADED: ("warning", "warn"),
    State.FAILED: ("error", "warn"),
}
IS = Text(zh="{part}：{state}", en="{part}: {state}")
SINCE = Text(zh="{sentence}（{since}起）", en="{sentence} (since {since})")
UNUSED = Text(zh="还没有用过", en="not used yet")
ALL_WELL = Text(zh="全部正常", en="Everything is well")
TO_SEE = Text(zh="有{count}项需要看看", en="To look at: {count}")
RUNNING = Text(zh="程序：已运行{time} · 内存{megabytes} MB", en="Program: running {time} · {megabytes} MB of memory")
HOURS = Text(zh="{hours}小时{minutes}分", en="{hours} h {minutes} min")
DAYS = Text(zh="{days}天{hours}小时", en="{days} d {hours} h")

CONTENT_LEAD = Text(zh="本机正在显示的内容", en="The content this panel shows")
RELEASE = Text(
    zh="版本{sequence} · {built}制作 · {megabytes} MB", en="Release {sequence} · built {built} · {megabytes} MB"
)
CHECKSUM = Text(zh="校验和 {sum}", en="Checksum {sum}")
CHECKSUM_OK = Text(zh="打开时已核对每个字节。", en="Every byte was checked when it was opened.")
COUNTS: dict[str, Text] = {
    "departments": Text(zh="部门 {n}", en="departments {n}"),
    "windows": Text(zh="窗口 {n}", en="windows {n}"),
    "matters": Text(zh="事项 {n}", en="matters {n}"),
    "materials": Text(zh="材料 {n}", en="materials {n}"),
    "services": Text(zh="窗口服务 {n}", en="services {n}"),
    "themes": Text(zh="一件事 {n}", en="themes {n}"),
    "places": Text(zh="地点 {n}", en="places {n}"),
    "levels": Text(zh="楼层 {n}", en="floors {n}"),
    "pictures": Text(zh="图片 {n}", en="pictures {n}"),
}
HOLDS = Text(zh="里面有什么", en="What is in it")
FINDINGS = Text(
    zh="检查结果：错误 {errors} · 提醒 {warnings} · 说明 {notes}",
    en="Findings: {errors} errors · {warnings} warnings · {notes} notes",
)
NO_FINDINGS = Text(zh="制作内容时没有发现问题。", en="Nothing was found when the content was built.")
SEE_FINDINGS = Text(zh="从最要紧的开始列出。", en="The most serious ones come first.")
SEVERITIES: dict[str, tuple[str, str]] = {
    "error": ("error", "warn"),
    "warning": ("warning", "warn"),
    "note": ("info", "quiet"),
}

LOG_LEAD = Text(zh="最近{count}条，最新的在前。", en="The last {count} lines, newest first.")
LOG_EMPTY = Text(zh="还没有日志。", en="Nothing has been logged yet.")
LEVELS: dict[str, tuple[str, str]] = {
    "DEBUG": ("info", "quiet"),
    "INFO": ("info", "quiet"),
    "WARNING": ("warning", "warn"),
    "ERROR": ("error", "warn"),
    "CRITICAL": ("error", "warn"),
}

SOUND_LEAD = Text(
    zh="按一个按钮，听听大厅里能不能听清。", en="Press a button and listen whether it can be heard in the hall."
)
SAY_ZH = Text(zh="说一句中文", en="Say it in Chinese")
SAY_EN = Text(zh="说一句英文", en="Say it in English")
PRINT = Text(zh="打印测试小票", en="Print a test slip")
PRINTING = Text(zh="正在打印测试小票…", en="Printing a test slip…")
PRINTS = {
    True: Text(zh="测试小票打出来了，请取走。", en="The test slip came out: please take it."),
    False: Text(
        zh="测试小票没有打出来，原因见“小票打印机”。", en="The test slip did not come out: see “Ticket printer”."
    ),
}
RING = Text(zh="响铃", en="Ring the chime")
TEST = Text(zh="您好，这是声音测试。请到11号窗口。", en="Hello, this is the sound test. Please go to window 11.")
TEST_LEVEL = Text(zh="现在是音量 {level}。", en="This is volume {level}.")
PLAYING = Text(zh="正在播放…", en="Playing…")
NO_CHIME = Text(zh="本机没有呼叫铃。", en="This panel has no chime.")
VOLUME = Text(zh="音量 {level}", en="Volume {level}")
VOLUME_NOW = Text(zh="音量：{level}（最大{loudest}）", en="Volume: {level} (of {loudest})")
VOLUME_NOTE = Text(
    zh="只对这一次有效，离开后恢复成设置里的音量。", en="For now only; it goes back to the set volume when you leave."
)

SCREEN_LEAD = Text(
    zh="测试会占满整个屏幕，60秒不碰就自己结束。",
    en="The tests fill the whole glass and end by themselves after 60 seconds.",
)
COLOURS = Text(zh="颜色测试", en="Colour test")
COLOURS_DETAIL = Text(zh="找坏点和色斑", en="Find dead pixels and stains")
TOUCH = Text(zh="触摸测试", en="Touch test")
TOUCH_DETAIL = Text(zh="看手指点在哪里", en="See where a finger lands")
GLASS = Text(
    zh="{inches}英寸 · {width}×{height}像素 · 每像素{mm}毫米", en="{inches} in · {width} × {height} px · {mm} mm/px"
)
GLASS_SIZE = Text(zh="画面宽{wide}毫米，高{high}毫米。", en="The picture is {wide} mm wide and {high} mm high.")
REACH = Text(zh="可及线在画面下边以上{above}毫米", en="Reach line {above} mm above the picture's lower edge")
REACH_DETAIL = Text(
    zh="画面下边离地{edge}毫米，可及线离地{reach}毫米。请用卷尺核对。",
    en="The lower edge is {edge} mm above the floor, the reach line {reach} mm. Check it with a tape.",
)

SWITCHES_LEAD = Text(
    zh="坏了的就点一下：路线马上绕开它，重启后也记得。",
    en="Press what is broken: routes avoid it at once, also after a restart.",
)
NO_CONNECTORS = Text(zh="平面图里没有电梯、扶梯或楼梯。", en="The plan has no lifts, escalators or stairs.")
RUNS = Text(zh="{from_floor}到{to_floor}", en="{from_floor} to {to_floor}")
RUNS_AND_STATE = Text(zh="{floors} · {state}", en="{floors} · {state}")
IN_USE = Text(zh="可以使用", en="in use")
OUT_BY_HUB = Text(zh="管理中心停用", en="out of order, by the hub")
OUT_OF_ORDER = Text(zh="停用", en="out of order")

HUB_LEAD = Text(zh="内容从哪里来、什么时候换", en="Where content comes from and when it changes")
HUB_ALONE = Text(zh="没有设置管理中心", en="No hub is set")
HUB_ALONE_DETAIL = Text(zh="内容来自设置里的文件夹或U盘。", en="Content comes from the settings' folder or from USB.")
HUB_STEPS: dict[str, Text] = {
    "asking": Text(zh="还没有加入，正在显示设备码", en="Not admitted yet: a code is shown"),
    "waiting": Text(zh="已加入，还没有内容", en="Admitted, nothing published yet"),
    "revoked": Text(zh="管理中心不再认可这台设备", en="The hub does not know this panel any more"),
}
HUB_ON = Text(zh="已连上管理中心", en="Connected to the hub")
HUB_OFF = Text(zh="没有连上管理中心", en="Not connected to the hub")
HUB_OFF_DAYS = Text(zh="{days}天没有连上管理中心", en="Not connected for {days} days")
HUB_HEARD = Text(zh="{address} · 上次联系 {when}", en="{address} · last heard {when}")
HUB_NEVER = Text(zh="{address} · 还没有联系上", en="{address} · never heard so far")
HUB_SHOWN = Text(zh="正在显示版本{number}", en="Release {number} is shown")
HUB_SHOWN_SINCE = Text(zh="{when}换上 · 内容制作于{built}", en="since {when} · built {built}")
HUB_NONE_SHOWN = Text(zh="还没有内容", en="No content yet")
HUB_WAITING = Text(zh="版本{number}已就绪", en="Release {number} is ready")
HUB_WAITING_AT = Text(zh="{when}换上", en="to be shown from {when}")
HUB_WAITING_NOW = Text(zh="没人使用时换上", en="to be shown when nobody is there")
HUB_FETCHING = Text(zh="正在取新内容：{percent}%", en="Fetching new content: {percent} %")
HUB_KEPT = Text(zh="本机保存的版本：{numbers}", en="Releases kept here: {numbers}")
HUB_IDENTITY = Text(zh="设备 {id}", en="Panel {id}")
HUB_IDENTITY_DETAIL = Text(zh="{name} · 大厅 {hall}", en="{name} · hall {hall}")
HUB_MESSAGE = Text(zh="正在显示的紧急通知", en="An emergency message is shown")
HUB_BACK = Text(zh="退回旧版本", en="Go back to a kept release")
HUB_BACK_ASK = Text(
    zh="选一个版本：马上换上，直到管理中心再发布。",
    en="Choose one: it is shown at once, until the hub publishes.",
)
HUB_BACK_NONE = Text(zh="没有可以退回的版本。", en="There is no release to go back to.")
HUB_NUMBER = Text(zh="版本{number}", en="Release {number}")
HUB_USB = Text(zh="从U盘导入", en="Bring in from USB")
HUB_USB_ASK = Text(zh="选一个U盘上的文件夹。", en="Choose a folder on the USB drive.")
HUB_USB_NONE = Text(zh="没有找到带内容的U盘。请插好再试。", en="No USB drive with content was found. Plug one in.")
HUB_ASK = Text(zh="重新加入", en="Be admitted again")
HUB_ASK_SURE = Text(
    zh="本机的身份会作废，要由技术人员重新加入。内容照常显示。",
    en="This panel's identity is thrown away; a technician has to admit it again. Its content stays.",
)
HUB_ASK_YES = Text(zh="是，重新加入", en="Yes, ask again")
HUB_NO = Text(zh="不，返回", en="No, go back")
HUB_TAKE_DOWN = Text(zh="在本机收起通知", en="Take the message down here")

RESTART = Text(zh="重新启动程序", en="Restart the program")
RESTART_ASK = Text(zh="确定重新启动吗？屏幕会黑几秒钟。", en="Restart now? The screen goes dark for a few seconds.")
RESTART_YES = Text(zh="是，重新启动", en="Yes, restart")
RESTART_NO = Text(zh="不，返回", en="No, go back")
RESTARTING = Text(zh="正在重新启动…", en="Restarting…")
PROGRAM_LEAD = Text(zh="本机正在运行的程序", en="The program on this panel")
MADE_OF = Text(zh="组成", en="Made of")
