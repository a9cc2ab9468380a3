"""A yes on paper: the region records its day, who signed, and the paper itself. For an offer or an amendment."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.transitions import Transition
from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.files import actions as files
from alliances.domain.grants import rules
from alliances.domain.grants.actions.once import is_repeat, once
from alliances.domain.grants.models import Amendment, Grant
from alliances.domain.people.models import Account


@dataclass(frozen=True)
class Paper:
    """What was signed: the day, the person who signed for the organisation, and the file, by name and bytes."""

    signed_on: date
    signed_for_organisation: str
    name: str = ""
    content: bytes = b""


def record_paper(
    table: tuple[Transition, ...],
    name: str,
    *,
    row: Grant | Amendment,
    actor: Account,
    paper: Paper,
    not_before: date,
    **changes: Any,
) -> bool:
    """Takes the step `name` of `table` on the strength of `paper`. False when the same person just recorded the same.

    `not_before`: the first day on which this could be signed. Raises Refused, or what keeping a file refuses.
    """
    grant = row if isinstance(row, Grant) else row.grant
    require(rules.region_may(actor, grant), error=NotPermitted)
    signatory = paper.signed_for_organisation.strip()
    if not signatory:
        raise Refused(_("Inscrivez qui a signé pour l’organisme."))
    if paper.signed_on > timezone.localdate():
        raise Refused(_("La date de la signature n’est pas encore passée."))
    if paper.signed_on < not_before:
        raise Refused(_("Ce papier est signé avant ce qui l’autorise. Vérifiez la date."))
    said = {"signed_on": paper.signed_on, "signed_for_organisation": signatory, **changes}
    if not paper.content:
        raise Refused(_("Joignez le papier signé."))
    if is_repeat(row, name, actor=actor, **said):
        return False
    said["paper"] = files.store_paper(
        actor=actor,
        organisation=grant.organisation,
        examined=files.examine(name=paper.name, content=paper.content),
    )
    return once(table, name, row=row, actor=actor, **said)
