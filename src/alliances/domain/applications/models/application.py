"""The application itself: its facts, its state, and who sees it."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alliances.domain.calls.models import Call
from alliances.domain.common.fields import CentsField
from alliances.domain.forms.models import FormVersion
from alliances.domain.participation.models import Priority
from alliances.domain.people.models import Account, Organisation, RoleAssignment, within_any
from alliances.domain.people.roles import Permission


class ApplicationState(models.TextChoices):
    DRAFT = "draft", _("Brouillon")
    SENT = "sent", _("Envoyée")
    REOPENED = "reopened", _("À corriger")
    WITHDRAWN = "withdrawn", _("Retirée")
    RECOMMENDED = "recommended", _("Recommandation faite")
    GRANTED = "granted", _("Acceptée")
    DECLINED = "declined", _("Refusée")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def owned_by(self, account: Account) -> "ApplicationQuerySet":
        return self.filter(organisation__in=account.organisations_for(Permission.APPLY))

    def for_scoring_by(self, account: Account) -> "ApplicationQuerySet":
        """Sent files of the member's territories, but those of an organisation she holds a role in.

        The person counts, not the account: a role held with another address excludes as well.
        """
        territories = account.territories_for(Permission.SCORE)
        return self.sent().filter(within_any(territories, "call__territory")).of_others_than(account)

    def of_others_than(self, account: Account) -> "ApplicationQuerySet":
        """But those of an organisation in which this person holds a role."""
        own = RoleAssignment.objects.in_force().filter(
            account__person=account.person_id, organisation__isnull=False
        )
        return self.exclude(organisation__in=own.values("organisation"))

    def for_decision_by(self, account: Account) -> "ApplicationQuerySet":
        territories = account.territories_for(Permission.RECORD_RESOLUTION)
        return self.sent().filter(within_any(territories, "call__territory"))

    def visible_to(self, account: Account) -> "ApplicationQuerySet":
        """Own organisation's files, drafts included; elsewhere, what was sent in one's perimeter."""
        readers = account.territories_for(Permission.READ_TERRITORY)
        return (
            self.owned_by(account)
            | self.sent().filter(within_any(readers, "call__territory"))
            | self.for_scoring_by(account)
            | self.for_decision_by(account)
        )

    def sent(self) -> "ApplicationQuerySet":
        return self.exclude(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])

    def with_context(self) -> "ApplicationQuerySet":
        return self.select_related(
            "call__territory",
            "call__envelope__fund__book",
            "call__framework",
            "organisation",
            "priority",
            "form_version__form",
        )


@pghistory.track()
class Application(models.Model):
    """One project asked for by one organisation. A draft validates nothing, so that nothing typed is lost.

    Its facts are columns, because the law of the product needs them; its story is the answers to the form's questions.
    `total_cost_cents` and `requested_cents` come from the budget's lines, and the database compares them once sent.
    `version` counts saves: two tabs that write over each other are told, and both texts are kept on screen.
    `unread` keeps, by field, what was typed and cannot be read yet (« au printemps »): the field is then empty.
    `number` and `sent_at` are those of the first sending, `digest` that of the last (see `Submission`).
    """

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="applications")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="applications")
    form_version = models.ForeignKey(FormVersion, on_delete=models.PROTECT, related_name="applications")
    priority = models.ForeignKey(
        Priority, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    title = models.CharField(max_length=200, blank=True, verbose_name=_("nom du projet"))
    people_expected = models.PositiveIntegerField(
        null=True, blank=True, verbose_name=_("personnes rejointes")
    )
    total_cost_cents = CentsField(null=True, blank=True, verbose_name=_("coût total du projet"))
    requested_cents = CentsField(null=True, blank=True, verbose_name=_("montant demandé"))
    starts_on = models.DateField(null=True, blank=True, verbose_name=_("début du projet"))
    ends_on = models.DateField(null=True, blank=True, verbose_name=_("fin du projet"))
    unread = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande")
        constraints = [
            models.CheckConstraint(
                name="application_sent_has_receipt",
                condition=Q(state="draft", sent_at=None, number="", digest="")
                | Q(state="withdrawn", sent_at=None, number="", digest="")
                | (~Q(state="draft") & Q(sent_at__isnull=False) & ~Q(number="") & ~Q(digest="")),
                violation_error_message=_("Une demande envoyée porte son numéro et son empreinte."),
            ),
            models.CheckConstraint(
                name="application_amounts_not_negative",
                condition=(Q(total_cost_cents=None) | Q(total_cost_cents__gte=0))
                & (Q(requested_cents=None) | Q(requested_cents__gte=0)),
                violation_error_message=_("Un montant ne peut pas être négatif."),
            ),
            models.UniqueConstraint(
                name="application_number_once", fields=["number"], condition=~Q(number="")
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Demande sans titre"))

    @property
    def is_fictitious(self) -> bool:
        return self.call.is_fictitious
