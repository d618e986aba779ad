"""Sentences with gaps: one template in several languages, filled in each language by itself."""

from __future__ import annotations

from kiosk.base.texts import Text


def fill(template: Text, /, **parts: Text | str | int) -> Text:
    """The template with every ``{gap}`` filled; a part that is a Text speaks the language of the sentence."""
    return Text(
        {
            language: sentence.format(
                **{gap: part.within(language) if isinstance(part, Text) else part for gap, part in parts.items()}
            )
            for language, sentence in template.items()
        }
    )


def join(*sentences: Text) -> Text:
    """Whole sentences one after the other: without a space in Chinese, with one elsewhere; empty ones are left out."""
    said = [sentence for sentence in sentences if sentence]
    languages = dict.fromkeys(language for sentence in said for language in sentence)
    return Text(
        {
            language: ("" if language.startswith("zh") else " ").join(sentence.within(language) for sentence in said)
            for language in languages
        }
    )
