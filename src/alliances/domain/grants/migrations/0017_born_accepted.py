from pathlib import Path

from django.db import migrations

BORN_ACCEPTED = Path(__file__).resolve().parent.parent / "sql" / "born_accepted.sql"


class Migration(migrations.Migration):
    dependencies = [("grants", "0016_report_two_people")]

    operations = [migrations.RunSQL(BORN_ACCEPTED.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
