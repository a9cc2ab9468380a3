"""Who may create, split, adopt and discard, and when."""

from collections.abc import Iterable, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.common.formats import money
from alliances.domain.common.verdict import ALLOWED, Verdict, first_refusal, refused
from alliances.domain.envelopes.models import Envelope, Movement, Scenario, ScenarioState
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_everywhere, may_in_territory


def may_split(account: Account, envelope: Envelope) -> Verdict:
    return first_refusal(
        may_in_territory(account, Permission.SPLIT_ENVELOPE, envelope.territory), _not_split_yet(envelope)
    )


def may_sign(account: Account, scenario: Scenario) -> Verdict:
    """Who signs a proposal, whatever its state."""
    return may_in_territory(account, Permission.ADOPT_ALLOCATION, scenario.envelope.territory)


def may_sign_second(account: Account, scenario: Scenario) -> Verdict:
    """The second signature is another natural person's, whatever the number of accounts."""
    holds_role = may_sign(account, scenario)
    if scenario.signatures.filter(person=account.person_id).exists():
        return refused(_("Vous avez déjà signé. Une autre personne doit signer à son tour."))
    return holds_role


def may_discard(account: Account, scenario: Scenario) -> Verdict:
    return may_in_territory(account, Permission.SPLIT_ENVELOPE, scenario.envelope.territory)


def can_be_proposed(scenario: Scenario) -> Verdict:
    if scenario.result.get("status") != "ok":
        return refused(
            _("Aucun partage ne respecte toutes ces règles. Changez les règles, puis refaites la simulation.")
        )
    return _not_split_yet(scenario.envelope)


def can_be_adopted(scenario: Scenario) -> Verdict:
    return _not_split_yet(scenario.envelope)


def may_propose(account: Account, scenario: Scenario) -> Verdict:
    """The first signature freezes the inputs."""
    if scenario.state == ScenarioState.REJECTED:
        return refused(_("Cette répartition est écartée. Refaites une simulation pour la proposer."))
    if scenario.state != ScenarioState.DRAFT:
        return refused(_("Cette répartition est déjà proposée : ses données sont figées."))
    return first_refusal(can_be_proposed(scenario), may_sign(account, scenario))


def may_adopt(account: Account, scenario: Scenario) -> Verdict:
    """The second signature, by another natural person, adopts."""
    if scenario.state != ScenarioState.PROPOSED:
        return refused(_("Seule une répartition proposée peut être adoptée."))
    return first_refusal(may_sign_second(account, scenario), can_be_adopted(scenario))


def _not_split_yet(envelope: Envelope) -> Verdict:
    if envelope.scenarios.filter(state=ScenarioState.ADOPTED).exists():
        return refused(_("Cette enveloppe a déjà une répartition adoptée."))
    return ALLOWED


def may_share_among_years(account: Account, envelope: Envelope) -> Verdict:
    return may_in_territory(account, Permission.SPLIT_ENVELOPE, envelope.territory)


def can_share_among_years(envelope: Envelope) -> Verdict:
    if envelope.tranches.exists():
        return refused(
            _("Cette enveloppe a déjà ses tranches. Un report d’exercice les change, avec deux signatures.")
        )
    if envelope.parent and not envelope.parent.tranches.exists():
        return refused(_("Partagez d’abord entre les exercices l’enveloppe dont celle-ci est issue."))
    return ALLOWED


def may_record_carry_over_rule(account: Account, envelope: Envelope | None) -> Verdict:
    """The rule of one envelope is written where it is split; that of a plan or a fund, for the whole territory."""
    if envelope is None:
        return may_everywhere(account, Permission.SPLIT_ENVELOPE)
    return may_in_territory(account, Permission.SPLIT_ENVELOPE, envelope.territory)


def years_add_up(years: Mapping[int, int], received_cents: int) -> Verdict:
    difference = sum(years.values()) - received_cents
    if difference > 0:
        return refused(_("Les tranches dépassent l’enveloppe de %s.") % money(difference))
    if difference < 0:
        return refused(_("Il reste %s à placer dans un exercice.") % money(-difference))
    return ALLOWED


def envelopes_touched(movement: Movement) -> list[Envelope]:
    lines = movement.lines.select_related("origin__territory", "destination__territory")
    return [envelope for line in lines for envelope in (line.origin, line.destination) if envelope]


def may_propose_movement(account: Account, envelopes: Iterable[Envelope]) -> Verdict:
    """Whoever splits in each of the territories that the money leaves or reaches."""
    return first_refusal(
        *(may_in_territory(account, Permission.SPLIT_ENVELOPE, envelope.territory) for envelope in envelopes)
    )


def may_decide(account: Account, movement: Movement) -> Verdict:
    """Whoever adopts splits in each of those territories."""
    return first_refusal(
        *(
            may_in_territory(account, Permission.ADOPT_ALLOCATION, envelope.territory)
            for envelope in envelopes_touched(movement)
        )
    )


def may_approve(account: Account, movement: Movement) -> Verdict:
    """The second signature is another natural person's, whatever the number of accounts."""
    if movement.proposed_person_id == account.person_id:
        return refused(_("Vous avez proposé ce mouvement. Une autre personne doit l’approuver."))
    return may_decide(account, movement)


def lies_ahead(movement: Movement) -> Verdict:
    if movement.effective_on > timezone.localdate():
        return ALLOWED
    return refused(_("La date annoncée est passée. Refusez ce mouvement et proposez-en un autre."))


def signed_second(account: Account, movement: Movement) -> Verdict:
    """No door leads to this step: it comes on the announced day, in the name of whoever signed second."""
    if account.person_id == movement.approved_person_id:
        return ALLOWED
    return refused(_("Ce mouvement se fait de lui-même, le jour annoncé."))


def has_come(movement: Movement) -> Verdict:
    if movement.effective_on > timezone.localdate():
        return refused(_("Le jour annoncé n’est pas encore venu."))
    return ALLOWED
