"""What an amendment may change, and when."""

from datetime import date

from django.utils.translation import gettext as _

from alliances.domain.common.formats import money
from alliances.domain.common.verdict import ALLOWED, Verdict, refused
from alliances.domain.grants import rules
from alliances.domain.grants.models import Amendment, Grant, GrantState, Report, RequestState
from alliances.domain.grants.queries import Terms, balance_of, claimed, differences, terms_of
from alliances.domain.people.models import Account
from alliances.domain.people.roles import Permission
from alliances.domain.people.rules import may_for_organisation


def may_amend(actor: Account, grant: Grant) -> Verdict:
    """The region proposes, at any time when the terms can change."""
    return can_change(grant) and rules.region_may(actor, grant)


def may_ask(actor: Account, grant: Grant) -> Verdict:
    """The organisation asks at the same times, one request at a time."""
    if not (verdict := can_change(grant)):
        return verdict
    if grant.amendment_requests.filter(state=RequestState.ASKED).exists():
        return refused(_("Une demande d’avenant attend déjà la réponse de la région."))
    return may_for_organisation(actor, Permission.SIGN_FOR_ORGANISATION, grant.organisation)


def can_change(grant: Grant) -> Verdict:
    """A running agreement, before its final report is begun, one amendment at a time."""
    if not (running := _is_running(grant)):
        return running
    if grant.amendments.open().exists():
        return refused(_("Un avenant de cette convention attend déjà une réponse."))
    if Report.objects.final().filter(grant=grant).exists():
        return refused(_("La reddition finale est commencée : la convention ne change plus."))
    return ALLOWED


def _is_running(grant: Grant) -> Verdict:
    if grant.state != GrantState.SIGNED or grant.payments_ended_on:
        return refused(_("Un avenant change une convention en cours."))
    if rules.is_reported(grant):
        return refused(_("La reddition finale est acceptée : la convention ne change plus."))
    return ALLOWED


def is_an_amendment(grant: Grant, before: Terms, after: Terms) -> Verdict:
    """Whether `after` can be the terms: something changes, nothing paid or asked for does, and it all adds up."""
    if not differences(before, after):
        return refused(_("Rien ne change. Modifiez au moins une ligne."))
    if not _keeps_claimed(grant, after):
        return refused(_("Une tranche demandée ou versée ne change pas."))
    amounts = [row["amount_cents"] for row in after["instalments"]]
    if not (adds_up := rules.add_up(amounts, after["amount_cents"])):
        return adds_up
    if not all(row["condition"].strip() for row in after["instalments"]):
        return refused(_("Dites la condition de chaque tranche, et qui signe pour l’organisme."))
    if not (balanced := _balances(before, after)):
        return balanced
    if date.fromisoformat(after["ends_on"]) < date.fromisoformat(after["starts_on"]):
        return refused(_("Le projet finit avant de commencer. Corrigez une date."))
    return ALLOWED


def _balances(before: Terms, after: Terms) -> Verdict:
    """Costs are the help and the other revenues, as when the application was sent, once an amount of them changes."""
    parts = ("amount_cents", "costs", "revenues")
    if all(before.get(part) == after.get(part) for part in parts):
        return ALLOWED
    if not (before["costs"] or after["costs"] or after["revenues"]):
        return ALLOWED  # taken over in mid-plan: no budget is known here
    balance = balance_of(after)
    if balance.is_balanced:
        return ALLOWED
    sentence = _(
        "Coûts : %(costs)s. Aide : %(help)s. Autres revenus : %(others)s. %(missing)s Corrigez un montant."
    )
    return refused(
        sentence
        % {
            "costs": money(balance.costs_cents),
            "help": money(after["amount_cents"]),
            "others": money(balance.revenues_cents - after["amount_cents"]),
            "missing": balance.sentence,
        }
    )


def first_day(amendment: Amendment) -> date:
    """The first day on which the organisation could sign this amendment on paper."""
    days = [amendment.grant.signed_on, amendment.resolution.adopted_on if amendment.resolution else None]
    return max(day for day in days if day)


def still_stands(amendment: Amendment) -> Verdict:
    """An amendment proposed before a payment was asked for, or before the final report, may be overtaken by it."""
    grant = amendment.grant
    if not (running := _is_running(grant)):
        return running
    if terms_of(grant) != amendment.before:
        return refused(_("La convention a changé depuis cette proposition. La région en propose une autre."))
    if not _keeps_claimed(grant, amendment.after):
        return refused(
            _("Une tranche a été demandée depuis cette proposition. La région en propose une autre.")
        )
    return ALLOWED


def _keeps_claimed(grant: Grant, after: Terms) -> bool:
    """Whether each instalment asked for or paid stands at its rank as it was."""
    rows = dict(enumerate(after["instalments"], start=1))
    return all(rows.get(rank) == row for rank, row in claimed(grant).items())
