"""Preparing and signing an Alliance, and writing its framework."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance, AllianceState, Framework
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory


def _ministry(actor: Account, alliance: Alliance) -> Verdict:
    return may_in_territory(actor, Permission.SIGN_ALLIANCE, alliance.territory)


def _has_protocol(alliance: Alliance) -> Verdict:
    return (
        ALLOWED
        if alliance.protocol_number
        else refused(_("Inscrivez le numéro du protocole avant de signer."))
    )


TRANSITIONS = (
    Transition("sign", AllianceState.DRAFT, AllianceState.SIGNED, permitted=_ministry, guard=_has_protocol),
)


@transaction.atomic
def prepare(*, actor: Account, **fields: object) -> Alliance:
    """A draft Alliance. `fields` are those of the model; the territory decides who may.

    Raises Refused when the envelope is another territory's or another plan's, or when the plan is closed.
    """
    alliance = Alliance(**fields)
    require(_ministry(actor, alliance), error=NotPermitted)
    if not alliance.plan.is_in_force:
        raise Refused(_("Ce plan est terminé : il se lit, mais aucune Alliance nouvelle ne s’y rattache."))
    if alliance.envelope.measure.plan_id != alliance.plan_id:
        raise Refused(_("Cette enveloppe vient d’un autre plan que celui de l’Alliance."))
    if not alliance.envelope.territory.contains(alliance.territory):
        raise Refused(_("Cette enveloppe n’est pas celle du territoire de l’Alliance."))
    alliance.save()
    return alliance


@transaction.atomic
def sign(*, actor: Account, alliance: Alliance, signed_on: date) -> Alliance:
    transition(TRANSITIONS, "sign", row=alliance, actor=actor, signed_on=signed_on)
    return alliance


@transaction.atomic
def adopt_framework(
    *, actor: Account, alliance: Alliance, source: str, valid_from: date, **rules: object
) -> Framework:
    """The next version of the region's rules. Files already started keep theirs."""
    require(may_in_territory(actor, Permission.MANAGE_ALLIANCE, alliance.territory), error=NotPermitted)
    last = alliance.frameworks.order_by("-version").values_list("version", flat=True).first() or 0
    return Framework.objects.create(
        alliance=alliance, version=last + 1, source=source, valid_from=valid_from, **rules
    )
