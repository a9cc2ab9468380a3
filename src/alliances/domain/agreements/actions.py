"""Preparing, editing, signing and amending an Alliance, and writing its framework."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import (
    RULES,
    Alliance,
    AllianceState,
    Amendment,
    Framework,
    FrameworkRule,
    Party,
    YearAmount,
)
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.envelopes.models import Envelope
from alliances.domain.envelopes.money import received_cents
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.engine.money import dollars


def may_amend(actor: Account, alliance: Alliance) -> Verdict:
    return may_in_territory(actor, Permission.SIGN_ALLIANCE, alliance.territory)


def may_write(actor: Account, alliance: Alliance) -> Verdict:
    """The ministry or the region: a draft is written by the two who will be bound by it."""
    return may_amend(actor, alliance) or may_in_territory(
        actor, Permission.MANAGE_ALLIANCE, alliance.territory
    )


def may_edit(actor: Account, alliance: Alliance) -> Verdict:
    """A draft changes freely, by either side; a signed Alliance only by an amendment."""
    allowed = may_write(actor, alliance)
    if allowed and alliance.state != AllianceState.DRAFT:
        return refused(
            _("L’Alliance est signée : le ministère la modifie par une nouvelle version, avec sa raison.")
        )
    return allowed


def _has_protocol(alliance: Alliance) -> Verdict:
    return (
        ALLOWED
        if alliance.protocol_number
        else refused(_("Inscrivez le numéro du protocole avant de signer."))
    )


TRANSITIONS = (
    Transition("sign", AllianceState.DRAFT, AllianceState.SIGNED, permitted=may_amend, guard=_has_protocol),
    Transition(
        "amend", AllianceState.SIGNED, AllianceState.SIGNED, permitted=may_amend, reason_required=True
    ),
)
EDITABLE = ("name", "mandataire", "protocol_number", "protocol_url", "starts_on", "ends_on")


@dataclass(frozen=True)
class PartyTyped:
    """One party as it is typed."""

    name: str
    capacity: str
    function: str = ""
    signed_on: date | None = None


@transaction.atomic
def prepare(*, actor: Account, **fields: object) -> Alliance:
    """A draft Alliance. `fields` are those of the model; the territory decides who may.

    Raises Refused when the envelope is another territory's or another plan's, or when the plan is closed.
    """
    alliance = Alliance(**fields)
    require(may_amend(actor, alliance), error=NotPermitted)
    if not alliance.plan.is_in_force:
        raise Refused(_("Ce plan est terminé : il se lit, mais aucune Alliance nouvelle ne s’y rattache."))
    if alliance.envelope.measure.plan_id != alliance.plan_id:
        raise Refused(_("Cette enveloppe vient d’un autre plan que celui de l’Alliance."))
    if not alliance.envelope.territory.contains(alliance.territory):
        raise Refused(_("Cette enveloppe n’est pas celle du territoire de l’Alliance."))
    alliance.save()
    return alliance


@transaction.atomic
def edit_draft(
    *, actor: Account, alliance: Alliance, fields: Mapping[str, Any], parties: Sequence[PartyTyped],
    years: Mapping[int, int],
) -> Alliance:  # fmt: skip
    """Writes a draft again: `fields` among EDITABLE, its parties in order, cents by fiscal year (empty: not said)."""
    locked = Alliance.objects.select_for_update(of=("self",)).get(pk=alliance.pk)
    require(may_write(actor, locked), error=NotPermitted)
    require(may_edit(actor, locked))
    _write(locked, fields, parties, years)
    return locked


@transaction.atomic
def amend(
    *, actor: Account, alliance: Alliance, reason: str, effective_on: date, fields: Mapping[str, Any],
    parties: Sequence[PartyTyped], years: Mapping[int, int],
) -> Amendment:  # fmt: skip
    """The next version of a signed Alliance, with its reason and what it changed; Refused when nothing changes."""
    locked = Alliance.objects.select_for_update(of=("self",)).get(pk=alliance.pk)
    before = _as_texts(locked)
    transition(TRANSITIONS, "amend", row=locked, actor=actor, reason=reason, version=locked.version + 1)
    _write(locked, fields, parties, years)
    after = _as_texts(locked)
    names = sorted({*before, *after})
    changes = [[name, before.get(name, ""), after.get(name, "")] for name in names]
    changes = [change for change in changes if change[1] != change[2]]
    if not changes:
        raise Refused(_("Rien n’a changé : il n’y a pas de nouvelle version à inscrire."))
    return Amendment.objects.create(
        alliance=locked, version=locked.version, effective_on=effective_on, reason=reason.strip(), changes=changes,
        made_by=actor,
    )  # fmt: skip


def _write(
    alliance: Alliance, fields: Mapping[str, Any], parties: Sequence[PartyTyped], years: Mapping[int, int]
) -> None:
    for name in EDITABLE:
        if name in fields:
            setattr(alliance, name, fields[name])
    alliance.save(update_fields=EDITABLE)
    alliance.parties.all().delete()
    Party.objects.bulk_create(
        Party(alliance=alliance, rank=rank, **vars(party)) for rank, party in enumerate(parties, start=1)
    )
    if years:
        require(years_are_whole(alliance.envelope, years))
    alliance.years.all().delete()
    YearAmount.objects.bulk_create(
        YearAmount(alliance=alliance, fiscal_year=year, amount_cents=cents)
        for year, cents in sorted(years.items())
    )


def years_are_whole(envelope: Envelope, years: Mapping[int, int]) -> Verdict:
    """Whether the cents of each fiscal year make the envelope, exactly, within its years."""
    if any(not envelope.first_year <= year <= envelope.last_year for year in years):
        return refused(_("Un exercice est hors de la période de l’enveloppe."))
    gap = received_cents(envelope) - sum(years.values())
    if gap > 0:
        return refused(_("Il manque %(amount)s pour faire toute l’enveloppe.") % {"amount": dollars(gap)})
    if gap < 0:
        return refused(_("Il y a %(amount)s de trop pour l’enveloppe.") % {"amount": dollars(-gap)})
    return ALLOWED


def _as_texts(alliance: Alliance) -> dict[str, str]:
    """What an amendment may change, as texts to compare and to keep."""
    texts = {name: str(getattr(alliance, name) or "") for name in EDITABLE}
    for party in alliance.parties.order_by("rank"):
        parts = (
            party.name,
            party.capacity,
            party.function,
            party.signed_on.isoformat() if party.signed_on else "",
        )
        texts[f"party_{party.rank}"] = "; ".join(part for part in parts if part)
    for year in alliance.years.order_by("fiscal_year"):
        texts[f"year_{year.fiscal_year}"] = str(year.amount_cents)
    return texts


@transaction.atomic
def sign(*, actor: Account, alliance: Alliance, signed_on: date) -> Alliance:
    transition(TRANSITIONS, "sign", row=alliance, actor=actor, signed_on=signed_on)
    return alliance


@dataclass(frozen=True)
class Provenance:
    """Where a rule was read, and on which date the document says so (None when it carries no date)."""

    source: str
    source_date: date | None = None


@transaction.atomic
def adopt_framework(
    *,
    actor: Account,
    alliance: Alliance,
    source: str,
    valid_from: date,
    provenance: Mapping[str, Provenance] | None = None,
    **rules: Any,
) -> Framework:
    """The next version of the region's rules. Files already started keep theirs.

    `rules` are named by `RuleCode`; `provenance` says where each was read. A rule that says nothing of its own was read
    in `source`. Raises NotPermitted; the database refuses a rule out of its bounds.
    """
    require(may_in_territory(actor, Permission.MANAGE_ALLIANCE, alliance.territory), error=NotPermitted)
    last = alliance.frameworks.order_by("-version").values_list("version", flat=True).first() or 0
    framework = Framework.objects.create(
        alliance=alliance, version=last + 1, source=source, valid_from=valid_from, **rules
    )
    said = dict(provenance or {})
    for code in RULES:
        if framework.value_of(code) is not None:
            said.setdefault(code, Provenance(source))
    FrameworkRule.objects.bulk_create(
        FrameworkRule(
            framework=framework, code=code, source=said[code].source, source_date=said[code].source_date
        )
        for code in RULES
        if code in said
    )
    return framework
