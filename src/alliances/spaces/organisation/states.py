"""States in the words of the organisation, and what happens next."""

from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models import ApplicationState
from alliances.domain.grants.models import GrantState, PaymentState, ReportState
from alliances.ui.badges import StateLabel

APPLICATION: dict[str, StateLabel] = {
    ApplicationState.DRAFT: StateLabel(
        {"": _("Pas encore envoyée")},
        tone="warning",
        next_step={
            "": _("Terminez la demande, puis envoyez-la. Un brouillon n’est lu par personne d’autre.")
        },
    ),
    ApplicationState.SENT: StateLabel(
        {"": _("Envoyée, en analyse")},
        tone="waiting",
        next_step={
            "": _("Le comité d’analyse lit et note la demande. Le conseil décide ensuite par résolution.")
        },
    ),
    ApplicationState.WITHDRAWN: StateLabel(
        {"": _("Retirée")},
        tone="neutral",
        next_step={"": _("Plus rien ne suit. Vous pouvez préparer une autre demande si l’appel est ouvert.")},
    ),
    ApplicationState.RECOMMENDED: StateLabel(
        {"": _("Analysée, décision à venir")},
        tone="waiting",
        next_step={"": _("Le conseil décide par résolution à sa prochaine séance.")},
    ),
    ApplicationState.GRANTED: StateLabel(
        {"": _("Acceptée")},
        tone="success",
        next_step={"": _("La région prépare la convention. Elle vous invite à la signer.")},
    ),
    ApplicationState.DECLINED: StateLabel(
        {"": _("Refusée")},
        tone="danger",
        next_step={"": _("Vous pouvez demander les raisons à la région et répondre à un autre appel.")},
    ),
}
GRANT: dict[str, StateLabel] = {
    GrantState.SIGNED: StateLabel({"": _("En cours")}, tone="info"),
    GrantState.CLOSED: StateLabel({"": _("Terminée")}, tone="neutral"),
}
PAYMENT: dict[str, StateLabel] = {
    PaymentState.REQUESTED: StateLabel({"": _("En préparation")}, tone="waiting"),
    PaymentState.APPROVED: StateLabel({"": _("Approuvé, à venir")}, tone="waiting"),
    PaymentState.PAID: StateLabel({"": _("Versé")}, tone="success"),
    PaymentState.REFUSED: StateLabel({"": _("Refusé")}, tone="danger"),
}
REPORT: dict[str, StateLabel] = {
    ReportState.DRAFT: StateLabel(
        {"": _("Pas encore envoyée")},
        tone="warning",
        next_step={"": _("Répondez aux trois questions, puis envoyez la reddition.")},
    ),
    ReportState.SENT: StateLabel(
        {"": _("Envoyée")},
        tone="waiting",
        next_step={"": _("La région l’examine. Elle l’accepte ou vous demande de la compléter.")},
    ),
    ReportState.ACCEPTED: StateLabel(
        {"": _("Acceptée")},
        tone="success",
        next_step={"": _("Vous n’avez plus rien à faire pour cette aide.")},
    ),
    ReportState.SENT_BACK: StateLabel(
        {"": _("À compléter")},
        tone="warning",
        next_step={"": _("Lisez la raison, complétez la reddition, puis renvoyez-la.")},
    ),
}
NO_REPORT = StateLabel(
    {"": _("À faire")},
    tone="neutral",
    next_step={"": _("Quand le projet avance, dites ce qui a été fait et dépensé.")},
)
EVENTS = {
    "send": _("Demande envoyée"),
    "withdraw": _("Demande retirée"),
    "recommend": _("Recommandation du comité consignée"),
    "grant": _("Demande acceptée par résolution"),
    "decline": _("Demande refusée par résolution"),
}
REPORT_EVENTS = {
    "send": _("Reddition envoyée"),
    "send_back": _("Reddition à compléter"),
    "accept": _("Reddition acceptée"),
}
