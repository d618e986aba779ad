"""What a panel refuses and why, in words for staff."""

from __future__ import annotations

from enum import StrEnum

from tuf.api import exceptions as tuf_errors

from kiosk.base.errors import KioskError
from kiosk.base.texts import Text


class Why(StrEnum):
    """Why something was not believed."""

    ROLLBACK = "rollback"
    EXPIRED = "expired"
    FORGED = "forged"
    MIXED = "mixed"
    ENDLESS = "endless"
    WRONG_HALL = "wrong-hall"
    DAMAGED = "damaged"
    MISSING = "missing"


_SENTENCES = {
    Why.ROLLBACK: Text(
        zh="来源给出的内容比已确认的更旧，未采用。", en="What was offered is older than what is known; it was refused."
    ),
    Why.EXPIRED: Text(
        zh="来源的有效期已过，未采用；请核对本机时间，或重新发布（导出）。",
        en="What was offered is past its date; it was refused. Look at this panel's clock, or publish (export) again.",
    ),
    Why.FORGED: Text(zh="签名不符，未采用。", en="The signatures do not fit; it was refused."),
    Why.MIXED: Text(zh="文件与签名清单不一致，未采用。", en="A file is not the one that was signed; it was refused."),
    Why.ENDLESS: Text(zh="收到的数据超过允许的大小，未采用。", en="More was sent than may be; it was refused."),
    Why.WRONG_HALL: Text(zh="内容属于另一个大厅，未采用。", en="It belongs to another hall; it was refused."),
    Why.DAMAGED: Text(zh="内容无法识别，未采用。", en="It cannot be understood; it was refused."),
    Why.MISSING: Text(zh="来源缺少必要的文件。", en="The source lacks a file that it must have."),
}


class TrustError(KioskError):
    """A document that is not believed. ``why`` says which rule it broke, ``text`` the same for staff."""

    def __init__(self, why: Why, where: str = "") -> None:
        self.why, self.text = why, _SENTENCES[why]
        super().__init__(self.text["en"], where=where)


class SigningKeyError(KioskError):
    """A signing key that is not there, cannot be opened, or is not the one the repository names."""


def refusal(error: Exception, where: str) -> TrustError:
    """The library's error as ours."""
    return TrustError(_why(error), where)


def _why(error: Exception) -> Why:
    if isinstance(error, tuf_errors.ExpiredMetadataError):
        return Why.EXPIRED
    if isinstance(error, tuf_errors.BadVersionNumberError):
        return Why.ROLLBACK
    if isinstance(error, tuf_errors.UnsignedMetadataError):
        return Why.FORGED
    if isinstance(error, tuf_errors.LengthOrHashMismatchError):
        return Why.MIXED
    return Why.DAMAGED
