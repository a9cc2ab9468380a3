"""Closing a fiscal year by two people, through functions."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

CLOSING = Path(__file__).resolve().parent.parent / "sql" / "closing.sql"


def person():
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0002_invitations"), ("ledger", "0003_chain")]
    operations = [
        migrations.AddField("fiscalyear", "closing_proposed_by", person()),
        migrations.AddField("fiscalyear", "closing_proposed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("fiscalyear", "closed_by", person()),
        migrations.AddConstraint(
            "fiscalyear",
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | (
                    Q(closed_at__isnull=False, closed_by__isnull=False, closing_proposed_by__isnull=False)
                    & ~Q(closed_by=F("closing_proposed_by"))
                ),
                name="fiscal_year_closed_by_two_people",
                violation_error_message="Deux personnes ferment un exercice : l’une propose, l’autre ferme.",
            ),
        ),
        migrations.RunSQL(CLOSING.read_text(encoding="utf-8")),
    ]
