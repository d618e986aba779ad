"""The acts of the log in words, for people who read it; an act that has none shows its name."""

from __future__ import annotations

from kiosk.hub.console.words import said

#: act → (zh, en).
ACTS = {
    "access.login": ("登录", "Logged in"),
    "access.logout": ("退出登录", "Logged out"),
    "access.login_failed": ("登录失败", "Login failed"),
    "access.login_slowed": ("登录尝试过多，被要求等待", "Too many logins: told to wait"),
    "access.refused": ("越权访问被拒绝", "Refused: not their role"),
    "access.password_changed": ("修改了密码", "Changed the password"),
    "access.password_refused": ("修改密码时旧密码不对", "Wrong current password"),
    "access.password_reset": ("重新生成首个密码", "Made a new first password"),
    "access.user_added": ("添加人员", "Added a person"),
    "access.user_changed": ("修改人员", "Changed a person"),
    "access.roles_changed": ("修改角色", "Changed roles"),
    "audit.exported": ("导出审计日志", "Exported the log"),
    "audit.verified": ("检验封存", "Examined the seals"),
    "edition.made": ("冻结一版内容", "Froze an edition"),
    "edition.submitted": ("提交审核", "Handed in"),
    "edition.reviewed": ("审核通过", "Reviewed"),
    "edition.returned": ("退回", "Returned"),
    "edition.published": ("签发", "Signed off"),
    "release.published": ("发布", "Published"),
    "release.rolled_back": ("回退", "Rolled back"),
    "counter.screen_made": ("添加叫号屏幕", "Added a call screen"),
    "counter.screen_changed": ("修改叫号屏幕", "Changed a call screen"),
    "counter.screen_renewed": ("叫号屏幕换了新地址", "Made a new address for a call screen"),
    "counter.screen_revoked": ("停用叫号屏幕", "Switched off a call screen"),
    "counter.seat_taken_over": ("接班使用窗口", "Took over a window"),
    "counter.manual_told": ("补录手工叫号", "Entered calls made by hand"),
    "fleet.admitted": ("加入触摸屏", "Added a panel"),
    "fleet.changed": ("修改触摸屏", "Changed a panel"),
    "fleet.revoked": ("停用触摸屏", "Revoked a panel"),
    "fleet.ordered": ("远程操作触摸屏", "Asked a panel"),
    "fleet.code_refused": ("输入了错误的加入代码", "Typed a wrong code"),
    "fleet.enrolment_locked": ("加入代码因多次错误被锁定", "A code was locked by wrong tries"),
    "key.made": ("生成签名密钥", "Made signing keys"),
    "key.rotated": ("更换签名密钥", "Changed signing keys"),
    "key.root_replaced": ("更换根密钥", "Changed the root"),
    "row.added": ("新增一行", "Added a row"),
    "row.changed": ("修改一行", "Changed a row"),
    "row.removed": ("删除一行", "Removed a row"),
    "table.imported": ("导入表格", "Imported a table"),
    "table.exported": ("导出表格", "Exported a table"),
    "upload.refused": ("上传被拒绝", "Refused an upload"),
    "hall.made": ("建立大厅", "Made a hall"),
    "hall.changed": ("修改大厅信息", "Changed the hall"),
    "media.added": ("添加图片或文件", "Added a picture or file"),
    "media.removed": ("删除图片或文件", "Removed a picture or file"),
    "review.given": ("收到评价", "A review came in"),
    "review.answered": ("答复差评", "Answered a bad review"),
    "review.closed": ("差评办结", "Closed a bad review"),
    "review.reopened": ("重新处理差评", "Opened a bad review again"),
    "review.exported": ("导出评价", "Exported the reviews"),
    "plan.saved": ("保存平面图", "Saved the plan"),
}


def act_words(act: str) -> str:
    """What was done, in the page's language."""
    return said(*ACTS[act]) if act in ACTS else act
