"""The database refuses any change to an adopted local plan."""

from pathlib import Path

from django.db import migrations

FROZEN = Path(__file__).resolve().parent.parent / "sql" / "frozen.sql"


class Migration(migrations.Migration):
    dependencies = [("participation", "0002_revisions_and_records")]
    operations = [migrations.RunSQL(FROZEN.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
