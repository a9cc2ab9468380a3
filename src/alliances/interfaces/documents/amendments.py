"""The letter of amendment: which agreement, what changes field by field, decided and accepted by whom."""

from django.utils.translation import gettext as _

from alliances.domain.grants.models import Amendment, AmendmentState
from alliances.interfaces.documents import letters
from alliances.interfaces.documents.letters import Block, Col, Letter, Place
from alliances.ui.amendments import changes, what_happens_to_the_money
from alliances.ui.formats import day, money


def amendment_letter(amendment: Amendment) -> Letter:
    """Its digest covers the terms before and after, and the answer."""
    grant = amendment.grant
    columns = [Col(_("Ce qui change"), width=1), Col(_("Avant"), width=1), Col(_("Après"), width=1)]
    rows = [(change.name, change.before, change.after) for change in changes(amendment)]
    return Letter(
        title=_("Avenant %(number)s à la convention %(grant)s")
        % {"number": amendment.number, "grant": grant.number},
        kicker=grant.number,
        is_fictitious=amendment.is_fictitious,
        facts={
            "grant": grant.number,
            "number": amendment.number,
            "before": amendment.before,
            "after": amendment.after,
            "state": str(amendment.state),
            **_on_paper(amendment),
        },
        blocks=[
            *_about(amendment),
            letters.heading(_("Ce qui change")),
            letters.table(_("Ce qui change, champ par champ"), columns, rows),
            letters.text(_("Tout le reste de la convention demeure.")),
            letters.text(what_happens_to_the_money(amendment)),
            *_signatures(amendment),
        ],
    )


def _on_paper(amendment: Amendment) -> dict[str, str]:
    """What the digest covers of a yes on paper; nothing of the others."""
    if not (amendment.paper and amendment.signed_on):
        return {}
    return {
        "signed_on": amendment.signed_on.isoformat(),
        "signed_by": amendment.signed_for_organisation,
        "paper": amendment.paper.sha256,
    }


def _about(amendment: Amendment) -> list[Block]:
    grant, resolution = amendment.grant, amendment.resolution
    return [
        letters.lead(
            _(
                "%(mandataire)s et %(organisation)s modifient la convention du projet «\u00a0%(project)s\u00a0»."
            )
            % {
                "mandataire": grant.application.call.alliance.mandataire.name,
                "organisation": grant.organisation.name,
                "project": grant.application.title,
            }
        ),
        letters.facts(
            [
                (_("Convention signée le"), day(grant.signed_on) if grant.signed_on else ""),
                (_("État"), str(AmendmentState(amendment.state).label)),
                (_("Montant avant"), money(amendment.before["amount_cents"])),
                (_("Montant après"), money(amendment.after["amount_cents"])),
                (_("Résolution"), f"{resolution.body_name}, {resolution.number}" if resolution else ""),
                (_("Raison"), amendment.reason),
            ]
        ),
    ]


def _signatures(amendment: Amendment) -> list[Block]:
    grant = amendment.grant
    line = _("Nom, signature et date")
    name, detail = "", line
    if amendment.signed_on:
        name = amendment.signed_for_organisation
        detail = _("Signé sur papier le %(day)s") % {"day": day(amendment.signed_on)}
    elif amendment.state == AmendmentState.ACCEPTED and amendment.answered_by and amendment.answered_at:
        name = amendment.answered_by.person.full_name
        detail = _("Accepté le %(day)s") % {"day": day(amendment.answered_at)}
    return [
        letters.heading(_("Signatures")),
        letters.signatures(
            [
                Place(
                    _("Pour %(party)s") % {"party": grant.application.call.alliance.mandataire.name},
                    name=amendment.proposed_by.person.full_name,
                    detail=_("Proposé le %(day)s") % {"day": day(amendment.proposed_at)},
                ),
                Place(
                    _("Pour %(party)s") % {"party": grant.organisation.name},
                    name=name,
                    detail=detail,
                ),
            ]
        ),
    ]
