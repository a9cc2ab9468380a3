from pathlib import Path

from django.db import migrations

CORRECTIONS = Path(__file__).resolve().parent.parent / "sql" / "corrections.sql"


class Migration(migrations.Migration):
    dependencies = [("envelopes", "0011_corrections")]

    operations = [migrations.RunSQL(CORRECTIONS.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
