"""What the rooms decided, and so must stand in the ledger: a query for each kind of entry."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Promise:
    """`expected` selects (document, account, cents, name): what the rooms say must have been posted."""

    kind: str
    what: object  # lazy text
    expected: str
    all_posted: bool = True  # no transfer of that kind may exist besides


PROMISES = (
    Promise(
        "allocation",
        gettext_lazy("parts d’enveloppes"),
        """
        SELECT 'scenario:' || scenario.id, child.account_id, line.amount_cents, child.name
        FROM envelopes_scenarioline line
        JOIN envelopes_scenario scenario ON scenario.id = line.scenario_id
            AND scenario.state IN ('adopted', 'replaced') AND scenario.replaces_id IS NULL
        JOIN envelopes_envelope child ON child.parent_id = scenario.envelope_id
            AND child.territory_id = line.territory_id AND child.component = 'local'
        WHERE line.amount_cents > 0
        """,
        all_posted=False,
    ),
    Promise(
        "reservation",
        gettext_lazy("aides réservées"),
        """
        SELECT 'resolution:' || decision.resolution_id, decision.reserved_account_id, decision.amount_cents,
            application.number
        FROM review_decision decision JOIN applications_application application
            ON application.id = decision.application_id
        WHERE decision.is_granted
        UNION ALL
        SELECT 'resolution:' || amendment.resolution_id, decision.reserved_account_id, amendment.added_cents,
            agreement.number
        FROM grants_amendment amendment JOIN grants_grant agreement ON agreement.id = amendment.grant_id
            JOIN review_decision decision ON decision.id = agreement.decision_id
        WHERE amendment.resolution_id IS NOT NULL
        """,
    ),
    Promise(
        "commitment",
        gettext_lazy("conventions engagées"),
        """
        SELECT 'grant:' || agreement.id, agreement.committed_account_id, decision.amount_cents, agreement.number
        FROM grants_grant agreement JOIN review_decision decision ON decision.id = agreement.decision_id
        WHERE agreement.state IN ('signed', 'closed')
        UNION ALL
        SELECT 'amendment:' || amendment.id, agreement.committed_account_id, amendment.added_cents, agreement.number
        FROM grants_amendment amendment JOIN grants_grant agreement ON agreement.id = amendment.grant_id
        WHERE amendment.state = 'accepted' AND amendment.added_cents > 0
        """,
    ),
    Promise(
        "payment",
        gettext_lazy("versements"),
        """
        SELECT 'payment:' || payment.id, agreement.paid_account_id, payment.amount_cents, agreement.number
        FROM grants_payment payment JOIN grants_grant agreement ON agreement.id = payment.grant_id
        WHERE payment.state = 'paid'
        """,
    ),
    Promise(
        "justification",
        gettext_lazy("redditions acceptées"),
        """
        -- Reports count from the beginning: each adds to the one before, the final one last and within what was paid.
        SELECT 'report:' || said.id, agreement.justified_account_id, said.cents - said.before, agreement.number
        FROM (
            SELECT id, grant_id, cents, coalesce(max(cents) OVER (
                PARTITION BY grant_id ORDER BY kind = 'final', rank ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ), 0) AS before
            FROM (
                SELECT report.id, report.grant_id, report.kind, report.rank, CASE report.kind
                    WHEN 'interim' THEN report.spent_cents
                    ELSE least(report.spent_cents, coalesce(paid.cents, 0)) END AS cents
                FROM grants_report report LEFT JOIN (
                    SELECT grant_id, sum(amount_cents) AS cents FROM grants_payment WHERE state = 'paid'
                    GROUP BY grant_id
                ) paid ON paid.grant_id = report.grant_id
                WHERE report.state = 'accepted'
            ) accepted
        ) said JOIN grants_grant agreement ON agreement.id = said.grant_id
        WHERE said.cents > said.before
        """,
    ),
    Promise(
        "release",
        gettext_lazy("sommes libérées"),
        """
        SELECT 'grant:' || agreement.id, reserved.drawn_from_id, agreement.amount_cents, agreement.number
        FROM grants_grant agreement JOIN review_decision decision ON decision.id = agreement.decision_id
            JOIN ledger_ledgeraccount reserved ON reserved.id = decision.reserved_account_id
        WHERE agreement.state IN ('lapsed', 'declined')
        UNION ALL
        SELECT 'grant:' || ended.id, committed.drawn_from_id, ended.left_cents, ended.number
        FROM (
            SELECT agreement.*, agreement.amount_cents - coalesce((
                SELECT sum(amount_cents) FROM grants_payment WHERE grant_id = agreement.id AND state = 'paid'
            ), 0) AS left_cents
            FROM grants_grant agreement
            WHERE agreement.state = 'closed' OR agreement.payments_ended_on IS NOT NULL
        ) ended JOIN ledger_ledgeraccount committed ON committed.id = ended.committed_account_id
        WHERE ended.left_cents > 0
        UNION ALL
        SELECT 'amendment:' || amendment.id, reserved.drawn_from_id, abs(amendment.added_cents), agreement.number
        FROM grants_amendment amendment JOIN grants_grant agreement ON agreement.id = amendment.grant_id
            JOIN review_decision decision ON decision.id = agreement.decision_id
            JOIN ledger_ledgeraccount reserved ON reserved.id = decision.reserved_account_id
        WHERE (amendment.state = 'accepted' AND amendment.added_cents < 0)
            OR (amendment.state IN ('declined', 'withdrawn') AND amendment.resolution_id IS NOT NULL)
        """,
    ),
    Promise(
        "recovery",
        gettext_lazy("remboursements reçus"),
        """
        SELECT 'recovery:' || recovery.id, paid.drawn_from_id, recovery.amount_cents, agreement.number
        FROM grants_recovery recovery JOIN grants_grant agreement ON agreement.id = recovery.grant_id
            JOIN ledger_ledgeraccount paid ON paid.id = agreement.paid_account_id
        WHERE recovery.state = 'received'
        """,
    ),
)
