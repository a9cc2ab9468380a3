"""The resolution of an elected body, with its list: what was asked, recommended, decided, and why it differs."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliances.domain.review.models import Decision, Resolution
from alliances.interfaces.documents import letters
from alliances.interfaces.documents.letters import Block, Col, Letter, Place
from alliances.ui.formats import day, moment, money


def resolution_letter(resolution: Resolution) -> Letter:
    """The printable resolution. One query."""
    decisions = list(
        resolution.decisions.select_related(
            "application__organisation", "application__recommendation"
        ).order_by("application__sent_at", "pk")
    )
    return Letter(
        title=_("Résolution %(number)s") % {"number": resolution.number},
        kicker=resolution.body_name,
        is_fictitious=resolution.call.is_fictitious,
        facts=_facts(resolution, decisions),
        blocks=[
            *_what_was_decided(resolution, decisions),
            *(_list(decisions) if decisions else []),
            *_amendments(resolution),
            *_differences(decisions),
            *_signatures(resolution),
        ],
    )


def _facts(resolution: Resolution, decisions: Sequence[Decision]) -> dict[str, object]:
    """What the resolution states, in no language: what its digest covers."""
    return {
        "body": resolution.body_name,
        "number": resolution.number,
        "adopted_on": resolution.adopted_on.isoformat(),
        "decisions": [
            [each.application.number, each.amount_cents, each.difference_reason] for each in decisions
        ],
    }


def _amendments(resolution: Resolution) -> list[Block]:
    """The amendments that this resolution authorises, with what each adds. One query."""
    found = resolution.amendments.select_related("grant__decision__application").order_by("pk")
    sentence = _("%(amendment)s de l’aide %(grant)s, « %(project)s » : %(amount)s de plus.")
    lines = [
        sentence
        % {
            "amendment": each,
            "grant": each.grant.number,
            "project": each.grant.application.title,
            "amount": money(each.added_cents),
        }
        for each in found
    ]
    return [letters.heading(_("Avenants autorisés")), letters.items(lines)] if lines else []


def _what_was_decided(resolution: Resolution, decisions: Sequence[Decision]) -> list[Block]:
    sentence = ngettext(
        "%(body)s a décidé de %(count)s demande. Total accordé : %(amount)s.",
        "%(body)s a décidé de %(count)s demandes. Total accordé : %(amount)s.",
        len(decisions),
    )
    total = money(sum(each.amount_cents for each in decisions))
    words = {"body": resolution.body_name, "count": len(decisions), "amount": total}
    return [
        letters.lead(sentence % words),
        letters.facts(
            [
                (_("Instance"), resolution.body_name),
                (_("Numéro"), resolution.number),
                (_("Adoptée le"), day(resolution.adopted_on)),
                (_("Appel de projets"), resolution.call.title),
                (_("Territoire"), resolution.call.territory.name),
                (_("Enveloppe"), resolution.call.envelope.name),
            ]
        ),
    ]


def _list(decisions: Sequence[Decision]) -> list[Block]:
    columns = [
        Col(_("Demande"), width=3),
        Col(_("Organisme"), width=2),
        Col(_("Décision")),
        Col(_("Demandé"), number=True),
        Col(_("Recommandé"), number=True),
        Col(_("Accordé"), number=True),
    ]
    rows = [
        (
            f"{each.application.number} – {each.application}",
            each.application.organisation.name,
            _("Acceptée") if each.is_granted else _("Refusée"),
            money(each.application.requested_cents or 0),
            _recommended(each),
            money(each.amount_cents),
        )
        for each in decisions
    ]
    total = (_("Total accordé"), "", "", "", "", money(sum(each.amount_cents for each in decisions)))
    return [letters.heading(_("La liste")), letters.table(_("Les demandes décidées"), columns, rows, total)]


def _recommended(decision: Decision) -> str:
    """What the committee recommended; a file may be decided without a recommendation, and says so."""
    return _("aucune") if decision.recommended_cents is None else money(decision.recommended_cents)


def _differences(decisions: Sequence[Decision]) -> list[Block]:
    differing = [each for each in decisions if each.difference_reason]
    if not differing:
        return []
    found: list[Block] = [letters.heading(_("Ce qui diffère de la recommandation, et pourquoi"))]
    for each in differing:
        found += [letters.heading(each.application.number, 3), letters.quote(each.difference_reason)]
    return found


def _signatures(resolution: Resolution) -> list[Block]:
    line = _("Nom, signature et date")
    recorder = resolution.recorded_by.person
    return [
        letters.heading(_("Signatures")),
        letters.signatures([Place(_("Présidence"), detail=line), Place(_("Greffe"), detail=line)]),
        letters.small(
            _(
                "Le %(moment)s, %(who)s a consigné la résolution. Les montants accordés sont réservés depuis ce moment."
            )
            % {"who": recorder.full_name, "moment": moment(resolution.recorded_at)}
        ),
    ]
