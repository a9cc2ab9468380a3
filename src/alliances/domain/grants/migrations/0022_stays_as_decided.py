from pathlib import Path

from django.db import migrations

STAYS = Path(__file__).resolve().parent.parent / "sql" / "stays_as_decided.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0021_activity_year_is_a_term"),
        ("review", "0004_evidence_stays"),
        ("applications", "0007_attachments"),
    ]

    operations = [migrations.RunSQL(STAYS.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
