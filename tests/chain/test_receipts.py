"""Words that a receipt promised, changed by hand: `./run verify` names the first that differs."""

import re

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation
from tests import factories
from tests.files import samples

from alliances.domain.applications import actions as applications
from alliances.domain.applications import attachments
from alliances.domain.applications.models import AttachmentKind
from alliances.domain.files import storage
from alliances.domain.files.models import StoredFile
from alliances.domain.grants import actions as grants
from alliances.ops import verification

ADDED_LINE = """
    INSERT INTO envelopes_scenarioline (scenario_id, territory_id, amount_cents, state, parts)
    SELECT id, (SELECT max(id) FROM territories_territory), 0, 'ok', '{}' FROM envelopes_scenario LIMIT 1
"""
# What was done by hand, then what the first difference must name.
ALTERATIONS = {
    "a recovery made larger": (
        ["UPDATE grants_recovery SET amount_cents = 5001"],
        r"recovery:\d+\) : 5001 cents sont décidés, le grand livre en porte 5000",
    ),
    "a recovery that was never received": (
        ["UPDATE grants_recovery SET state = 'open', received_on = NULL, reference = ''"],
        r"porte 5000 cents pour recovery:\d+, qu’aucun dossier ne demande",
    ),
    "a release that nobody decided": (
        ["UPDATE grants_grant SET state = 'offered' WHERE state = 'declined'"],
        r"porte \d+ cents pour grant:\d+, qu’aucun dossier ne demande",
    ),
    "an instalment made larger": (
        ["UPDATE grants_instalment SET amount_cents = amount_cents + 1 WHERE rank = 1"],
        r"ses tranches font \d+ cents, la convention est de",
    ),
    "a line added to a signed split": (
        [ADDED_LINE],
        r"Répartition nᵒ \d+ : ses lignes ne sont pas celles du résultat signé",
    ),
    "a word of an application changed in its sending": (
        [
            "UPDATE applications_submission SET content = jsonb_set(content, '{answers,need}', '0')",
        ],
        r"Envoi D-\d+-0001 : son contenu ne correspond pas",
    ),
    "a sending rewritten with its digest": (
        [
            "UPDATE applications_submission SET digest = repeat('0', 64)",
            "UPDATE applications_application SET digest = repeat('0', 64) WHERE digest <> ''",
        ],
        r"Envoi D-\d+-\d+ : son contenu ne correspond pas",
    ),
    "a receipt's digest changed": (
        ["UPDATE applications_application SET digest = repeat('0', 64) WHERE number LIKE '%0001'"],
        r"Demande D-\d+-0001 : son reçu ne porte pas l’empreinte",
    ),
    "a sending deleted": (
        ["DELETE FROM applications_submission WHERE number LIKE '%-2'"],
        r"Demande D-\d+-0003 : il manque un envoi",
    ),
    "another document in the place of the one sent": (
        ["UPDATE files_storedfile SET sha256 = (SELECT max(sha256) FROM files_storedfile)"],
        r"Envoi D-\d+-0003 : le document « lettre\.pdf » n’est plus celui",
    ),
    "a word of a report": (
        ["UPDATE grants_report SET activities = 'Rien.'"],
        r"Reçu R-\d+-0001 : la reddition ne correspond pas",
    ),
    "a line of a report": (
        ["UPDATE grants_reportspending SET explanation = 'Autre.'"],
        r"Reçu R-\d+-0001 : la reddition ne correspond pas",
    ),
    "a report's digest": (
        ["UPDATE grants_report SET digest = ''"],
        r"Reddition de comptes nᵒ \d+ : ce qui est inscrit n’est pas sa dernière version conservée",
    ),
    "the result of an adopted split": (
        ["UPDATE envelopes_scenario SET result = jsonb_set(result, '{status}', '\"autre\"')"],
        r"Répartition nᵒ \d+ : ses données ne correspondent pas à l’empreinte signée",
    ),
    "a signature moved to another digest": (
        ["UPDATE envelopes_signature SET digest = repeat('0', 64)"],
        r"Répartition nᵒ \d+ : ses données ne correspondent pas à l’empreinte signée",
    ),
}
FREED = (
    "applications_submission", "envelopes_scenario", "envelopes_scenarioline", "grants_grant", "grants_instalment",
    "envelopes_signature", "files_storedfile", "grants_recovery",
    "grants_report", "grants_reportspending",
)  # fmt: skip


@pytest.fixture
def receipts(superuser, settings, tmp_path) -> None:
    """A grant reported, its unspent money received back; a second file with documents, sent twice."""
    settings.FILES_DIR = tmp_path / "files"
    world = factories.world()
    here = world.here
    call = factories.open_call(world)
    grant = factories.paid_grant(call, here)
    grants.start_report(actor=here.coordinator, grant=grant)
    report = grants.save_report(
        actor=here.coordinator, grant=grant, activities="Fait.", people_reached=12,
        results={1: grants.Achieved(400)}, spending={1: grants.Spent(20_000, 5_000)},
    )  # fmt: skip
    grants.send_report(actor=here.coordinator, report=report)
    grants.accept_report(actor=here.manager, report=report)
    grants.receive_recovery(
        actor=here.requester, recovery=factories.open_recovery(grant, here, 5_000),
        received_on=timezone.localdate(), reference="R-1",
    )  # fmt: skip
    offer = factories.offered_grant(call, here)
    grants.decline_offer(actor=here.coordinator, grant=offer, reason="Le projet change.")
    draft = factories.draft_application(call, here)
    for name in ("lettre.pdf", "résolution.pdf"):
        attachments.attach(
            actor=here.coordinator, application=draft, name=name, content=samples.pdf(name),
            kind=AttachmentKind.OTHER,
        )  # fmt: skip
    sent = applications.send(actor=here.coordinator, application=draft)
    applications.ask_correction(actor=here.manager, application=sent, pages=["besoin"], reason="Précisez.")
    applications.send(actor=here.coordinator, application=sent)
    assert verification.verify_all() == []
    run(["SET CONSTRAINTS ALL IMMEDIATE"])


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_each_promise_changed_by_hand_is_named_first(receipts, subtests):
    for what, (statements, named) in ALTERATIONS.items():
        with subtests.test(what), transaction.atomic():
            run([*(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in FREED), *statements])
            found = verification.verify_all()
            transaction.set_rollback(True)
            assert found, f"{what}: nothing found"
            assert re.match(f".*{named}", found[0]), found[:3]


def test_files_changed_on_the_disk_are_said_in_the_language_of_the_run(receipts):
    first, second = (storage.path_of(file.sha256) for file in StoredFile.objects.order_by("pk"))
    first.chmod(0o600)
    first.write_bytes(b"autre")
    second.unlink()
    altered, missing = verification.verify_all()
    assert "ses octets ont été changés sur le disque" in altered
    assert "ses octets ne sont pas sur le disque" in missing
    with translation.override("en"):
        altered, missing = verification.verify_all()
        assert "its bytes were altered" in altered
        assert "its bytes are not on the disk" in missing


def test_a_size_that_is_not_the_file_s_is_found(receipts):
    StoredFile.objects.update(size_bytes=1)
    assert "il n’a pas la taille inscrite" in verification.verify_all()[0]


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        (
            "ALTER TABLE grants_payment DROP CONSTRAINT payment_two_people",
            "La contrainte « payment_two_people »",
        ),
        (
            "ALTER TABLE common_transitionrecord DISABLE TRIGGER report_two_people",
            "déclencheur « report_two_people »",
        ),
        ("DROP TRIGGER grant_ends_empty ON grants_grant", "Le déclencheur « grant_ends_empty »"),
        ("DROP INDEX amendment_open_once", "La contrainte « amendment_open_once »"),
    ],
)
def test_a_refusal_taken_out_of_the_database_is_named(superuser, gone, named):
    run([gone])
    assert named in verification.verify_all()[0]
