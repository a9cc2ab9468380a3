from pathlib import Path

from django.db import migrations

SIGNATURES = Path(__file__).resolve().parent.parent / "sql" / "signatures.sql"


class Migration(migrations.Migration):
    dependencies = [("envelopes", "0002_signed_is_frozen")]

    operations = [migrations.RunSQL(SIGNATURES.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
