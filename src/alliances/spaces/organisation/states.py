"""States in the words of the organisation, and what happens next."""

from django.utils.translation import gettext_lazy as _

from alliances.domain.applications.models import Application, ApplicationState
from alliances.domain.grants.models import (
    AmendmentState,
    Grant,
    GrantState,
    PaymentState,
    Report,
    ReportKind,
    ReportState,
    RequestState,
)
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
    ApplicationState.REOPENED: StateLabel(
        {"": _("À corriger, pas encore renvoyée")},
        tone="warning",
        next_step={"": _("Corrigez les parties demandées par la région, puis renvoyez la demande.")},
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
    GrantState.OFFERED: StateLabel(
        {"": _("Offre à signer")},
        tone="warning",
        next_step={"": _("Lisez l’offre, puis acceptez-la ou déclinez-la avant son dernier jour.")},
    ),
    GrantState.SIGNED: StateLabel({"": _("En cours")}, tone="info"),
    GrantState.LAPSED: StateLabel(
        {"": _("Offre échue")},
        tone="neutral",
        next_step={
            "": _("Le délai est passé sans réponse. Écrivez à la région si le projet tient toujours.")
        },
    ),
    GrantState.DECLINED: StateLabel(
        {"": _("Offre déclinée")}, tone="neutral", next_step={"": _("Plus rien ne suit pour cette offre.")}
    ),
    GrantState.CLOSED: StateLabel(
        {"": _("Terminée")},
        tone="neutral",
        next_step={"": _("Cette aide est terminée. Vous n’avez plus rien à faire. Gardez vos pièces.")},
    ),
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
        next_step={"": _("Répondez aux questions, puis envoyez la reddition.")},
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
INTERIM: dict[str, StateLabel] = {
    ReportState.DRAFT: StateLabel(
        {"": _("Pas encore envoyé")},
        tone="warning",
        next_step={"": _("Répondez aux questions, puis envoyez le rapport d’étape.")},
    ),
    ReportState.SENT: StateLabel(
        {"": _("Envoyé")},
        tone="waiting",
        next_step={"": _("La région l’examine. Elle l’accepte ou vous demande de le compléter.")},
    ),
    ReportState.ACCEPTED: StateLabel(
        {"": _("Accepté")},
        tone="success",
        next_step={"": _("La région peut verser la tranche qui attendait ce rapport.")},
    ),
    ReportState.SENT_BACK: StateLabel(
        {"": _("À compléter")},
        tone="warning",
        next_step={"": _("Lisez la raison, complétez le rapport, puis renvoyez-le.")},
    ),
}
AMENDMENT: dict[str, StateLabel] = {
    AmendmentState.TO_AUTHORISE: StateLabel({"": _("Attend la résolution")}, tone="waiting"),
    AmendmentState.PROPOSED: StateLabel(
        {"": _("À accepter")},
        tone="warning",
        next_step={
            "": _("Lisez ce qui change, puis acceptez ou déclinez. Rien ne change avant votre réponse.")
        },
    ),
    AmendmentState.ACCEPTED: StateLabel(
        {"": _("En vigueur")},
        tone="success",
        next_step={"": _("La convention dit maintenant ce qui suit.")},
    ),
    AmendmentState.DECLINED: StateLabel(
        {"": _("Décliné")}, tone="neutral", next_step={"": _("La convention reste comme elle était.")}
    ),
    AmendmentState.WITHDRAWN: StateLabel(
        {"": _("Retiré")},
        tone="neutral",
        next_step={"": _("La région a retiré sa proposition. La convention reste comme elle était.")},
    ),
}
AMENDMENT_REQUEST: dict[str, StateLabel] = {
    RequestState.ASKED: StateLabel(
        {"": _("Attend la région")},
        tone="waiting",
        next_step={"": _("La région lit votre demande. La convention reste comme elle est d’ici là.")},
    ),
    RequestState.TAKEN_UP: StateLabel(
        {"": _("Reprise dans un avenant")},
        tone="info",
        next_step={"": _("La région en a fait un avenant. Vous y répondrez avant que rien ne change.")},
    ),
    RequestState.DECLINED: StateLabel(
        {"": _("Pas retenue")},
        tone="neutral",
        next_step={"": _("La raison de la région est plus bas. Vous pouvez demander autre chose.")},
    ),
    RequestState.WITHDRAWN: StateLabel(
        {"": _("Retirée")},
        tone="neutral",
        next_step={"": _("Vous avez retiré cette demande. La convention reste comme elle était.")},
    ),
}
REQUEST_EVENTS = {
    "take_up": _("Demande reprise par la région dans un avenant"),
    "decline": _("Demande pas retenue par la région"),
    "withdraw": _("Demande retirée"),
}
AMENDMENT_EVENTS = {
    "propose": _("Avenant proposé par la région"),
    "ask_resolution": _("Avenant préparé par la région"),
    "authorise": _("Avenant autorisé par résolution"),
    "accept": _("Avenant accepté"),
    "record_acceptance": _("Signature sur papier inscrite par la région"),
    "decline": _("Avenant décliné"),
    "withdraw": _("Avenant retiré par la région"),
}
OFFER_OVER = StateLabel(
    {"": _("Délai passé")},
    tone="neutral",
    next_step={"": _("Le délai pour répondre est passé. Écrivez à la région si le projet tient toujours.")},
)
NO_REPORT = StateLabel(
    {"": _("À faire")},
    tone="neutral",
    next_step={"": _("Quand le projet avance, dites ce qui a été fait et dépensé.")},
)
TO_GIVE_BACK = _(
    "La reddition est acceptée. Il reste de l’argent à rendre : le montant et la date sont plus bas."
)
EVENTS = {
    "send": _("Demande envoyée"),
    "ask_correction": _("Correction demandée par la région"),
    "cancel_correction": _("Demande de correction annulée par la région"),
    "give_up": _("Brouillon retiré"),
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
GRANT_EVENTS = {
    "offer": _("Offre faite par la région"),
    "accept": _("Offre acceptée en ligne"),
    "record_signature": _("Signature sur papier inscrite par la région"),
    "decline": _("Offre déclinée"),
    "record_refusal": _("Refus consigné par la région"),
    "lapse": _("Offre échue sans réponse"),
    "end_payments": _("Fin des versements, décidée par la région"),
    "close": _("Aide terminée par la région"),
}


def report_state(report: Report) -> StateLabel:
    """The state of a report, in the gender of its name."""
    return (INTERIM if report.kind == ReportKind.INTERIM else REPORT)[report.state]


def grant_state(grant: Grant) -> StateLabel:
    """The state for the organisation; an offer past its day says so before anybody records it."""
    return OFFER_OVER if grant.is_expired else GRANT[grant.state]


def what_next(application: Application) -> str:
    """What follows for the organisation: of the application, or of the help that came of it."""
    grant = getattr(getattr(application, "decision", None), "grant", None)
    if grant is None:
        return APPLICATION[application.state].next_step_for()
    return grant_state(grant).next_step_for() or str(
        _("L’aide est en cours : sa page dit ce qui reste à faire.")
    )
