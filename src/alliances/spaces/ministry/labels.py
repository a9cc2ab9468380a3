"""States and passages in the words of each reader, with what happens next."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from alliances.domain.agreements.models import AllianceState
from alliances.domain.envelopes.models import MovementState, ScenarioState
from alliances.ui.badges import StateLabel

SCENARIOS = {
    ScenarioState.DRAFT: StateLabel(
        {"": _("Simulation gardée")},
        tone="neutral",
        next_step={
            "": _("Rien n’est décidé. Une première signature fige les données et propose la répartition.")
        },
    ),
    ScenarioState.PROPOSED: StateLabel(
        {"": _("Proposée, une signature")},
        tone="waiting",
        next_step={"": _("Une autre personne relit la répartition, puis la signe pour l’adopter.")},
    ),
    ScenarioState.ADOPTED: StateLabel(
        {"": _("Adoptée")},
        tone="success",
        next_step={"": _("Chaque territoire a son enveloppe. Les écritures sont au grand livre.")},
    ),
    ScenarioState.REPLACED: StateLabel(
        {"": _("Remplacée")},
        tone="neutral",
        next_step={"": _("Une correction l’a remplacée. Elle reste au dossier telle qu’elle a été signée.")},
    ),
    ScenarioState.REJECTED: StateLabel(
        {"": _("Écartée")},
        tone="neutral",
        next_step={"": _("Elle reste au dossier, avec la raison. Vous pouvez refaire une simulation.")},
    ),
}


class SettingAside(NamedTuple):
    """The act as the link, the page and the button say it, its question, and what is said afterwards."""

    act: Any
    question: Any
    done: Any


def setting_aside(state: str) -> SettingAside:
    """A proposal is refused, a simulation is set aside."""
    if state == ScenarioState.PROPOSED:
        return SettingAside(
            _("Refuser cette proposition"),
            _("Pourquoi refusez-vous cette proposition?"),
            _("La proposition est refusée. Votre raison est au dossier."),
        )
    return SettingAside(
        _("Écarter cette simulation"),
        _("Pourquoi écartez-vous cette simulation?"),
        _("La simulation est écartée. Votre raison est au dossier."),
    )


MOVEMENTS = {
    MovementState.PROPOSED: StateLabel(
        {"": _("Proposé, une signature")},
        tone="waiting",
        next_step={"": _("Rien n’a bougé. Une autre personne relit les lignes, puis signe.")},
    ),
    MovementState.ANNOUNCED: StateLabel(
        {"": _("Annoncé")},
        tone="waiting",
        next_step={"": _("Signé par deux personnes. L’argent bouge le jour annoncé.")},
    ),
    MovementState.DONE: StateLabel(
        {"": _("Fait")}, tone="success", next_step={"": _("Les écritures sont au grand livre.")}
    ),
    MovementState.REFUSED: StateLabel(
        {"": _("Refusé")}, tone="neutral", next_step={"": _("Rien n’a bougé. La raison est au dossier.")}
    ),
    MovementState.CANCELLED: StateLabel(
        {"": _("Annulé")}, tone="neutral", next_step={"": _("Rien n’a bougé. La raison est au dossier.")}
    ),
}

MOVEMENT_PASSAGES = {
    "announce": _("Signé et annoncé"),
    "approve": _("Signé et fait"),
    "refuse": _("Refusé"),
    "cancel": _("Annulé"),
    "carry_out": _("Fait, le jour annoncé"),
}


def ending(state: str) -> SettingAside:
    """A proposed movement is refused, an announced one is called off."""
    if state == MovementState.PROPOSED:
        return SettingAside(
            _("Refuser ce mouvement"),
            _("Pourquoi refusez-vous ce mouvement?"),
            _("Le mouvement est refusé. Votre raison est au dossier."),
        )
    return SettingAside(
        _("Annuler ce mouvement annoncé"),
        _("Pourquoi annulez-vous ce mouvement?"),
        _("Le mouvement est annulé. Votre raison est au dossier."),
    )


ALLIANCES = {
    AllianceState.DRAFT: StateLabel(
        {"": _("En préparation")},
        tone="neutral",
        next_step={"": _("Le ministère signe l’Alliance. La région écrit ensuite son cadre de gestion.")},
    ),
    AllianceState.SIGNED: StateLabel(
        {"": _("Signée")},
        tone="success",
        next_step={"": _("La région inscrit son cadre de gestion, ses plans locaux et ses appels.")},
    ),
}

PASSAGES = {"sign": _("Alliance signée")}
