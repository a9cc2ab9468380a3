"""Keeping the figures of a file beside an envelope, and no longer offering them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.envelopes.models import CriteriaFile, Envelope
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory

MOST_FILES = 10  # on offer at once for one envelope


@transaction.atomic
def keep_criteria(
    *,
    actor: Account,
    envelope: Envelope,
    name: str,
    source: str,
    sha256: str,
    columns: Sequence[str],
    figures: Mapping[str, Sequence[Decimal | None]],
) -> CriteriaFile:
    """Keeps what was read, a territory a line; the same content, source and envelope is kept once.

    Raises NotPermitted, or Refused when there is no figure or already too many files on offer.
    """
    require(may_in_territory(actor, Permission.SPLIT_ENVELOPE, envelope.territory), error=NotPermitted)
    Envelope.objects.select_for_update(of=("self",)).get(pk=envelope.pk)
    if not source.strip():
        raise Refused(_("Dites d’où viennent ces chiffres."))
    if not any(figure is not None for line in figures.values() for figure in line):
        raise Refused(_("Aucun chiffre dans ce fichier : rien n’est gardé."))
    offered = envelope.criteria_files.filter(withdrawn_at=None)
    kept = offered.filter(sha256=sha256, source=source.strip()).first()
    if kept:
        return kept
    if offered.count() >= MOST_FILES:
        raise Refused(_("Dix fichiers sont déjà proposés pour cette enveloppe. Retirez-en un."))
    return CriteriaFile.objects.create(
        envelope=envelope,
        name=name[:120],
        source=source.strip(),
        sha256=sha256,
        columns=list(columns),
        figures={
            code: [None if figure is None else str(figure) for figure in line]
            for code, line in figures.items()
        },
        created_by=actor,
    )


@transaction.atomic
def withdraw_criteria(*, actor: Account, file: CriteriaFile) -> CriteriaFile:
    """No longer on offer; the splits that used its figures keep them."""
    locked = CriteriaFile.objects.select_for_update(of=("self",)).select_related("envelope").get(pk=file.pk)
    require(may_in_territory(actor, Permission.SPLIT_ENVELOPE, locked.envelope.territory), error=NotPermitted)
    if locked.withdrawn_at:
        raise Refused(_("Ce fichier est déjà retiré."))
    locked.withdrawn_at = timezone.now()
    locked.save(update_fields=["withdrawn_at"])
    return locked
