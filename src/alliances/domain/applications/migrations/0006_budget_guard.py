"""The budget of a sent application balances: the database refuses anything else."""

from pathlib import Path

from django.db import migrations

GUARD = Path(__file__).resolve().parent.parent / "sql" / "budget.sql"


class Migration(migrations.Migration):
    dependencies = [("applications", "0005_form_is_needed")]
    operations = [migrations.RunSQL(GUARD.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
