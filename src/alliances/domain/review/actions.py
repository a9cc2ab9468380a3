"""Declaring interests, scoring, recommending, and recording the resolution that reserves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.applications.actions import TRANSITIONS as APPLICATION_TRANSITIONS
from alliances.domain.applications.models import Application
from alliances.domain.calls.models import Call, Criterion
from alliances.domain.common.transitions import transition
from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.ledger.actions import open_account, post
from alliances.domain.ledger.models import Stage, TransferKind
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.review import rules
from alliances.domain.review.models import Decision, Recommendation, Resolution, Review, Score


@transaction.atomic
def declare_interests(*, actor: Account, application: Application, has_conflict: bool) -> Review:
    """Before reading: a conflict closes the file to this person. The first declaration stands."""
    require(rules.may_review(actor, application))
    review, _created = Review.objects.get_or_create(
        application=application,
        person_id=actor.person_id,
        defaults={"reviewer": actor, "has_conflict": has_conflict},
    )
    return review


@transaction.atomic
def submit_scores(
    *, actor: Account, review: Review, points: Mapping[Criterion, int], comment: str = ""
) -> Review:
    """The whole grid at once: one number of points for each criterion of the call, from 0 to its maximum.

    Given once: afterwards the member reads the scores of the others, which must not change hers.
    """
    locked = (
        Review.objects.select_for_update(of=("self",)).select_related("application__call").get(pk=review.pk)
    )
    require(rules.may_review(actor, locked.application))
    if locked.person_id != actor.person_id:
        raise NotPermitted(_("Cette évaluation appartient à une autre personne."))
    if locked.has_conflict:
        raise Refused(_("Vous avez déclaré un conflit d’intérêts : vous ne notez pas ce dossier."))
    if locked.submitted_at:
        raise Refused(_("Vos notes sont déjà envoyées : elles ne changent plus."))
    criteria = list(locked.application.call.criteria.all())
    if set(points) != set(criteria):
        raise Refused(_("Donnez des points à chaque critère."))
    for criterion in criteria:
        if not 0 <= points[criterion] <= criterion.maximum:
            raise Refused(_("Les points vont de 0 à %(maximum)s.") % {"maximum": criterion.maximum})
    Score.objects.bulk_create(Score(review=locked, criterion=c, points=points[c]) for c in criteria)
    locked.comment = comment
    locked.submitted_at = timezone.now()
    locked.save(update_fields=["comment", "submitted_at"])
    return locked


@transaction.atomic
def recommend(
    *, actor: Account, application: Application, is_favourable: bool, amount_cents: int, reasons: str
) -> Recommendation:
    """What the committee advises, with its reasons. The council decides."""
    require(rules.may_recommend(actor, application))
    if not reasons.strip():
        raise Refused(_("Écrivez les raisons de la recommandation."))
    if is_favourable and not 0 < amount_cents <= (application.requested_cents or 0):
        raise Refused(_("Le montant recommandé va de 0,01 $ au montant demandé."))
    transition(APPLICATION_TRANSITIONS, "recommend", row=application, actor=actor)
    return Recommendation.objects.create(
        application=application,
        is_favourable=is_favourable,
        amount_cents=amount_cents if is_favourable else 0,
        reasons=reasons.strip(),
        recorded_by=actor,
    )


@dataclass(frozen=True)
class Verdicts:
    """What the council decided for one application: the amount in cents (0 declines) and why it differs."""

    application: Application
    amount_cents: int
    difference_reason: str = ""


@transaction.atomic
def record_resolution(
    *, actor: Account, call: Call, body_name: str, number: str, adopted_on: date, verdicts: Sequence[Verdicts]
) -> Resolution:
    """One resolution for a list of files. Each grant reserves its money now; the ledger refuses what is not there.

    All or nothing: if one file cannot be reserved, no file of the list is decided.
    """
    require(may_in_territory(actor, Permission.RECORD_RESOLUTION, call.territory), error=NotPermitted)
    if not verdicts:
        raise Refused(_("Choisissez au moins une demande."))
    if adopted_on > timezone.localdate():
        raise Refused(_("La date de la résolution n’est pas encore passée."))
    resolution = Resolution.objects.create(
        call=call, body_name=body_name, number=number, adopted_on=adopted_on, recorded_by=actor
    )
    for verdict in sorted(verdicts, key=lambda v: v.application.pk):
        _decide(actor, resolution, verdict)
    return resolution


def _decide(actor: Account, resolution: Resolution, verdict: Verdicts) -> Decision:
    application = verdict.application
    if application.call_id != resolution.call_id:
        raise Refused(_("La demande %(number)s n’attend pas de décision.") % {"number": application.number})
    require(rules.may_decide(application, verdict.amount_cents, verdict.difference_reason))
    granted = verdict.amount_cents > 0
    transition(APPLICATION_TRANSITIONS, "grant" if granted else "decline", row=application, actor=actor)
    return Decision.objects.create(
        resolution=resolution,
        application=application,
        is_granted=granted,
        amount_cents=verdict.amount_cents,
        difference_reason=verdict.difference_reason.strip(),
        reserved_account=_reserve(actor, resolution, verdict) if granted else None,
    )


def _reserve(actor: Account, resolution: Resolution, verdict: Verdicts):
    envelope = resolution.call.envelope
    account = open_account(
        book=envelope.fund.book,
        stage=Stage.RESERVED,
        label=f"{verdict.application.number} – {Stage.RESERVED.label}",
        drawn_from=envelope.account,
    )
    post(
        kind=TransferKind.RESERVATION,
        origin=envelope.account,
        destination=account,
        amount_cents=verdict.amount_cents,
        document=f"resolution:{resolution.pk}",
        actor=actor,
        key=f"reservation:{verdict.application.pk}",
    )
    return account
