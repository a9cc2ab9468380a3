from pathlib import Path

from django.db import migrations

TWO_PEOPLE = Path(__file__).resolve().parent.parent / "sql" / "report_two_people.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0015_nothing_after_the_final_report"),
        ("common", "0001_initial"),
        ("people", "0004_join_requests"),
    ]

    operations = [migrations.RunSQL(TWO_PEOPLE.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
