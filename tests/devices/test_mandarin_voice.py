"""Mandarin is spoken right: how espeak-ng 1.52 reads our words, sound by sound, against pinyin written by hand.

The voice's own pinyin reader gives the sounds of a pinyin syllable; the sentence as we give it to the voice must have
the same sounds. Tones of 一 and 不 before other words, of a third tone before a third, and light syllables may differ.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pytest

from kiosk.devices.espeak_voice import phonemes
from kiosk.speech.mandarin import heard

TONES = {"1": "55", "2": "35", "3": "214", "4": "51", "5": "11"}
PINYIN_VOICE = "cmn-latn-pinyin"


def sounds(read: str) -> str:
    """Phonemes without stress, pauses and the spellings that differ for one sound."""
    bare = re.sub(r"[',_|;& \[:-]|\(en\)|\(cmn\)", "", read)
    return bare.replace("i.", "i").replace("iou", "ou")


@lru_cache(maxsize=2000)
def syllable(pinyin: str) -> tuple[str, str, str]:
    """Onset and vowel, tone, ending of one numbered pinyin syllable."""
    found = re.fullmatch(r"(.*?)(55|35|214|51|11)([nN]?)", sounds(phonemes(pinyin, PINYIN_VOICE)))
    assert found, pinyin
    return found[1], found[2], found[3]


def misread(words: str, pinyin: str) -> str:
    """ "" when the voice reads ``words`` (as they stand on a screen) like ``pinyin``; else where it goes wrong."""
    read, at = sounds(phonemes(heard(words), "zh")), 0
    for spelled in pinyin.split():
        opening, tone, ending = syllable(spelled)
        found = re.compile(re.escape(opening) + r"(55|35|214|51|11)" + ending).match(read, at)
        if found is None:
            return f"{words}: {spelled} is not at {read[at : at + 12]} in {read}"
        if not tone_allowed(found[1], tone, spelled):
            return f"{words}: {spelled} has tone {found[1]} in {read}"
        at = found.end()
    return "" if at == len(read) else f"{words}: {read[at:]} is too much"


def tone_allowed(said: str, written: str, spelled: str) -> bool:
    if said == written or "11" in (said, written):
        return True
    if spelled in ("yi1", "bu4"):
        return True
    return written == "214" and said == "35"


#: Words of a service hall with characters of several readings (行 重 长 还 办 参 便 都 得 为 处 数 相 间 好 应 …).
WORDS = """
银行 yin2 hang2|行政 xing2 zheng4|行政审批 xing2 zheng4 shen3 pi1|进行 jin4 xing2|行业 hang2 ye4|分行 fen1 hang2
商行 shang1 hang2|通行证 tong1 xing2 zheng4|行驶证 xing2 shi3 zheng4|自行车 zi4 xing2 che1|步行 bu4 xing2
重新 chong2 xin1|重复 chong2 fu4|重要 zhong4 yao4|重点 zhong4 dian3|重办 chong2 ban4|重填 chong2 tian2
重名 chong2 ming2|重拍 chong2 pai1|重做 chong2 zuo4|重大 zhong4 da4|重病 zhong4 bing4|严重影响 yan2 zhong4 ying3 xiang3
互不重叠 hu4 bu4 chong2 die2|长期 chang2 qi1|延长 yan2 chang2|局长 ju2 zhang3|处长 chu4 zhang3|家长 jia1 zhang3
乡长 xiang1 zhang3|区长 qu1 zhang3|成长 cheng2 zhang3|多长时间 duo1 chang2 shi2 jian1|最长 zui4 chang2
还有 hai2 you3|还是 hai2 shi4|还需 hai2 xu1|归还 gui1 huan2|偿还 chang2 huan2|退还 tui4 huan2|还款 huan2 kuan3
还贷 huan2 dai4|返还 fan3 huan2|未还 wei4 huan2|办理 ban4 li3|代办 dai4 ban4|办事处 ban4 shi4 chu4
登记处 deng1 ji4 chu4|收费处 shou1 fei4 chu4|寄存处 ji4 cun2 chu4|处理 chu3 li3|处罚 chu3 fa2
参加 can1 jia1|参保 can1 bao3|个人参保 ge4 ren2 can1 bao3|法人参加 fa3 ren2 can1 jia1|本人参与 ben3 ren2 can1 yu4
便民 bian4 min2|便利 bian4 li4|便宜 pian2 yi2|音乐 yin1 yue4|都是 dou1 shi4|首都 shou3 du1|得到 de2 dao4
不得 bu4 de2|必须得 bi4 xu1 dei3|为了 wei4 le5|因为 yin1 wei4|成为 cheng2 wei2|改为 gai3 wei2|均为 jun1 wei2
时间为 shi2 jian1 wei2 jiu3 dian3|数量 shu4 liang4|人数 ren2 shu4|份数 fen4 shu4|照相 zhao4 xiang4
相关 xiang1 guan1|房间 fang2 jian1|间隔 jian4 ge2|爱好 ai4 hao4|应该 ying1 gai1|适应 shi4 ying4|供应 gong1 ying4
部分 bu4 fen5|分钟 fen1 zhong1|传真 chuan2 zhen1|只有 zhi3 you3|一只 yi1 zhi1|土地 tu3 di4|户籍地 hu4 ji2 di4
居住地 ju1 zhu4 di4|参保地 can1 bao3 di4|发证地 fa1 zheng4 di4|目的地 mu4 di4 di4|地址 di4 zhi3|慢慢地 man4 man4 de5
着急 zhao2 ji2|接着 jie1 zhe5|空间 kong1 jian1|空白 kong4 bai2|发展 fa1 zhan3|头发 tou2 fa5|更新 geng1 xin1
变更 bian4 geng1|更加 geng4 jia1|更名 geng1 ming2|测量 ce4 liang2|质量 zhi4 liang4|降低 jiang4 di1|正月 zheng1 yue4
会计 kuai4 ji4|会议 hui4 yi4|社会 she4 hui4|种类 zhong3 lei4|种植 zhong4 zhi2|出差 chu1 chai1|差额 cha1 e2
补差 bu3 cha1|转账 zhuan3 zhang4|自传 zi4 zhuan4|供养 gong1 yang3|尽量 jin3 liang4|尽职 jin4 zhi2|属于 shu3 yu2
提供 ti2 gong1|假期 jia4 qi1|护理假 hu4 li3 jia4|年假 nian2 jia4|虚假 xu1 jia3|强制 qiang2 zhi4|弹性 tan2 xing4
看护 kan1 hu4|看病 kan4 bing4|调查 diao4 cha2|调解 tiao2 jie3|调档 diao4 dang4|校对 jiao4 dui4|学校 xue2 xiao4
税率 shui4 lv4|率先 shuai4 xian1|角色 jue2 se4|三角 san1 jiao3|给予 ji3 yu3|给付 ji3 fu4|给您 gei3 nin2
称职 chen4 zhi2|名称 ming2 cheng1|倒计时 dao4 ji4 shi2|曝光 bao4 guang1|显示屏 xian3 shi4 ping2|屏幕 ping2 mu4
丢三落四 diu1 san1 la4 si4|落户 luo4 hu4|要求 yao1 qiu2|需要 xu1 yao4|没收 mo4 shou1|没有 mei2 you3
了解 liao3 jie3|中奖 zhong4 jiang3|中心 zhong1 xin1|当天 dang4 tian1|当场 dang1 chang3|丧葬 sang1 zang4
东莞 dong1 guan3|重庆 chong2 qing4|西藏 xi1 zang4|厦门 xia4 men2|仡佬族 ge1 lao3 zu2
补助金发放 bu3 zhu4 jin1 fa1 fang4|夜间作业证 ye4 jian1 zuo4 ye4 zheng4|娱乐经营 yu2 le4 jing1 ying2
免冠照片 mian3 guan1 zhao4 pian4|计量器具 ji4 liang4 qi4 ju4|寒暑假 han2 shu3 jia4|两本都带 liang3 ben3 dou1 dai4
种地 zhong4 di4|地摊 di4 tan1|代为激活 dai4 wei2 ji1 huo2|血压计 xue4 ya1 ji4|发卡银行 fa1 ka3 yin2 hang2
哪儿 na3 li5|这儿 zhe4 li5|一会儿 yi1 hui4|女儿 nv3 er2|幼儿园 you4 er2 yuan2
"""
#: Whole sentences of the screens.
SENTENCES = """
11号窗口|shi2 yi1 hao4 chuang1 kou3
1号窗口|yi1 hao4 chuang1 kou3
21号窗口就在您左手边。|er4 shi2 yi1 hao4 chuang1 kou3 jiu4 zai4 nin2 zuo3 shou3 bian1
1楼|yi1 lou2
请乘电梯到3楼。|qing3 cheng2 dian4 ti1 dao4 san1 lou2
请转身，直走约15米。|qing3 zhuan3 shen1 zhi2 zou3 yue1 shi2 wu3 mi3
经过左手边的填表台|jing1 guo4 zuo3 shou3 bian1 de5 tian2 biao3 tai2
在3号窗口处右转，走约10米|zai4 san1 hao4 chuang1 kou3 chu4 you4 zhuan3 zou3 yue1 shi2 mi3
朝导办台的方向走几步|chao2 dao3 ban4 tai2 de5 fang1 xiang4 zou3 ji3 bu4
请走正前方的东侧楼梯上到2楼|qing3 zou3 zheng4 qian2 fang1 de5 dong1 ce4 lou2 ti1 shang4 dao4 er4 lou2
下扶梯后向左掉头，往回走|xia4 fu2 ti1 hou4 xiang4 zuo3 diao4 tou2 wang3 hui2 zou3
出电梯后沿橙色路线走|chu1 dian4 ti1 hou4 yan2 cheng2 se4 lu4 xian4 zou3
约2米|yue1 liang3 mi3
下午5:00|xia4 wu3 wu3 dian3
2-07室|er4 gang4 ling2 qi1 shi4
电话110|dian4 hua4 yao1 yao1 ling2
無障礙衛生間|wu2 zhang4 ai4 wei4 sheng1 jian1
"""


def table() -> list[tuple[str, str]]:
    rows = [row for line in WORDS.split("\n") for row in line.split("|") if row]
    pairs = [(row.split(" ", 1)[0], row.split(" ", 1)[1]) for row in rows]
    pairs += [(line.split("|")[0], line.split("|")[1]) for line in SENTENCES.split("\n") if line]
    return [(w + "9点" if w == "时间为" else w, p) for w, p in pairs]


def test_every_word_is_read_right() -> None:
    wrong = [where for words, pinyin in table() if (where := misread(words, pinyin))]
    assert len(table()) > 150
    assert wrong == []


@pytest.mark.parametrize("words", ["请转身", "十一号窗口", "办理", "行政审批"])
def test_chinese_is_not_read_as_english(words: str) -> None:
    """espeak-ng 1.51 of Debian said "king three" for 请."""
    read = phonemes(words, "zh")
    assert len(re.findall(r"55|35|214|51|11", read)) == len(words)
    assert "(en)" not in read
    assert "Tri:" not in read.replace("'", "")


def test_the_proof_can_fail() -> None:
    assert misread("银行", "yin2 xing2")
    assert misread("请", "qing4")
    assert misread("窗口", "chuang1")
    assert misread("窗", "chuang1 kou3")


def test_english_is_read_as_english() -> None:
    read = phonemes("Turn left at window eleven.", "en")
    assert "t'3:n l'Eft" in read
    assert not re.search(r"55|35|214|51", read)
