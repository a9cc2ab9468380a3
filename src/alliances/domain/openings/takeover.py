"""What the second signature brings in: the rows of the workbook become files like those begun here.

Each grant stands on an application, a resolution and an agreement, so that its next payment, its report and its
place in the chain are those of any other grant. Ledger entries bear the day of the opening.
"""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from alliances.domain.applications.models import (
    Application,
    ApplicationState,
    BudgetCategory,
    BudgetLine,
    BudgetSide,
)
from alliances.domain.calls.models import Call, CallState
from alliances.domain.common.text import sort_key
from alliances.domain.common.verdict import Refused
from alliances.domain.envelopes.models import Envelope
from alliances.domain.forms.models import FormVersion
from alliances.domain.grants.actions import content_of, digest_of, number_of
from alliances.domain.grants.models import (
    Attestation,
    Grant,
    GrantState,
    Instalment,
    Payment,
    PaymentState,
    Report,
    ReportKind,
    ReportState,
)
from alliances.domain.ledger.actions import open_account, post
from alliances.domain.ledger.models import Stage, TransferKind
from alliances.domain.openings import rules
from alliances.domain.openings.models import Opening
from alliances.domain.openings.names import ELSEWHERE, held_in, may_be_one
from alliances.domain.openings.sheets import GRANTS, ORGANISATIONS, PRIORITIES
from alliances.domain.participation.models import LocalPlan, LocalPlanState, Priority
from alliances.domain.people.models import Account, LegalForm, Organisation
from alliances.domain.review.models import Decision, Resolution
from alliances.domain.strategy.models import Goal
from alliances.domain.territories.models import Territory


@dataclass
class _Takeover:
    """The opening, its two signatories, and what its rows name, by code or folded name."""

    opening: Opening
    first: Account
    second: Account
    form: FormVersion
    territories: dict[str, Territory]
    envelopes: dict[tuple[str, str], Envelope]
    organisations: dict[str, Organisation]
    priorities: dict[tuple[str, str], Priority]

    @property
    def as_of(self) -> date:
        return self.opening.as_of


def take_over(*, opening: Opening, first: Account, second: Account) -> None:
    """Everything, in the caller's transaction. Raises what the ledger refuses (an amount beyond the envelope)."""
    form = FormVersion.objects.default()
    if form is None:
        raise Refused(_("Aucun formulaire n’est publié : les aides reprises ne peuvent pas s’y inscrire."))
    inside = Territory.objects.filter(path__startswith=opening.alliance.territory.path)
    work = _Takeover(
        opening,
        first,
        second,
        form,
        territories={place.code: place for place in inside},
        envelopes=rules.envelopes_of(opening.alliance),
        organisations={},
        priorities={},
    )
    _bring_organisations(work)
    _bring_priorities(work)
    by_envelope: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in opening.rows[GRANTS.code]:
        by_envelope[(row["territory"], row["component"])].append(row)
    for key, rows in sorted(by_envelope.items()):
        _bring_grants(work, work.envelopes[key], rows)


def _bring_organisations(work: _Takeover) -> None:
    """Those of the sheet that are not here yet."""
    work.organisations.update(
        {each.sort_key: each for each in held_in(work.opening.alliance).order_by("-pk")}
    )
    for row in work.opening.rows[ORGANISATIONS.code]:
        work.organisations[sort_key(row["name"])] = _already(work, row) or Organisation.objects.create(
            name=row["name"],
            neq=row.get("neq") or "",
            legal_form=row["legal_form"] or LegalForm.NON_PROFIT,
            territory=work.territories[row["territory"]],
            is_fictitious=work.opening.is_fictitious,
        )


def _already(work: _Takeover, row: dict[str, Any]) -> Organisation | None:
    """The organisation of this line: by its enterprise number, wherever it is; else the one that a person said to be
    the same; else the one of this name here. Two different numbers are two organisations."""
    neq = row.get("neq") or ""
    if neq and (known := Organisation.objects.filter(neq=neq).first()):
        return known
    said = work.opening.same_as.get(str(row["line"])) or sort_key(row["name"])
    if said.startswith(ELSEWHERE):
        return Organisation.objects.get(pk=said.removeprefix(ELSEWHERE))
    named = work.organisations.get(said)
    return named if named and may_be_one(neq, named.neq) else None


def _bring_priorities(work: _Takeover) -> None:
    """One adopted local plan for each territory that brings priorities; those adopted here before are kept."""
    held = Priority.objects.filter(local_plan__alliance=work.opening.alliance, local_plan__state="adopted")
    for priority in held.select_related("local_plan__territory"):
        work.priorities[(priority.local_plan.territory.code, sort_key(priority.title))] = priority
    by_territory: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in work.opening.rows[PRIORITIES.code]:
        if (row["territory"], sort_key(row["title"])) not in work.priorities:
            by_territory[row["territory"]].append(row)
    goals = {str(goal.number): goal for goal in Goal.objects.all()}
    for code, rows in sorted(by_territory.items()):
        plan = LocalPlan.objects.create(
            alliance=work.opening.alliance,
            territory=work.territories[code],
            title=_("Plan local repris, %(territory)s") % {"territory": work.territories[code].name},
        )
        for rank, row in enumerate(rows, start=1):
            priority = Priority.objects.create(
                local_plan=plan,
                rank=rank,
                title=row["title"][:200],
                need=row["need"],
                people_with_experience=row["people_with_experience"],
                organisations_present=row["organisations_present"],
            )
            priority.goals.set([goals[number] for number in rules.goals_of(row["goals"])])
            work.priorities[(code, sort_key(row["title"]))] = priority
        last = max(rows, key=lambda row: row["adopted_on"])
        plan.adopted_by, plan.adopted_on = last["adopted_by"], date.fromisoformat(last["adopted_on"])
        plan.state = LocalPlanState.ADOPTED  # born adopted: the body adopted it elsewhere, before the opening
        plan.save(update_fields=["adopted_by", "adopted_on", "state"])


def _bring_grants(work: _Takeover, envelope: Envelope, rows: list[dict[str, Any]]) -> None:
    """One closed call for the grants of an envelope, then each of them in the order of the sheet."""
    call = Call.objects.create(
        alliance=work.opening.alliance,
        framework=work.opening.alliance.frameworks.latest("pk"),
        envelope=envelope,
        territory=envelope.territory,
        form_version=work.form,
        title=_("Aides en cours au %(day)s, %(territory)s")
        % {"day": work.as_of.isoformat(), "territory": envelope.territory.name},
        purpose=_("Aides accordées avant que la région ne tienne ses dossiers ici."),
        budget_cents=sum(row["amount_cents"] for row in rows),
        opens_at=_noon(min(row["adopted_on"] for row in rows)) - timedelta(days=1),
        closes_at=_noon(min(row["adopted_on"] for row in rows)),
    )
    priorities = [work.priorities[(row["territory"], sort_key(row["priority"]))] for row in rows]
    call.priorities.set(priorities)
    call.state = CallState.CLOSED  # it was never open here
    call.save(update_fields=["state"])
    resolutions: dict[tuple[str, str], Resolution] = {}
    for rank, (row, priority) in enumerate(zip(rows, priorities, strict=True), start=1):
        application = _application(work, call, row, priority, rank)
        grant = _grant(work, application, _resolution(work, call, row, resolutions), row)
        _pay(work, grant, row)


def _noon(day: str) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day), time(12)))


def _application(
    work: _Takeover, call: Call, row: dict[str, Any], priority: Priority, rank: int
) -> Application:
    canonical = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    application = Application.objects.create(
        call=call,
        organisation=work.organisations[sort_key(row["organisation"])],
        form_version=work.form,
        priority=priority,
        title=row["title"][:200],
        total_cost_cents=row["amount_cents"],
        requested_cents=row["amount_cents"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        started_by=work.first,
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(application=application, rank=1, amount_cents=row["amount_cents"], **line)
        for line in (
            {"side": BudgetSide.COST, "category": BudgetCategory.OTHER_COST, "label": row["title"]},
            {"side": BudgetSide.REVENUE, "category": BudgetCategory.REQUESTED, "is_requested": True},
        )
    )
    Application.objects.filter(pk=application.pk).update(
        state=ApplicationState.GRANTED,
        sent_at=_noon(row["adopted_on"]),
        number=f"D-{call.pk}-{rank:04d}",
        digest=hashlib.sha256(canonical.encode()).hexdigest(),
    )
    application.refresh_from_db()
    return application


def _resolution(
    work: _Takeover, call: Call, row: dict[str, Any], made: dict[tuple[str, str], Resolution]
) -> Resolution:
    """The resolution of the file, once for all the grants that name it."""
    key = (row["body"], row["resolution"])
    if key not in made:
        made[key], _created = Resolution.objects.get_or_create(
            call__alliance=work.opening.alliance,
            body_name=row["body"],
            number=row["resolution"],
            defaults={"call": call, "adopted_on": row["adopted_on"], "recorded_by": work.first},
        )
    return made[key]


def _grant(work: _Takeover, application: Application, resolution: Resolution, row: dict[str, Any]) -> Grant:
    envelope = application.call.envelope
    accounts = {
        stage: open_account(
            book=envelope.fund.book,
            stage=stage,
            label=f"{application.number} – {stage.label}",
            drawn_from=envelope.account,
        )
        for stage in (Stage.RESERVED, Stage.COMMITTED, Stage.PAID, Stage.JUSTIFIED)
    }
    decision = Decision.objects.create(
        resolution=resolution,
        application=application,
        is_granted=True,
        amount_cents=row["amount_cents"],
        reserved_account=accounts[Stage.RESERVED],
    )
    grant = Grant.objects.create(
        decision=decision,
        organisation=application.organisation,
        number=application.number.replace("D-", "A-", 1),
        amount_cents=row["amount_cents"],
        offered_on=row["signed_on"],
        offered_by=work.first,
        expires_on=row["signed_on"],
        signed_for_organisation=row["number"],
        signed_on=row["signed_on"],
        signed_by=work.first,
        signed_on_paper=True,
        committed_account=accounts[Stage.COMMITTED],
        paid_account=accounts[Stage.PAID],
        justified_account=accounts[Stage.JUSTIFIED],
        state=GrantState.SIGNED,
    )
    _post(work, TransferKind.RESERVATION, envelope.account, accounts[Stage.RESERVED], row["amount_cents"],
          f"resolution:{resolution.pk}", f"reservation:{application.pk}")  # fmt: skip
    _post(work, TransferKind.COMMITMENT, accounts[Stage.RESERVED], accounts[Stage.COMMITTED], row["amount_cents"],
          f"grant:{grant.pk}", f"commitment:{grant.pk}")  # fmt: skip
    return grant


def _pay(work: _Takeover, grant: Grant, row: dict[str, Any]) -> None:
    """One instalment for what was paid before the opening, one for the rest; the payment, and what it justified."""
    paid, rest = row["paid_cents"], row["amount_cents"] - row["paid_cents"]
    planned = [
        (paid, str(work.as_of), _("Versé avant la reprise.")),
        (rest, row["ends_on"], _("Selon la convention %(number)s.") % {"number": row["number"]}),
    ]
    instalments = Instalment.objects.bulk_create(
        Instalment(grant=grant, rank=rank, amount_cents=cents, due_on=due, condition=condition)
        for rank, (cents, due, condition) in enumerate((line for line in planned if line[0]), start=1)
    )
    if not paid:
        return
    payment = Payment.objects.create(
        grant=grant,
        instalment=instalments[0],
        amount_cents=paid,
        purpose=_("Versements d’avant la reprise"),
        evidence=_("Classeur « %(file)s », signé par deux personnes.") % {"file": work.opening.file_name},
        attestations=Attestation.values,
        state=PaymentState.PAID,
        requested_by_id=work.first.person_id,
        approved_by_id=work.second.person_id,
        approved_at=timezone.now(),
        paid_on=work.as_of,
        reference=f"REPRISE-{work.opening.pk}",
    )
    _post(work, TransferKind.PAYMENT, grant.committed_account, grant.paid_account, paid,
          f"payment:{payment.pk}", f"payment:{payment.pk}")  # fmt: skip
    if row["justified_cents"]:
        _justify(work, grant, row["justified_cents"])


def _justify(work: _Takeover, grant: Grant, cents: int) -> None:
    """The accepted interim report that stands for what was justified before; the final one adds to it."""
    report = Report.objects.create(
        grant=grant,
        kind=ReportKind.INTERIM,
        activities=_("Justifié avant la reprise, selon le classeur « %(file)s », signé par deux personnes.")
        % {"file": work.opening.file_name},
        spent_cents=cents,
    )
    at = _noon(str(work.as_of))
    report.state, report.sent_at, report.accepted_at = ReportState.ACCEPTED, at, at
    report.number, report.digest = number_of(report), digest_of(content_of(report))
    report.save()
    _post(work, TransferKind.JUSTIFICATION, grant.paid_account, grant.justified_account, cents,
          f"report:{report.pk}", f"justification:{report.pk}")  # fmt: skip


def _post(
    work: _Takeover, kind: TransferKind, origin: Any, destination: Any, cents: int, document: str, key: str
) -> None:
    post(
        kind=kind,
        origin=origin,
        destination=destination,
        amount_cents=cents,
        document=document,
        actor=work.second,
        key=key,
        accounting_date=work.as_of,
    )
