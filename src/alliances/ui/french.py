"""Texts that people wrote in French, on a page in English: their element says so, for voices and translators."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from alliances.ui.formats import is_english


def as_french(text: str) -> SafeString:
    return format_html('<span lang="fr-CA">{}</span>' if is_english() else "{}", text)
