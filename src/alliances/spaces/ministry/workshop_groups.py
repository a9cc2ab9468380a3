"""How the controls of the workshop stand on the page: what is always in sight, and what opens on demand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from alliances.domain.envelopes.criteria import CHOICES
from alliances.domain.envelopes.methods import Method
from alliances.domain.envelopes.normalising import Scale
from alliances.domain.envelopes.standing import OTHERS
from alliances.spaces.ministry.workshop import WorkshopForm
from alliances.spaces.ministry.workshop_fields import PART, PASTED, weight_name

OF_PASTED = tuple(f"{PASTED}_{part}" for part in ("label", "source", "lines"))
PREVIOUS = ("reference", "previous_lines")
GUARDS = ("floor", "cap", "max_loss", "max_gain")


@dataclass(frozen=True)
class Group:
    """Fields under one title. `is_open` is None for a group that is always in sight."""

    title: str | Promise
    fields: list[BoundField]
    help: str | Promise = ""
    is_open: bool | None = None


def groups_of(form: WorkshopForm) -> list[Group]:
    """The groups of the chosen method; a group is open when something was typed in it or is wrong in it."""
    found = [*_GROUPS[form.chosen_method](form), _parts(form)]
    return [group for group in found if group.fields]


def _parts(form: WorkshopForm) -> Group:
    names = [f"{PART}_{component.value}" for component in OTHERS]
    told = _("Ils se prennent d’abord. La part locale, en %, s’applique à ce qui reste.")
    return _folded(form, _("Volets fixés en dollars"), names, told)


def _criteria(form: WorkshopForm) -> Iterator[Group]:
    weights = [weight_name(choice.code) for choice in form.known.choices]
    of_files = sum(len(file.columns) for file in form.criteria_files)
    ours, others = weights[: len(CHOICES)], weights[len(CHOICES) : len(weights) - of_files]
    relative = _("Les poids sont relatifs : 50 et 50 valent 1 et 1. Un critère à zéro ne compte pas.")
    yield _shown(form, _("Poids des critères"), ours, relative)
    counts = _("Des nombres publiés par territoire. Les taux n’y sont pas : ils ne s’additionnent pas.")
    yield _folded(form, _("Autres indicateurs"), others, counts)
    for file in form.criteria_files:
        names = [weight_name(file.code_of(rank)) for rank in range(len(file.columns))]
        yield _shown(
            form, format_lazy(_("Critères du fichier « {name} »"), name=file.name), names, file.source
        )
    yield _folded(form, _("Un critère collé d’un tableur"), (*OF_PASTED, weight_name(PASTED)))
    yield _folded(form, _("Comment compter les besoins"), ("scale",))
    yield _folded(form, _("Gardes et montants précédents"), (*GUARDS, *PREVIOUS), unless=("reference",))
    yield _folded(form, _("Arrondi et multiplicateurs de coût"), ("unit", "multipliers"))
    yield _folded(form, _("Si les poids changeaient"), ("look",))


def _imposed(form: WorkshopForm) -> Iterator[Group]:
    yield _shown(form, _("Montants"), ("amounts", "keep_rest"))


def _from_previous(form: WorkshopForm) -> Iterator[Group]:
    yield _shown(form, _("Calcul"), ("step", "rate", *PREVIOUS))
    yield _folded(form, _("Arrondi"), ("unit",))


def _shown(
    form: WorkshopForm, title: str | Promise, names: Sequence[str], help_text: str | Promise = ""
) -> Group:
    return Group(title, _bound(form, names), help_text)


def _folded(
    form: WorkshopForm,
    title: str | Promise,
    names: Sequence[str],
    help_text: str | Promise = "",
    unless: Sequence[str] = (),
) -> Group:
    """`unless`: fields whose first value says nothing of what the person wants."""
    fields = _bound(form, names)
    used = any(field.errors or (field.name not in unless and _is_used(field)) for field in fields)
    return Group(title, fields, help_text, used)


def _bound(form: WorkshopForm, names: Sequence[str]) -> list[BoundField]:
    return [form[name] for name in names if name in form.fields]


def _is_used(field: BoundField) -> bool:
    return str(field.value() or "0") not in ("0", "1", Scale.SHARE)


_GROUPS = {
    Method.CRITERIA: _criteria,
    Method.IMPOSED: _imposed,
    Method.INCREMENT: _from_previous,
    Method.UNIFORM: _from_previous,
}
