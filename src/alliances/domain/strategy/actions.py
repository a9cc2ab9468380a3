"""Speaking in public: naming a spokesperson, posting progress, giving an opinion, answering it."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.bodies.models import Body
from alliances.domain.common.transitions import Transition, transition
from alliances.domain.common.verdict import ALLOWED, NotPermitted, Refused, Verdict, refused, require
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_everywhere
from alliances.domain.strategy import rules
from alliances.domain.strategy.models import (
    Measure,
    Opinion,
    OpinionAnswer,
    OpinionState,
    Plan,
    ProgressNote,
    ResponsibleBody,
    Spokesperson,
)

ADVISORY_COMMITTEE = "CCLP"

TRANSITIONS = (
    Transition(
        "publish",
        OpinionState.DRAFT,
        OpinionState.PUBLISHED,
        permitted=rules.may_give_opinion,
        guard=rules.opinion_is_whole,
    ),
)


@transaction.atomic
def name_spokesperson(*, actor: Account, body: ResponsibleBody, account: Account) -> Spokesperson:
    """From today `account` speaks for `body`. Only an officer of the whole ministry names; twice changes nothing."""
    require(may_everywhere(actor, Permission.ANSWER_OPINION), error=NotPermitted)
    if not account.territories_for(Permission.POST_PROGRESS):
        raise Refused(_("Cette personne n’a pas de rôle au ministère. Invitez-la d’abord."))
    held = Spokesperson.objects.in_force().filter(body=body, account=account).first()
    return held or Spokesperson.objects.create(body=body, account=account)


@transaction.atomic
def end_spokesperson(*, actor: Account, spokesperson: Spokesperson) -> None:
    """Yesterday was the last day; what was said stays."""
    require(may_everywhere(actor, Permission.ANSWER_OPINION), error=NotPermitted)
    locked = Spokesperson.objects.select_for_update().get(pk=spokesperson.pk)
    locked.valid_until = max(locked.valid_from, timezone.localdate() - timedelta(days=1))
    locked.save(update_fields=["valid_until"])


@transaction.atomic
def post_progress(
    *,
    actor: Account,
    measure: Measure,
    body: ResponsibleBody,
    as_of: date,
    sentence: str,
    spent_cents: int | None = None,
    spent_precision: str = "",
    corrects: ProgressNote | None = None,
) -> ProgressNote:
    """One dated sentence of `body` on `measure`, published at once. `spent_cents` is null when the body says nothing.

    Raises NotPermitted (not a spokesperson of an answering body) or Refused (date, correction of a corrected note).
    """
    Measure.objects.select_for_update().get(pk=measure.pk)
    require(rules.may_post_progress(actor, measure), error=NotPermitted)
    require(_speaks_for(actor, measure, body), error=NotPermitted)
    require(rules.valid_progress(measure, as_of=as_of, corrects=corrects))
    return ProgressNote.objects.create(
        measure=measure,
        body=body,
        as_of=as_of,
        sentence=" ".join(sentence.split()),
        spent_cents=spent_cents,
        spent_precision=spent_precision if spent_cents is not None else "",
        author=actor,
        corrects=corrects,
        is_fictitious=actor.person.is_fictitious,
    )


def _speaks_for(actor: Account, measure: Measure, body: ResponsibleBody) -> Verdict:
    answering = measure.responsible.filter(pk=body.pk).exists()
    return (
        ALLOWED
        if answering and body in rules.bodies_of(actor)
        else refused(_("Vous n’êtes pas porte-parole de cet organisme pour cette mesure."))
    )


@transaction.atomic
def draft_opinion(
    *,
    actor: Account,
    title: str,
    text: str,
    plan: Plan | None = None,
    measure: Measure | None = None,
    about_fund: bool = False,
    link: str = "",
    reply_expected_by: date | None = None,
) -> Opinion:
    """A draft that only the committee sees. Raises Refused without a committee, or with no single subject."""
    require(rules.may_give_opinion(actor), error=NotPermitted)
    committee = Body.objects.filter(code=ADVISORY_COMMITTEE).first()
    if committee is None:
        raise Refused(_("Le comité consultatif n’est pas encore inscrit. Chargez les données de référence."))
    require(_one_subject(plan, measure, about_fund))
    return Opinion.objects.create(
        body=committee,
        plan=plan,
        measure=measure,
        about_fund=about_fund,
        title=title.strip(),
        text=text.strip(),
        link=link,
        reply_expected_by=reply_expected_by,
        author=actor,
        is_fictitious=actor.person.is_fictitious,
    )


@transaction.atomic
def save_opinion(*, actor: Account, opinion: Opinion, **fields: object) -> Opinion:
    """Changes a draft. What is published stays as it was read."""
    require(rules.may_give_opinion(actor), error=NotPermitted)
    locked = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
    if locked.state != OpinionState.DRAFT:
        raise Refused(_("Cet avis est publié : il ne change plus. Un autre avis peut le compléter."))
    for name, value in fields.items():
        setattr(locked, name, value)
    require(_one_subject(locked.plan, locked.measure, locked.about_fund))
    locked.is_fictitious = locked.is_fictitious or actor.person.is_fictitious
    locked.save()
    return locked


def _one_subject(plan: Plan | None, measure: Measure | None, about_fund: object) -> Verdict:
    named = (plan is not None) + (measure is not None) + bool(about_fund)
    return ALLOWED if named == 1 else refused(_("Un avis porte sur un plan, sur une mesure ou sur le fonds."))


@transaction.atomic
def publish_opinion(*, actor: Account, opinion: Opinion) -> Opinion:
    transition(TRANSITIONS, "publish", row=opinion, actor=actor, published_on=timezone.localdate())
    return opinion


@transaction.atomic
def answer_opinion(*, actor: Account, opinion: Opinion, body: ResponsibleBody, text: str) -> OpinionAnswer:
    """The ministry's answer, published at once below the opinion."""
    require(rules.may_answer(actor, opinion), error=NotPermitted)
    if body not in rules.bodies_of(actor):
        raise NotPermitted(_("Vous n’êtes pas porte-parole de cet organisme."))
    return OpinionAnswer.objects.create(
        opinion=opinion, body=body, text=text.strip(), author=actor, is_fictitious=actor.person.is_fictitious
    )
