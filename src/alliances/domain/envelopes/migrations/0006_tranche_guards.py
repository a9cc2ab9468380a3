from pathlib import Path

from django.db import migrations

TRANCHES = Path(__file__).resolve().parent.parent / "sql" / "tranches.sql"


class Migration(migrations.Migration):
    dependencies = [("envelopes", "0005_movements")]

    operations = [migrations.RunSQL(TRANCHES.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
