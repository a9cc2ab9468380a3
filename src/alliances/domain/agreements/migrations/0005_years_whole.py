"""The database refuses years that do not make the envelope."""

from pathlib import Path

from django.db import migrations

YEARS = Path(__file__).resolve().parent.parent / "sql" / "years.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_protocol_years_and_published_rules"),
        ("envelopes", "0001_initial"),
        ("ledger", "0002_guards"),
    ]
    operations = [migrations.RunSQL(YEARS.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
