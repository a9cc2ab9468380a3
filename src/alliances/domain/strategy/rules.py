"""What may be said about an obligation's dates, and who may speak for a measure, for the committee, for the ministry.

A date passed without a known document is not a fault: it is unread.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_everywhere
from alliances.domain.strategy.models import (
    Measure,
    Obligation,
    Opinion,
    OpinionState,
    ProgressNote,
    ResponsibleBody,
    Spokesperson,
)


class Standing(StrEnum):
    """What we can honestly say of a due date. There is no « late »: not knowing a document proves nothing."""

    DOCUMENT_KNOWN = "document_known"
    NOT_VERIFIED = "not_verified"
    TO_COME = "to_come"


@dataclass(frozen=True)
class DueDate:
    day: date
    standing: Standing
    document: object | None = None


def due_days(obligation: Obligation, *, until: date) -> list[date]:
    """Every due day from the first to the first one after `until`; empty when the duty has no fixed dates."""
    if obligation.first_due is None or obligation.period_years is None:
        return []
    days = [obligation.first_due]
    while days[-1] <= until:
        days.append(_years_later(obligation.first_due, obligation.period_years * len(days)))
    return days


def calendar(obligation: Obligation, *, today: date) -> list[DueDate]:
    """Each due day with what is known of it (prefetch `documents`)."""
    known = {document.due_on: document for document in obligation.documents.all() if document.due_on}
    return [
        DueDate(day, _standing(day, known=day in known, today=today), known.get(day))
        for day in due_days(obligation, until=today)
    ]


def previous_and_next(obligation: Obligation, *, today: date) -> tuple[date | None, date | None]:
    """The last due day up to today and the first one after it; None where the duty has no fixed dates."""
    days = due_days(obligation, until=today)
    past = [day for day in days if day <= today]
    return (past[-1] if past else None, next((day for day in days if day > today), None))


def _standing(day: date, *, known: bool, today: date) -> Standing:
    if known:
        return Standing.DOCUMENT_KNOWN
    return Standing.NOT_VERIFIED if day <= today else Standing.TO_COME


def _years_later(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


# Who speaks


def bodies_of(account: Account) -> list[ResponsibleBody]:
    """The responsible bodies this account speaks for today, in the order of their acronyms. One query."""
    named = Spokesperson.objects.in_force().filter(account=account).values("body")
    return list(ResponsibleBody.objects.filter(pk__in=named).order_by("acronym"))


def may_post_progress(actor: Account, measure: Measure) -> Verdict:
    """A ministry officer who speaks for a body that answers for the measure, while the plan is in force."""
    if not actor.territories_for(Permission.POST_PROGRESS):
        return refused(_("L’avancement d’une mesure est publié par l’organisme qui en répond."))
    if not measure.plan.is_in_force:
        return refused(_("Ce plan est terminé : il se lit, on n’y ajoute plus rien."))
    answering = list(measure.responsible.all())
    if not answering:
        return refused(_("Aucune source lue ne dit quel organisme répond de cette mesure."))
    if not {body.pk for body in answering} & {body.pk for body in bodies_of(actor)}:
        names = ", ".join(body.acronym for body in answering)
        return refused(
            _("Cette mesure relève d’un organisme dont vous n’êtes pas porte-parole : %(names)s.")
            % {"names": names}
        )
    return ALLOWED


def valid_progress(measure: Measure, *, as_of: date, corrects: ProgressNote | None) -> Verdict:
    """Whether a note dated `as_of` may be written, and may correct `corrects`."""
    if as_of > timezone.localdate():
        return refused(_("L’avancement se dit à une date passée ou aujourd’hui, pas d’avance."))
    if as_of.isoformat() < measure.plan.starts:
        return refused(_("Cette date précède le début du plan."))
    if corrects is not None and corrects.measure_id != measure.pk:
        return refused(_("Cette phrase parle d’une autre mesure."))
    if corrects is not None and ProgressNote.objects.filter(corrects=corrects).exists():
        return refused(_("Cette phrase est déjà corrigée par une autre. Corrigez la plus récente."))
    return ALLOWED


def may_give_opinion(actor: Account, opinion: Opinion | None = None) -> Verdict:
    """A member of the advisory committee, which advises for all of Québec."""
    return may_everywhere(actor, Permission.GIVE_OPINION)


def opinion_is_whole(opinion: Opinion) -> Verdict:
    """A published opinion has a title and a text, and asks for a reply later than today if it asks for one."""
    if not opinion.title.strip() or not opinion.text.strip():
        return refused(_("Écrivez le titre et le texte de l’avis avant de le publier."))
    if opinion.reply_expected_by and opinion.reply_expected_by <= timezone.localdate():
        return refused(_("La date de réponse attendue est passée. Choisissez une date à venir."))
    return ALLOWED


def may_answer(actor: Account, opinion: Opinion) -> Verdict:
    """A ministry officer over all of Québec who speaks for a body; only a published opinion is answered."""
    permitted = may_everywhere(actor, Permission.ANSWER_OPINION)
    if not permitted:
        return permitted
    if opinion.state != OpinionState.PUBLISHED:
        return refused(_("Cet avis n’est pas encore publié."))
    if not bodies_of(actor):
        return refused(_("Une réponse engage un organisme. Personne ne vous a nommée ou nommé porte-parole."))
    return ALLOWED
