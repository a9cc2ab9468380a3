"""Grants: the agreement and its instalments, the payments, the report."""

from alliances.domain.grants.models.agreement import (
    IN_FORCE,
    Awaits,
    Grant,
    GrantQuerySet,
    GrantState,
    Instalment,
    InstalmentQuerySet,
)
from alliances.domain.grants.models.amendments import (
    OPEN_AMENDMENTS,
    Amendment,
    AmendmentQuerySet,
    AmendmentState,
)
from alliances.domain.grants.models.payments import Attestation, Payment, PaymentQuerySet, PaymentState
from alliances.domain.grants.models.recoveries import Recovery, RecoveryState
from alliances.domain.grants.models.reports import (
    Report,
    ReportKind,
    ReportQuerySet,
    ReportResult,
    ReportSection,
    ReportSending,
    ReportSpending,
    ReportState,
    ReturnedSection,
)
from alliances.domain.grants.models.requests import AmendmentRequest, AmendmentRequestQuerySet, RequestState

__all__ = [
    "IN_FORCE",
    "OPEN_AMENDMENTS",
    "Amendment",
    "AmendmentQuerySet",
    "AmendmentRequest",
    "AmendmentRequestQuerySet",
    "AmendmentState",
    "Attestation",
    "Awaits",
    "Grant",
    "GrantQuerySet",
    "GrantState",
    "Instalment",
    "InstalmentQuerySet",
    "Payment",
    "PaymentQuerySet",
    "PaymentState",
    "Recovery",
    "RecoveryState",
    "Report",
    "ReportKind",
    "ReportQuerySet",
    "ReportResult",
    "ReportSection",
    "ReportSending",
    "ReportSpending",
    "ReportState",
    "RequestState",
    "ReturnedSection",
]
