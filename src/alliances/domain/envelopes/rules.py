"""Who may create, split, adopt and discard, and when."""

from django.utils.translation import gettext as _

from alliances.domain.common.verdict import ALLOWED, Verdict, first_refusal, refused
from alliances.domain.envelopes.models import Envelope, Scenario, ScenarioState
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_in_territory


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
