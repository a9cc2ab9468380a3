from pathlib import Path

from django.db import migrations

ACTIVITY_YEAR = Path(__file__).resolve().parent.parent / "sql" / "activity_year.sql"


class Migration(migrations.Migration):
    dependencies = [("grants", "0020_activity_year")]

    operations = [migrations.RunSQL(ACTIVITY_YEAR.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
