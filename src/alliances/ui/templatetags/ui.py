"""Helpers of the components' own templates; pages need none of them."""

from django import forms, template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alliances.ui.badges import Badge, StateLabel
from alliances.ui.formats import is_english
from alliances.ui.forms import Mistake
from alliances.ui.forms import mistakes as _mistakes
from alliances.ui.french import as_french

register = template.Library()


@register.filter
def mistakes(form: forms.BaseForm) -> list[Mistake]:
    """Every error of any form, ours or a library's, with the field to jump to."""
    return _mistakes(form)


@register.filter
def need(field: forms.BoundField) -> str:
    """Beside the label of a field that may stay empty: that it may, or the answer that makes it needed.

    A form says `field.needed_when = _("nécessaire si le montant diffère")`, and judges it in its `clean`.
    """
    if field.field.required:
        return ""
    return str(getattr(field.field, "needed_when", "") or _("facultatif"))


@register.simple_tag
def written_in_french(text: str) -> SafeString:
    """A text that people wrote in French: on an English page its element says so, for voices and translators."""
    return as_french(text)


@register.simple_tag
def french_note() -> SafeString:
    """Once beside a list of such texts, on English pages only."""
    return (
        format_html('<p class="quiet">{}</p>', _("Ces textes sont en français."))
        if is_english()
        else SafeString("")
    )


@register.simple_tag
def state_badge(state: StateLabel, audience: str) -> Badge:
    """The badge of a state for one audience."""
    return state.badge_for(audience)


@register.filter
def next_step(state: StateLabel, audience: str) -> str:
    """What happens next, said to one audience."""
    return state.next_step_for(audience)
