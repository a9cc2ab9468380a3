"""The sum of a short list of whole numbers, for the constraint that instalments make 100 %."""

from django.db import migrations

CREATE = """
CREATE FUNCTION agreements_total(numbers smallint[]) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT coalesce(sum(n), 0)::integer FROM unnest(numbers) AS n $$;
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION agreements_total(smallint[]);")]
