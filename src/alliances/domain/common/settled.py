"""Rows that became evidence: PostgreSQL refuses to change or delete them, whoever asks and by whatever way."""

import pgtrigger


def stays_once(*states: str) -> pgtrigger.Trigger:
    """Refuses any change to a row whose state is one of `states`, and the deletion of any row."""
    named = ", ".join(f"'{state}'" for state in states)
    return pgtrigger.Trigger(
        name="stays",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'DELETE' OR OLD.state IN ({named}) THEN
                RAISE EXCEPTION 'what was settled never changes' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def stays() -> pgtrigger.Trigger:
    """Refuses any change to a row, and its deletion, from its first day."""
    return pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)
