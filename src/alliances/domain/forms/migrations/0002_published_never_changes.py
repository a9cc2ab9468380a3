"""A published version of a form never changes."""

from pathlib import Path

from django.db import migrations

PUBLISHED = Path(__file__).resolve().parent.parent / "sql" / "published.sql"


class Migration(migrations.Migration):
    dependencies = [("forms", "0001_initial")]
    operations = [migrations.RunSQL(PUBLISHED.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
