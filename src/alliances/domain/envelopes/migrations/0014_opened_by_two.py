from pathlib import Path

from django.db import migrations

OPENED = Path(__file__).resolve().parent.parent / "sql" / "opened_by_two.sql"


class Migration(migrations.Migration):
    dependencies = [("envelopes", "0013_explorations"), ("ledger", "0007_posted")]

    operations = [migrations.RunSQL(OPENED.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
