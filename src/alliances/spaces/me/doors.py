"""Where the file of a message opens, for the person it was written to."""

from django.urls import reverse

from alliances.domain.notices.models import Notice

# Code of the event: the page, and the fact that names its object (empty: the subject itself).
DOORS: dict[str, tuple[str, str]] = {
    "application_receipt": ("organisation_application", ""),
    "application_received": ("manager_application", ""),
    "application_to_score": ("committee_application", ""),
    "application_to_correct": ("organisation_application", ""),
    "application_correction_cancelled": ("organisation_application", ""),
    "application_withdrawn": ("manager_application", ""),
    "application_to_decide": ("council_calls", "-"),
    "application_granted": ("organisation_application", ""),
    "application_declined": ("organisation_application", ""),
    "offer_to_answer": ("organisation_offer", "grant"),
    "offer_accepted": ("manager_grant", "grant"),
    "offer_declined": ("manager_grant", "grant"),
    "offer_lapsed": ("organisation_grant", "grant"),
    "offer_lapsed_region": ("manager_grant", "grant"),
    "payments_ended": ("organisation_grant", "grant"),
    "grant_closed": ("organisation_grant", "grant"),
    "amendment_to_authorise": ("council_amendment", ""),
    "amendment_to_answer": ("organisation_amendment", ""),
    "amendment_authorised": ("organisation_amendment", ""),
    "amendment_accepted": ("manager_amendment", ""),
    "amendment_recorded": ("organisation_amendment", ""),
    "amendment_declined": ("manager_amendment", ""),
    "amendment_asked": ("manager_amendment_request", ""),
    "amendment_request_declined": ("organisation_amendment_request", ""),
    "recovery_to_pay": ("organisation_grant", "grant"),
    "recovery_received": ("organisation_grant", "grant"),
    "payment_to_approve": ("payments_payment", ""),
    "payment_approved": ("payments_payment", ""),
    "payment_refused": ("payments_payment", ""),
    "payment_made": ("organisation_grant", "grant"),
    "report_received": ("manager_report", ""),
    "report_sent_back": ("organisation_grant", "grant"),
    "joining_asked": ("organisation_join_request", ""),
    "report_accepted": ("organisation_grant", "grant"),
    "opening_to_sign": ("manager_opening", ""),
    "opening_made": ("manager_opening", ""),
}


def door(notice: Notice) -> str:
    """The address of the file this message is about, in the active language."""
    page, fact = DOORS[notice.event]
    if fact == "-":
        return reverse(page)
    return reverse(page, args=[notice.facts[fact] if fact else notice.subject_id])
