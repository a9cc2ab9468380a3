"""Posting answers in one statement, refusals included."""

from pathlib import Path

from django.db import migrations

POSTED = Path(__file__).resolve().parent.parent / "sql" / "posted.sql"
UNDO = "DROP FUNCTION ledger_posted(text, bigint, bigint, bigint, date, date, text, bigint, text, bigint)"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_anchors")]
    operations = [migrations.RunSQL(POSTED.read_text(encoding="utf-8"), UNDO)]
