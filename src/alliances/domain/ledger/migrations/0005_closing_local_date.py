from pathlib import Path

from django.db import migrations

LOCAL_DATE = Path(__file__).resolve().parent.parent / "sql" / "closing_local_date.sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_closing")]

    operations = [migrations.RunSQL(LOCAL_DATE.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
