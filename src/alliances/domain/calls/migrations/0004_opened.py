"""The database refuses any change to what people read of an open call."""

from pathlib import Path

from django.db import migrations

OPENED = Path(__file__).resolve().parent.parent / "sql" / "opened.sql"


class Migration(migrations.Migration):
    dependencies = [("calls", "0003_closing_changes")]
    operations = [migrations.RunSQL(OPENED.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
