"""« Is this for us? »: each rule of a call held against a few plain answers, with where the rule stands.

A rule that the framework leaves empty was published by nobody: the finding says so and refuses nothing. The amounts'
rules stand here once; an application is held to the same.
"""

from dataclasses import dataclass

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliances.domain.agreements.models import Framework, FrameworkRule, RuleCode
from alliances.domain.calls.models import Call
from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.people.models import LegalForm

OTHER_FORM = "other"  # a legal form that is none of those an organisation may have here
NO_PRIORITY = 0


class Outcome(models.TextChoices):
    """What a rule says of the answers. UNPUBLISHED: nobody published the rule; UNANSWERED: the question was left."""

    MET = "met", gettext_lazy("oui")
    NOT_MET = "not_met", gettext_lazy("non")
    UNPUBLISHED = "unpublished", gettext_lazy("non publié")
    UNANSWERED = "unanswered", gettext_lazy("sans réponse")


@dataclass(frozen=True)
class Answers:
    """What the person says of her project; None or empty where she left the question. Amounts are integer cents."""

    legal_form: str = ""
    serves_territory: bool | None = None
    already_active: bool | None = None
    priority: int | None = None
    asked_cents: int | None = None
    cost_cents: int | None = None
    partners: int | None = None


@dataclass(frozen=True)
class Finding:
    """One rule: its short name, what it says of the answers, the sentence to read, and where it stands."""

    rule: str
    outcome: Outcome
    sentence: str
    source: str


@dataclass(frozen=True)
class _Case:
    """The answers before the rules of one call. `priorities`: the keys of those the call names."""

    call: Call
    answers: Answers
    priorities: frozenset[int]
    provenance: dict[str, FrameworkRule]

    @property
    def framework(self) -> Framework:
        return self.call.framework

    def source_of(self, code: RuleCode) -> str:
        """Where the rule was read; where the framework was, when the rule has no source of its own."""
        read = self.provenance.get(code)
        source = read.source if read else self.framework.source
        return _("Cadre de gestion, version %(version)s. %(source)s") % {
            "version": self.framework.version,
            "source": source,
        }

    @property
    def source_of_call(self) -> str:
        day = timezone.localdate(self.call.opens_at).isoformat()
        return _("Le texte de l’appel, ouvert le %(day)s") % {"day": day}


def findings(call: Call, answers: Answers, *, priorities: frozenset[int]) -> list[Finding]:
    """Every rule of the call, in the order of the questions. One query: the sources of the framework's rules."""
    case = _Case(call, answers, priorities, call.framework.provenance())
    return [
        _dates(case),
        _legal_form(case),
        _territory(case),
        _activity(case),
        _priority(case),
        _budget(case),
        _ceiling(case),
        _rate(case),
        _partners(case),
    ]


def conclusion(found: list[Finding]) -> Outcome:
    """NOT_MET as soon as one rule is; else what remains to learn; MET when every rule is."""
    outcomes = {finding.outcome for finding in found}
    for outcome in (Outcome.NOT_MET, Outcome.UNANSWERED, Outcome.UNPUBLISHED):
        if outcome in outcomes:
            return outcome
    return Outcome.MET


def admits_form(framework: Framework, legal_form: str) -> Verdict:
    """Allowed when no list is published."""
    admitted = framework.eligible_legal_forms
    if admitted is None or legal_form in admitted:
        return ALLOWED
    names = "; ".join(str(LegalForm(code).label) for code in admitted)
    return refused(_("Les formes admises sont celles-ci : %(forms)s.") % {"forms": names})


def within_budget(call: Call, asked_cents: int) -> Verdict:
    if asked_cents <= call.budget_cents:
        return ALLOWED
    return refused(_("Le montant demandé dépasse le budget de l’appel."))


def within_ceiling(framework: Framework, asked_cents: int) -> Verdict:
    """Allowed when no ceiling is published."""
    if framework.max_grant_cents is None or asked_cents <= framework.max_grant_cents:
        return ALLOWED
    return refused(_("Le montant demandé dépasse le plafond de l’appel."))


def within_rate(framework: Framework, asked_cents: int, cost_cents: int) -> Verdict:
    """Allowed when no rate is published. Integer arithmetic: 66 % of 100,01 $ is not rounded in anybody's favour."""
    rate = framework.max_share_percent
    if rate is None or asked_cents * 100 <= cost_cents * rate:
        return ALLOWED
    return refused(_("L’aide va jusqu’à %(rate)s %% du coût du projet.") % {"rate": rate})


def _judged(rule: str, source: str, verdict: Verdict, sentence: str) -> Finding:
    outcome = Outcome.MET if verdict else Outcome.NOT_MET
    return Finding(rule, outcome, sentence if verdict else verdict.reason, source)


def _unanswered(rule: str, source: str) -> Finding:
    return Finding(rule, Outcome.UNANSWERED, _("Répondez à la question pour le savoir."), source)


def _dates(case: _Case) -> Finding:
    verdict = ALLOWED if case.call.is_open else refused(_("Cet appel n’est pas ouvert en ce moment."))
    return _judged(_("Les dates"), case.source_of_call, verdict, _("L’appel est ouvert."))


def _legal_form(case: _Case) -> Finding:
    rule, source = _("La forme de l’organisme"), case.source_of(RuleCode.LEGAL_FORMS)
    if case.framework.eligible_legal_forms is None:
        sentence = _("Le cadre ne dit pas quelles formes d’organismes sont admises. Demandez-le à la région.")
        return Finding(rule, Outcome.UNPUBLISHED, sentence, source)
    if not case.answers.legal_form:
        return _unanswered(rule, source)
    verdict = admits_form(case.framework, case.answers.legal_form)
    return _judged(rule, source, verdict, _("Cette forme d’organisme est admise."))


def _territory(case: _Case) -> Finding:
    rule, source = _("Le territoire"), case.source_of_call
    if case.answers.serves_territory is None:
        return _unanswered(rule, source)
    place = {"territory": case.call.territory.name}
    verdict = (
        ALLOWED
        if case.answers.serves_territory
        else refused(_("Cet appel paie des projets pour ce territoire seulement : %(territory)s.") % place)
    )
    return _judged(rule, source, verdict, _("Le projet sert le territoire de l’appel."))


def _activity(case: _Case) -> Finding:
    """No framework of ours holds this rule: the question only prepares the person to ask."""
    sentence = (
        _("Le cadre ne le demande pas par écrit. Dites-le quand même dans votre demande.")
        if case.answers.already_active
        else _(
            "Le cadre ne dit pas si l’organisme doit déjà être actif dans le territoire. Si c’est votre "
            "premier projet ici, demandez-le à la région."
        )
    )
    source = _("Cadre de gestion, version %(version)s. %(source)s") % {
        "version": case.framework.version,
        "source": case.framework.source,
    }
    return Finding(_("L’activité dans le territoire"), Outcome.UNPUBLISHED, sentence, source)


def _priority(case: _Case) -> Finding:
    rule, source = _("La priorité"), case.source_of_call
    if case.answers.priority is None:
        return _unanswered(rule, source)
    verdict = (
        ALLOWED
        if case.answers.priority in case.priorities
        else refused(_("Le projet doit répondre à une des priorités de l’appel."))
    )
    return _judged(rule, source, verdict, _("Le projet répond à une priorité de l’appel."))


def _budget(case: _Case) -> Finding:
    rule, source = _("Le budget de l’appel"), case.source_of_call
    if case.answers.asked_cents is None:
        return _unanswered(rule, source)
    verdict = within_budget(case.call, case.answers.asked_cents)
    return _judged(rule, source, verdict, _("Le montant tient dans le budget de l’appel."))


def _ceiling(case: _Case) -> Finding:
    rule, source = _("Le montant le plus élevé"), case.source_of(RuleCode.MAX_GRANT)
    if case.framework.max_grant_cents is None:
        sentence = _("Le cadre ne fixe pas de montant maximal par projet.")
        return Finding(rule, Outcome.UNPUBLISHED, sentence, source)
    if case.answers.asked_cents is None:
        return _unanswered(rule, source)
    verdict = within_ceiling(case.framework, case.answers.asked_cents)
    return _judged(rule, source, verdict, _("Le montant respecte le plafond."))


def _rate(case: _Case) -> Finding:
    rule, source = _("La part du coût"), case.source_of(RuleCode.MAX_SHARE)
    if case.framework.max_share_percent is None:
        sentence = _("Le cadre ne dit pas quelle part du coût l’aide peut couvrir.")
        return Finding(rule, Outcome.UNPUBLISHED, sentence, source)
    if case.answers.asked_cents is None or case.answers.cost_cents is None:
        return _unanswered(rule, source)
    verdict = within_rate(case.framework, case.answers.asked_cents, case.answers.cost_cents)
    return _judged(rule, source, verdict, _("La part demandée respecte le cadre."))


def _partners(case: _Case) -> Finding:
    rule, source = _("Les partenaires"), case.source_of(RuleCode.PARTNERS)
    wanted = case.framework.minimum_partners
    if wanted is None:
        sentence = _("Le cadre ne dit pas combien de partenaires il faut.")
        return Finding(rule, Outcome.UNPUBLISHED, sentence, source)
    if case.answers.partners is None:
        return _unanswered(rule, source)
    verdict = (
        ALLOWED
        if case.answers.partners >= wanted
        else refused(_("Il faut au moins %(count)s partenaires.") % {"count": wanted})
    )
    return _judged(rule, source, verdict, _("Le nombre de partenaires suffit."))
