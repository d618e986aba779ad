"""What a password must be: long, not the person's name, not one that everybody tries first. Length, no riddles."""

from __future__ import annotations

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from kiosk.hub.access.models import User
from kiosk.hub.console.words import say

SHORTEST, LONGEST = 10, 200


class LongEnough:
    """Ten characters at least; two hundred at most, so that hashing stays bounded."""

    def validate(self, password: str, user: User | None = None) -> None:
        if not SHORTEST <= len(password) <= LONGEST:
            raise ValidationError(say("密码至少需要 10 个字符。", "A password needs at least 10 characters."))

    def get_help_text(self) -> str:
        return str(say("至少 10 个字符，越长越好；可以用一句话。", "At least 10 characters; a short sentence is good."))


class NotTheName:
    """Neither the login name nor a repetition of one character."""

    def validate(self, password: str, user: User | None = None) -> None:
        name = (user.username if user else "").lower()
        if (len(name) > 3 and name in password.lower()) or len(set(password)) < 4:
            raise ValidationError(say("密码太容易猜到。", "This password is too easy to guess."))

    def get_help_text(self) -> str:
        return str(say("不要包含登录名。", "Leave the login name out of it."))


class NotCommon(CommonPasswordValidator):
    """None of the twenty thousand passwords that are tried first."""

    def validate(self, password: str, user: User | None = None) -> None:
        if password.lower().strip() in self.passwords:
            raise ValidationError(say("这个密码太常见。", "This password is too common."))

    def get_help_text(self) -> str:
        return str(say("不要使用常见密码。", "Avoid common passwords."))
