"""The funding agreement: who gives what to whom, for which project, decided by which resolution, signed by whom."""

from django.utils.translation import gettext as _

from alliances.domain.agreements.models import Alliance
from alliances.domain.grants.models import Awaits, Grant, Instalment
from alliances.interfaces.documents import letters
from alliances.interfaces.documents.letters import Block, Col, Letter, Place
from alliances.ui.formats import day, money, number


def agreement_of(grant: Grant) -> Letter:
    """The agreement as it was signed, with a place for each signature on paper."""
    alliance = grant.application.call.alliance
    return Letter(
        title=_("Convention d’aide financière"),
        kicker=grant.number,
        is_fictitious=grant.is_fictitious,
        facts=_facts(grant),
        blocks=[
            *_parties(grant, alliance),
            *_project(grant),
            *_money(grant),
            *_duties(),
            *_signatures(grant, alliance),
        ],
    )


def _facts(grant: Grant) -> dict[str, object]:
    """What the agreement states, in no language: what its digest covers."""
    return {
        "number": grant.number,
        "organisation": grant.organisation.name,
        "application": grant.application.number,
        "application_digest": grant.application.digest,
        "resolution": grant.decision.resolution.number,
        "amount_cents": grant.amount_cents,
        "instalments": [
            [part.rank, part.amount_cents, part.due_on.isoformat(), _condition(part)]
            for part in grant.instalments.order_by("rank")
        ],
        "signed_on": grant.signed_on.isoformat() if grant.signed_on else "",
    }


def _parties(grant: Grant, alliance: Alliance) -> list[Block]:
    sentence = _("%(mandataire)s accorde %(amount)s à %(organisation)s, pour le projet « %(project)s ».")
    return [
        letters.lead(
            sentence
            % {
                "mandataire": alliance.mandataire.name,
                "amount": money(grant.amount_cents),
                "organisation": grant.organisation.name,
                "project": grant.application.title,
            }
        ),
        letters.heading(_("Les parties")),
        letters.facts(
            [
                (_("Le mandataire"), alliance.mandataire.name),
                (_("Alliance"), alliance.name),
                (_("Protocole"), alliance.protocol_number),
                (_("L’organisme"), grant.organisation.name),
                (_("Signe pour l’organisme"), grant.signed_for_organisation),
            ]
        ),
    ]


def _project(grant: Grant) -> list[Block]:
    file, resolution = grant.application, grant.decision.resolution
    return [
        letters.heading(_("Le projet")),
        letters.facts(
            [
                (_("Projet"), file.title),
                (_("Demande"), file.number),
                (_("Appel de projets"), file.call.title),
                (_("Priorité"), file.priority or ""),
                (
                    _("Personnes à rejoindre"),
                    "" if file.people_expected is None else number(file.people_expected),
                ),
                (_("Début du projet"), day(file.starts_on) if file.starts_on else ""),
                (_("Fin du projet"), day(file.ends_on) if file.ends_on else ""),
                (
                    _("Décidé par"),
                    _("%(body)s, résolution %(number)s du %(day)s")
                    % {
                        "body": resolution.body_name,
                        "number": resolution.number,
                        "day": day(resolution.adopted_on),
                    },
                ),
                (_("Pourquoi un autre montant"), grant.decision.difference_reason),
            ]
        ),
        letters.text(
            _(
                "La demande envoyée fait partie de la convention. Son empreinte SHA-256 la désigne sans erreur :"
            )
        ),
        letters.code(file.digest),
    ]


def _money(grant: Grant) -> list[Block]:
    call = grant.application.call
    return [
        letters.heading(_("L’argent")),
        letters.facts(
            [
                (_("Montant accordé"), money(grant.amount_cents)),
                (_("Payé par l’enveloppe"), call.envelope.name),
                (_("Fonds"), call.envelope.fund.name),
            ]
        ),
        *_instalments(grant),
    ]


def _instalments(grant: Grant) -> list[Block]:
    """When each part is paid, and on which condition. One query."""
    parts = list(grant.instalments.order_by("rank"))
    if not parts:
        return []
    columns = [
        Col(_("Tranche")),
        Col(_("Prévue le")),
        Col(_("Condition"), width=1),
        Col(_("Montant"), number=True),
    ]
    rows = [(part, day(part.due_on), _condition(part), money(part.amount_cents)) for part in parts]
    total = (_("Total"), "", "", money(sum(part.amount_cents for part in parts)))
    return [letters.table(_("Les versements prévus, et leurs conditions"), columns, rows, total)]


def _condition(part: Instalment) -> str:
    """Its words, the report that must be accepted first, and the year of the activities it pays for."""
    more = [] if part.awaits == Awaits.NOTHING else [str(part.get_awaits_display())]
    if part.activity_year is not None:
        more.append(_("activités de %s") % part.activity_year)
    return f"{part.condition} ({'; '.join(more)})" if more else part.condition


def _duties() -> list[Block]:
    return [
        letters.heading(_("Ce que chacun fait")),
        letters.items(
            [
                _("L’organisme réalise le projet décrit dans sa demande, avec les personnes concernées."),
                _("Le mandataire verse l’aide. Une personne demande chaque versement, une autre l’approuve."),
                _("L’organisme rend compte : ce qui a été fait, les personnes rejointes, les dépenses."),
                _("L’organisme garde ses pièces. L’argent qui n’est pas dépensé revient au fonds."),
            ]
        ),
    ]


def _signatures(grant: Grant, alliance: Alliance) -> list[Block]:
    line = _("Nom, signature et date")
    return [
        letters.heading(_("Signatures")),
        letters.signatures(
            [
                Place(_("Pour %(party)s") % {"party": alliance.mandataire.name}, detail=line),
                Place(_("Pour %(party)s") % {"party": grant.organisation.name}, detail=line),
            ]
        ),
        letters.small(_signed(grant)),
    ]


def _signed(grant: Grant) -> str:
    if not grant.signed_on:
        return _("Offre valable jusqu’au %(day)s. Rien n’est engagé avant la signature des deux parties.") % {
            "day": day(grant.expires_on)
        }
    sentence = _("Convention inscrite comme signée le %(day)s. L’argent est engagé depuis cette date.")
    return sentence % {"day": day(grant.signed_on)}
