"""Helpers of the components' own templates; pages need none of them."""

from django import forms, template

from alliances.ui.badges import Badge, StateLabel
from alliances.ui.forms import Mistake
from alliances.ui.forms import mistakes as _mistakes

register = template.Library()


@register.filter
def mistakes(form: forms.BaseForm) -> list[Mistake]:
    """Every error of any form, ours or a library's, with the field to jump to."""
    return _mistakes(form)


@register.simple_tag
def state_badge(state: StateLabel, audience: str) -> Badge:
    """The badge of a state for one audience."""
    return state.badge_for(audience)


@register.filter
def next_step(state: StateLabel, audience: str) -> str:
    """What happens next, said to one audience."""
    return state.next_step_for(audience)
