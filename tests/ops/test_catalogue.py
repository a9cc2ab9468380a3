"""Whatever the owner of the database switches off, replaces or adds, `./run verify` names it."""

import os
import re

import pytest
from django.db import connection, transaction

from alliances.domain.chain.queries.places import ALLOWED
from alliances.domain.ledger.models import Stage, TransferKind
from alliances.ops import catalogue, verification
from alliances.ops.guards import check_guards

AGAIN = "ALLIANCES_WRITE_CATALOGUE=1 ./test tests/ops/test_catalogue.py"
NOTHING = "CREATE OR REPLACE FUNCTION grants_grant_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
TWO_PEOPLE = "ALTER TABLE grants_payment DROP CONSTRAINT payment_two_people"
APPEND_ONLY = "ledger_transfer_append_only ON ledger_transfer"

# What was done by hand, then what must be named.
ALTERATIONS = {
    "a trigger disabled": (
        ["ALTER TABLE grants_grant DISABLE TRIGGER grant_ends_empty"],
        "Le déclencheur « grant_ends_empty » de grants_grant est retiré ou désactivé",
    ),
    "a trigger that fires on replicas only": (
        ["ALTER TABLE grants_grant ENABLE REPLICA TRIGGER grant_ends_empty"],
        "« grant_ends_empty » de grants_grant est retiré ou désactivé",
    ),
    "a trigger that no longer fires always": (
        ["ALTER TABLE ledger_transfer ENABLE TRIGGER ledger_transfer_append_only"],
        "« ledger_transfer_append_only » de ledger_transfer n’est pas celui qui est déclaré",
    ),
    "all triggers of a table": (
        ["ALTER TABLE review_decision DISABLE TRIGGER USER"],
        "« pgtrigger_stays_.* » de review_decision est retiré ou désactivé",
    ),
    "a trigger dropped": (
        ["DROP TRIGGER grant_ends_empty ON grants_grant"],
        "« grant_ends_empty » de grants_grant",
    ),
    "a trigger on fewer events": (
        [
            f"DROP TRIGGER {APPEND_ONLY}",
            (
                f"CREATE TRIGGER {APPEND_ONLY.replace(' ON', ' BEFORE DELETE ON')} FOR EACH ROW "
                "EXECUTE FUNCTION ledger_refuse_change()"
            ),
            "ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_transfer_append_only",
        ],
        "« ledger_transfer_append_only » de ledger_transfer n’est pas celui qui est déclaré",
    ),
    "a trigger that calls another function": (
        [
            f"DROP TRIGGER {APPEND_ONLY}",
            "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
            (
                f"CREATE TRIGGER {APPEND_ONLY.replace(' ON', ' BEFORE UPDATE OR DELETE ON')} FOR EACH ROW "
                "EXECUTE FUNCTION nothing()"
            ),
            "ALTER TABLE ledger_transfer ENABLE ALWAYS TRIGGER ledger_transfer_append_only",
        ],
        "« ledger_transfer_append_only » de ledger_transfer n’est pas celui qui est déclaré",
    ),
    "a trigger under a condition that is never true": (
        [
            "DROP TRIGGER ledger_anchor_of_the_chain ON ledger_anchor",
            (
                "CREATE TRIGGER ledger_anchor_of_the_chain BEFORE INSERT ON ledger_anchor FOR EACH ROW WHEN (false) "
                "EXECUTE FUNCTION ledger_anchor_is_an_entry()"
            ),
        ],
        "« ledger_anchor_of_the_chain » de ledger_anchor n’est pas celui qui est déclaré",
    ),
    "a trigger that nobody declared": (
        [
            "CREATE FUNCTION softly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "CREATE TRIGGER a_softly BEFORE DELETE ON grants_payment FOR EACH ROW EXECUTE FUNCTION softly()",
        ],
        "« a_softly » de grants_payment n’est déclaré nulle part",
    ),
    "the body of a trigger's function": (
        [NOTHING.format(body="RETURN NEW;")],
        r"La fonction « grants_grant_adds_up\(\) » n’est pas celle qui est déclarée",
    ),
    "the function that posts, no longer its owner's": (
        ["ALTER FUNCTION ledger_close_year(smallint, bigint) SECURITY INVOKER"],
        r"« ledger_close_year\(.*\) » n’est pas celle",
    ),
    "the path of the function that posts": (
        ["ALTER FUNCTION ledger_close_year(smallint, bigint) RESET search_path"],
        r"« ledger_close_year\(.*\) » n’est pas celle",
    ),
    "a second way to post": (
        ["CREATE FUNCTION ledger_post(text) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'"],
        r"La fonction « ledger_post\(text\) » n’est déclarée nulle part",
    ),
    "a constraint dropped": (
        [TWO_PEOPLE],
        "La contrainte « payment_two_people » est retirée de grants_payment",
    ),
    "a constraint that refuses nothing": (
        [TWO_PEOPLE, "ALTER TABLE grants_payment ADD CONSTRAINT payment_two_people CHECK (true)"],
        "« payment_two_people » de grants_payment ne refuse pas ce qui est déclaré",
    ),
    "a constraint on the rows to come only": (
        [
            "ALTER TABLE grants_payment DROP CONSTRAINT payment_amount_positive",
            "ALTER TABLE grants_payment ADD CONSTRAINT payment_amount_positive CHECK (amount_cents > 0) NOT VALID",
        ],
        "« payment_amount_positive » de grants_payment ne refuse pas ce qui est déclaré",
    ),
    "a foreign key dropped": (
        [
            (
                "DO $$ DECLARE found text; BEGIN SELECT conname INTO found FROM pg_constraint WHERE contype = 'f' AND "
                "conrelid = 'grants_payment'::regclass AND conkey = ARRAY[(SELECT attnum FROM pg_attribute WHERE "
                "attrelid = conrelid AND attname = 'grant_id')]; "
                "EXECUTE format('ALTER TABLE grants_payment DROP CONSTRAINT %I', found); END $$"
            )
        ],
        "La contrainte « grants_payment_grant_id_.* » est retirée de grants_payment",
    ),
    "a unique index dropped": (
        ["DROP INDEX amendment_open_once"],
        "La contrainte « amendment_open_once » est retirée de grants_amendment",
    ),
    "a unique index that refuses less": (
        [
            "DROP INDEX payment_once_per_instalment",
            "CREATE UNIQUE INDEX payment_once_per_instalment ON grants_payment (instalment_id) WHERE (state = 'paid')",
        ],
        "« payment_once_per_instalment » de grants_payment ne refuse pas ce qui est déclaré",
    ),
    "a column that may be empty": (
        ["ALTER TABLE common_transitionrecord ALTER actor_id DROP NOT NULL"],
        "Les colonnes de common_transitionrecord ne sont pas celles qui sont déclarées",
    ),
    "another default": (
        ["ALTER TABLE grants_payment ALTER state SET DEFAULT 'paid'"],
        "Les colonnes de grants_payment ne sont pas celles",
    ),
    "a table in the place of nothing": (["CREATE TABLE apart (id int)"], "apart n’est déclarée nulle part"),
    "a view in the place of a table": (
        [
            "ALTER TABLE review_score RENAME TO kept_apart",
            "CREATE VIEW review_score AS SELECT * FROM kept_apart",
        ],
        "La table review_score est retirée, ou remplacée par autre chose",
    ),
    "a right on a table": (
        ["GRANT UPDATE ON ledger_transfer TO alliances_app"],
        "alliances_app a sur ledger_transfer des droits non déclarés : UPDATE",
    ),
    "a right on a column": (
        ["GRANT UPDATE (amount_cents) ON ledger_transfer TO alliances_app"],
        "alliances_app a sur ledger_transfer.amount_cents des droits non déclarés : UPDATE",
    ),
    "a right given to everybody": (
        ["GRANT DELETE ON common_transitionrecord TO PUBLIC"],
        "PUBLIC a sur common_transitionrecord des droits non déclarés : DELETE",
    ),
    "a right to give further": (
        ["GRANT SELECT ON grants_grant TO alliances_app WITH GRANT OPTION"],
        r"alliances_app a sur grants_grant des droits non déclarés : SELECT\*",
    ),
    "a right on a sequence": (
        ["GRANT UPDATE ON SEQUENCE ledger_transfer_id_seq TO alliances_app"],
        "alliances_app a sur ledger_transfer_id_seq des droits non déclarés : UPDATE",
    ),
    "a right taken back": (
        ["REVOKE INSERT ON common_transitionrecord FROM alliances_app"],
        "alliances_app n’a plus ses droits sur common_transitionrecord",
    ),
    "rows hidden from the application": (
        ["ALTER TABLE grants_payment ENABLE ROW LEVEL SECURITY"],
        "La table grants_payment cache des lignes",
    ),
    "a policy that waits": (
        ["CREATE POLICY all_of_them ON grants_payment USING (true)"],
        "La table grants_payment cache des lignes",
    ),
    "a rule": (
        ["CREATE RULE quietly AS ON DELETE TO grants_payment DO INSTEAD NOTHING"],
        "La règle « quietly » détourne ce qui s’écrit dans grants_payment",
    ),
    "rows added from beside": (
        ["CREATE TABLE aside () INHERITS (grants_payment)"],
        "La table aside ajoute ses lignes à celles de grants_payment",
    ),
}
BY_SUPERUSER = {
    "a table given away": (
        ["ALTER TABLE ledger_anchor OWNER TO alliances_app"],
        "« ledger_anchor » appartient au rôle alliances_app",
    ),
    "a function given away": (
        ["ALTER FUNCTION ledger_refuse_change() OWNER TO alliances_app"],
        "« ledger_refuse_change » appartient au rôle alliances_app",
    ),
    "the internal triggers of a foreign key": (
        ["ALTER TABLE grants_payment DISABLE TRIGGER ALL"],
        "« grants_payment_.* » de grants_payment ne refuse pas ce qui est déclaré",
    ),
    "the application among the owners": (
        ["GRANT alliances_owner TO alliances_app"],
        "Le rôle alliances_app peut passer outre les droits",
    ),
    "the application above the rows' rights": (
        ["ALTER ROLE alliances_app BYPASSRLS"],
        "Le rôle alliances_app peut passer outre les droits",
    ),
    "triggers silent for the application": (
        ["ALTER ROLE alliances_app SET session_replication_role = replica"],
        "« alliances_app » a le réglage session_replication_role=replica",
    ),
    "another schema before ours": (
        ["ALTER ROLE alliances_app SET search_path = elsewhere, public"],
        "« alliances_app » a le réglage search_path=elsewhere, public",
    ),
}


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def assert_each_is_named(subtests, alterations) -> None:
    for what, (statements, named) in alterations.items():
        with subtests.test(what):
            with transaction.atomic():
                run(statements)
                found = check_guards().findings
                transaction.set_rollback(True)
            assert any(re.search(named, sentence) for sentence in found), found[:5]
    assert check_guards().findings == ()


@pytest.mark.django_db
def test_the_catalogue_is_what_a_fresh_migration_makes():
    if os.environ.get("ALLIANCES_WRITE_CATALOGUE"):
        catalogue.write(catalogue.present())
    kept, made = catalogue.declared(), catalogue.present()
    different = sorted(key for key in kept.keys() | made.keys() if kept.get(key) != made.get(key))
    assert not different, f"The schema changed: {AGAIN}"
    assert list(catalogue.oddities()) == []


def test_what_the_owner_alters_is_named(owner, subtests):
    assert_each_is_named(subtests, ALTERATIONS)


def test_what_a_superuser_alters_is_named(superuser, subtests):
    assert_each_is_named(subtests, BY_SUPERUSER)


def test_one_of_several_triggers_of_the_same_name_is_missed(owner):
    """Names of triggers repeat from table to table: each is looked for on its own."""
    function = "ledger_refuse_change"
    run([f"CREATE TRIGGER grant_ends_empty BEFORE TRUNCATE ON grants_grant EXECUTE FUNCTION {function}()"
         .replace("grants_grant", "grants_payment"),
         "DROP TRIGGER grant_ends_empty ON grants_grant"])  # fmt: skip
    found = check_guards().findings
    assert any("« grant_ends_empty » de grants_grant est retiré" in sentence for sentence in found), found


def test_reading_given_to_somebody_else_is_the_operators_business(superuser):
    run(["CREATE ROLE statistics_reader", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO statistics_reader"])
    assert check_guards().findings == ()
    run(["GRANT INSERT ON grants_payment TO statistics_reader"])
    assert check_guards().findings == (
        "Le rôle statistics_reader a sur grants_payment des droits non déclarés : INSERT. Retirez-les.",
    )


@pytest.mark.django_db
def test_guards_cost_the_same_few_queries_and_leave_the_session_as_it_was(django_assert_max_num_queries):
    with django_assert_max_num_queries(18):
        assert check_guards().findings == ()
    with connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        assert "public" in cursor.fetchone()[0]


def test_guards_are_part_of_the_verification():
    assert check_guards in verification.CHECKS


@pytest.mark.django_db
def test_the_steps_that_money_may_take_are_those_of_the_database():
    """Told twice on purpose: a function altered with the data is seen. The two must say the same."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, a, b FROM unnest(%s::text[]) kind, unnest(%s::text[]) a, unnest(%s::text[]) b "
            "WHERE ledger_movement_allowed(kind, a, b)",
            [TransferKind.values, Stage.values, Stage.values],
        )
        assert set(cursor.fetchall()) == set(ALLOWED)
