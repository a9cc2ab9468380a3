from pathlib import Path

from django.db import migrations

SIGNATURES = Path(__file__).resolve().parent.parent / "sql" / "signatures.sql"


class Migration(migrations.Migration):
    dependencies = [("openings", "0002_same_as")]

    operations = [migrations.RunSQL(SIGNATURES.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
