from pathlib import Path

from django.db import migrations

NEVER_IGNORED = Path(__file__).resolve().parent.parent / "sql" / "never_ignored.sql"


class Migration(migrations.Migration):
    """After every table that keeps its history: a later one adds its own `never_ignored` (a test names it)."""

    dependencies = [
        ("chain", "0001_evidence_anchors"),
        ("pghistory", "0007_auto_20250421_0444"),
        ("agreements", "0005_years_whole"),
        ("applications", "0008_sent_stays"),
        ("bodies", "0002_local_bodies_and_sittings"),
        ("calls", "0004_opened"),
        ("common", "0001_initial"),
        ("files", "0002_words_of_the_scan"),
        ("forms", "0002_published_never_changes"),
        ("grants", "0022_stays_as_decided"),
        ("ledger", "0007_posted"),
        ("notices", "0001_initial"),
        ("openings", "0003_signed_by_two_people"),
        ("participation", "0003_frozen"),
        ("people", "0007_roles_given_by_two"),
        ("review", "0004_evidence_stays"),
        ("strategy", "0002_voices"),
        ("territories", "0001_initial"),
    ]

    operations = [migrations.RunSQL(NEVER_IGNORED.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
