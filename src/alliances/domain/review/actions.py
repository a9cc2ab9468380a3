"""Declaring interests, scoring, recommending, and recording the resolution that reserves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.applications.actions import TRANSITIONS as APPLICATION_TRANSITIONS
from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.bodies.models import Sitting
from alliances.domain.bodies.rules import counted
from alliances.domain.calls.models import Call, Criterion
from alliances.domain.common.transitions import transition
from alliances.domain.common.verdict import NotPermitted, Refused, require
from alliances.domain.ledger.actions import open_account, post
from alliances.domain.ledger.models import Stage, TransferKind
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory
from alliances.domain.review import rules
from alliances.domain.review.models import (
    Decision,
    Recommendation,
    RecommendationList,
    Resolution,
    Review,
    Score,
)

LONGEST_DRAFT = 100_000  # characters
OUT_OF_THE_WAY = 10_000  # added to the ranks a list replaces, while it writes the new ones


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


class StaleDraft(Refused):
    """Somebody (often oneself, in another tab) saved since. `current` is what is stored; nothing was written."""

    def __init__(self, current: Review) -> None:
        super().__init__(_("Vos notes ont été enregistrées ailleurs depuis que cette page est ouverte."))
        self.current = current


def _own_open_review(actor: Account, review: Review) -> Review:
    """The review, locked, still hers to write. Raises the sentence that says why not."""
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
    return locked


@transaction.atomic
def save_scores_draft(
    *, actor: Account, review: Review, typed: Mapping[str, str], version: int | None = None
) -> Review:
    """Keeps what was typed, as it was typed; judges nothing. Raises StaleDraft when saved since `version`."""
    locked = _own_open_review(actor, review)
    if version is not None and version != locked.draft_version:
        raise StaleDraft(locked)
    if sum(map(len, typed.values())) > LONGEST_DRAFT:
        raise Refused(_("Ce texte est trop long pour être gardé. Raccourcissez un commentaire."))
    locked.draft = dict(typed)
    locked.draft_saved_at = timezone.now()
    locked.draft_version += 1
    locked.save(update_fields=["draft", "draft_saved_at", "draft_version"])
    return locked


@transaction.atomic
def submit_scores(
    *,
    actor: Account,
    review: Review,
    points: Mapping[Criterion, int],
    comment: str = "",
    comments: Mapping[Criterion, str] | None = None,
) -> Review:
    """The whole grid at once: points for each criterion of the call, from 0 to its maximum, each with its comment.

    Given once: afterwards the member reads the scores of the others, which must not change hers.
    """
    locked = _own_open_review(actor, review)
    criteria = list(locked.application.call.criteria.all())
    said = comments or {}
    if set(points) != set(criteria) or not set(said) <= set(criteria):
        raise Refused(_("Donnez des points à chaque critère."))
    for criterion in criteria:
        if not 0 <= points[criterion] <= criterion.maximum:
            raise Refused(_("Les points vont de 0 à %(maximum)s.") % {"maximum": criterion.maximum})
    Score.objects.bulk_create(
        Score(review=locked, criterion=c, points=points[c], comment=said.get(c, "").strip()) for c in criteria
    )
    locked.comment = comment
    locked.submitted_at = timezone.now()
    locked.draft = {}
    locked.save(update_fields=["comment", "submitted_at", "draft"])
    return locked


@dataclass(frozen=True)
class Advice:
    """What the committee says of one file. `rank` and `amount_cents` count only when it is favourable."""

    application: Application
    is_favourable: bool
    amount_cents: int
    rank: int | None
    reasons: str


@transaction.atomic
def recommend_list(
    *, actor: Account, call: Call, sitting: Sitting, advices: Sequence[Advice], reason: str = ""
) -> RecommendationList:
    """One act of the committee for a list of files: all of it or nothing. The council decides.

    A file already recommended and not yet decided takes the new recommendation in place of the old; `reason` then
    says why. Each file needs its scores, its reasons, and a quorum without the members who declared an interest.
    """
    require(may_in_territory(actor, Permission.RECOMMEND, call.territory), error=NotPermitted)
    require(rules.may_sit_for(sitting, call, rules.RECOMMENDING))
    if not advices:
        raise Refused(_("Choisissez au moins une demande."))
    Call.objects.select_for_update(of=("self",)).get(pk=call.pk)  # one list at a time: ranks are of the call
    advised = sorted(advices, key=lambda advice: advice.application.pk)
    act = RecommendationList.objects.create(
        call=call, sitting=sitting, reason=reason.strip(), recorded_by=actor
    )
    replaced = Recommendation.objects.filter(application__in=[advice.application for advice in advised])
    replaced.filter(rank__isnull=False, application__decision=None).update(rank=F("rank") + OUT_OF_THE_WAY)
    for advice in advised:
        _advise(actor, act, advice)
    return act


def _advise(actor: Account, act: RecommendationList, advice: Advice) -> None:
    files = Application.objects.select_for_update(of=("self",)).select_related("call__territory")
    application = files.get(pk=advice.application.pk)
    if application.call_id != act.call_id:
        raise Refused(_("La demande %(number)s est celle d’un autre appel.") % {"number": application.number})
    require(rules.may_recommend(actor, application))
    require(rules.follows_sending(application, act.sitting))
    _check_advice(application, advice)
    recused = set(application.reviews.filter(has_conflict=True).values_list("person", flat=True))
    require(rules.may_deliberate(act.sitting, application, recused))
    again = application.state == ApplicationState.RECOMMENDED
    step = "recommend_again" if again else "recommend"
    transition(
        APPLICATION_TRANSITIONS, step, row=application, actor=actor, reason=act.reason if again else ""
    )
    Recommendation.objects.update_or_create(
        application=application,
        defaults={
            "call_id": act.call_id,
            "list": act,
            "is_favourable": advice.is_favourable,
            "amount_cents": advice.amount_cents if advice.is_favourable else 0,
            "rank": advice.rank if advice.is_favourable else None,
            "reasons": advice.reasons.strip(),
            "present": counted(act.sitting, without=recused).voting,
            "recused": len(recused),
            "recorded_by": actor,
        },
    )


def _check_advice(application: Application, advice: Advice) -> None:
    number = {"number": application.number}
    if not advice.reasons.strip():
        raise Refused(_("Écrivez les raisons de la recommandation pour %(number)s.") % number)
    if not advice.is_favourable:
        return
    if not 0 < advice.amount_cents <= (application.requested_cents or 0):
        raise Refused(_("Le montant recommandé pour %(number)s va de 0,01 $ au montant demandé.") % number)
    if not advice.rank or not 0 < advice.rank < OUT_OF_THE_WAY:
        raise Refused(_("Donnez un rang à la demande %(number)s.") % number)
    same = Recommendation.objects.filter(call=application.call_id, rank=advice.rank)
    if taken := same.exclude(application=application).select_related("application").first():
        raise Refused(
            _("Les demandes %(number)s et %(other)s ont le même rang. Changez l’un des deux.")
            % {**number, "other": taken.application.number}
        )


@dataclass(frozen=True)
class Verdicts:
    """What the council decided for one application: the amount in cents (0 declines) and why it differs."""

    application: Application
    amount_cents: int
    difference_reason: str = ""


@transaction.atomic
def record_resolution(
    *, actor: Account, call: Call, sitting: Sitting, number: str, verdicts: Sequence[Verdicts]
) -> Resolution:
    """One resolution for a list of files. Each grant reserves its money now; the ledger refuses what is not there.

    All or nothing: if one file cannot be reserved, no file of the list is decided. The body and the date are those of
    the sitting.
    """
    require(may_in_territory(actor, Permission.RECORD_RESOLUTION, call.territory), error=NotPermitted)
    require(rules.may_sit_for(sitting, call, rules.DECIDING))
    if not verdicts:
        raise Refused(_("Choisissez au moins une demande."))
    resolution = Resolution.objects.create(
        call=call,
        sitting=sitting,
        body_name=sitting.body.name,
        number=number,
        adopted_on=sitting.held_on,
        recorded_by=actor,
    )
    for verdict in sorted(verdicts, key=lambda v: v.application.pk):
        _decide(actor, resolution, verdict)
    return resolution


def _decide(actor: Account, resolution: Resolution, verdict: Verdicts) -> Decision:
    # The lock first, what the committee advised after it: read together, the advice could be the one before the wait.
    application = Application.objects.select_for_update(of=("self",)).get(pk=verdict.application.pk)
    if application.call_id != resolution.call_id:
        raise Refused(_("La demande %(number)s n’attend pas de décision.") % {"number": application.number})
    require(rules.may_decide(application, verdict.amount_cents, verdict.difference_reason))
    if resolution.sitting is not None:
        require(rules.follows_sending(application, resolution.sitting))
        require(rules.follows_recommendation(application, resolution.sitting))
    granted = verdict.amount_cents > 0
    step = "grant" if granted else "decline"
    transition(APPLICATION_TRANSITIONS, step, row=verdict.application, actor=actor)
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
