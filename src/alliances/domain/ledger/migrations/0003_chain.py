"""Numbers and digests: each book becomes a chain, entries posted before included."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


def book(**null):
    return models.ForeignKey(
        db_index=False,  # the unique place (book, number) is the index
        on_delete=django.db.models.deletion.PROTECT,
        related_name="transfers",
        to="ledger.book",
        **null,
    )


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]
    operations = [
        migrations.AddField("transfer", "book", book(null=True)),
        migrations.AddField("transfer", "number", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("transfer", "digest", models.CharField(max_length=64, null=True)),
        migrations.RunSQL((SQL / "chain.sql").read_text(encoding="utf-8")),
        migrations.RunSQL((SQL / "chain_existing.sql").read_text(encoding="utf-8")),
        migrations.AlterField("transfer", "book", book()),
        migrations.AlterField("transfer", "number", models.PositiveBigIntegerField()),
        migrations.AlterField("transfer", "digest", models.CharField(max_length=64)),
        migrations.AddConstraint(
            "transfer",
            models.UniqueConstraint(
                fields=("book", "number"),
                name="transfer_number_once_per_book",
                violation_error_message="Une écriture a sa seule place dans le livre.",
            ),
        ),
    ]
