"""Documents of an application: joined one by one, read by those who may, proved by the receipt."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import factories
from tests.files import samples

from alliances.domain.applications import actions, attachments, queries, rules
from alliances.domain.applications.models import Attachment, AttachmentKind
from alliances.domain.common.verdict import Refused
from alliances.domain.files import contents, storage
from alliances.domain.files.models import FileState, StoredFile
from alliances.domain.review import actions as review
from alliances.ui import uploads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def world():
    built = factories.world()
    built.call = factories.open_call(built)
    built.draft = factories.draft_application(built.call, built.here)
    return built


def attach(world, text="un", *, application=None, name="lettre.pdf"):
    return attachments.attach(
        actor=world.here.coordinator,
        application=application or world.draft,
        name=name,
        content=samples.pdf(text),
        kind=AttachmentKind.LETTERS_PATENT,
    )


def page(world):
    return reverse("organisation_documents", args=[world.draft.pk])


def upload(client, world, *files, **headers):
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(page(world), {"files": sent, "kind": "other", "label": ""}, **headers)


def test_several_at_once_and_a_bad_one_costs_the_others_nothing(world, client):
    client.force_login(world.here.coordinator)
    answer = upload(
        client, world, ("a.pdf", samples.pdf("a")), ("b.pdf", b"<html>"), ("../c.png", samples.picture("PNG"))
    )
    assert answer.headers["Location"] == page(world)
    text = client.get(page(world)).content.decode()
    assert "2 documents sont joints." in text
    assert "b.pdf – Le contenu de ce fichier" in text
    assert [one.file.name for one in world.draft.attachments.order_by("pk")] == ["a.pdf", "c.png"]


@pytest.mark.parametrize("accepts", ["text/html", "application/json"])
def test_what_describes_a_refused_file_is_not_typed_twice(world, client, accepts):
    client.force_login(world.here.coordinator)
    bad = SimpleUploadedFile("b.pdf", b"<html>")
    client.post(
        page(world),
        {"files": bad, "kind": "other", "label": "Lettre de la table"},
        headers={"accept": accepts},
    )
    text = client.get(page(world)).content.decode()
    assert "Lettre de la table" in text
    assert "error-summary" not in text
    assert "Lettre de la table" not in client.get(page(world)).content.decode()


def test_the_description_typed_while_signed_out_comes_back(world, client):
    client.post(page(world), {"kind": "other", "label": "Lettre de la table"})
    client.force_login(world.here.coordinator)
    assert "Lettre de la table" in client.get(page(world)).content.decode()


def test_a_file_too_large_is_dropped_while_it_arrives_and_named(world, client, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_FILE", 3_000)
    client.force_login(world.here.coordinator)
    upload(client, world, ("gros.pdf", samples.pdf() + b" " * 200_000), ("petit.pdf", samples.pdf()))
    text = client.get(page(world)).content.decode()
    assert "gros.pdf – Ce fichier dépasse 10 Mo." in text
    assert [one.file.name for one in world.draft.attachments.all()] == ["petit.pdf"]


def test_without_a_file_or_with_an_empty_one_the_page_says_what_to_do(world, client):
    client.force_login(world.here.coordinator)
    assert "Choisissez au moins un fichier" in client.post(page(world), {"kind": "other"}).content.decode()
    upload(client, world, ("vide.pdf", b""))
    assert "vide.pdf – Ce fichier est vide." in client.get(page(world)).content.decode()
    assert upload(client, world, ("a.pdf", samples.pdf()), HTTP_ACCEPT="application/json").json() == {
        "url": page(world)
    }


def test_the_same_document_twice_is_one(world):
    assert attach(world) == attach(world, name="copie.pdf")
    assert StoredFile.objects.count() == 1


def test_at_most_twenty(world, monkeypatch):
    monkeypatch.setattr(attachments, "MOST", 1)
    attach(world)
    with pytest.raises(Refused, match="au plus"):
        attach(world, "deux")


def test_the_receipt_covers_each_document(world):
    without = queries.digest_of(queries.snapshot(world.draft))
    joined = attach(world)
    content = queries.snapshot(world.draft)
    assert content["documents"][0]["sha256"] == joined.file.sha256
    sent = actions.send(actor=world.here.coordinator, application=world.draft)
    assert sent.digest == queries.digest_of(content) != without


def test_a_draft_that_was_read_before_a_document_came_is_not_sent_unseen(world):
    version = world.draft.version
    attach(world)
    with pytest.raises(actions.Conflict):
        actions.send(actor=world.here.coordinator, application=world.draft, version=version)


def test_taken_off_a_draft_a_document_is_gone(world, client, django_capture_on_commit_callbacks):
    joined = attach(world)
    client.force_login(world.here.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("organisation_document_remove", args=[joined.pk]))
    assert not Attachment.objects.exists()
    assert not storage.path_of(joined.file.sha256).exists()


def test_sent_documents_change_no_more_and_a_correction_keeps_what_was_sent(world):
    joined = attach(world)
    sent = actions.send(actor=world.here.coordinator, application=world.draft)
    with pytest.raises(Refused):
        attach(world, "deux")
    with pytest.raises(Refused):
        attachments.detach(actor=world.here.coordinator, attachment=joined)
    actions.ask_correction(
        actor=world.here.manager, application=sent, pages=[rules.DOCUMENTS], reason="Une autre lettre."
    )
    attachments.detach(actor=world.here.coordinator, attachment=joined)
    other = attach(world, "deux")
    sent.refresh_from_db()
    assert queries.documents_sent(sent) == [joined]
    actions.send(actor=world.here.coordinator, application=sent)
    assert queries.documents_sent(sent) == [other]


def test_who_reads_a_document(world, client):
    joined = attach(world)
    mine, committee, region = (
        reverse(f"{space}_document", args=[joined.pk]) for space in ("organisation", "committee", "manager")
    )

    def status(person, address):
        client.force_login(person)
        return client.get(address).status_code

    assert status(world.here.manager, region) == 404  # a draft is its organisation's alone
    actions.send(actor=world.here.coordinator, application=world.draft)
    assert status(world.here.coordinator, mine) == 200
    assert status(world.here.manager, region) == 200
    assert status(world.here.member, committee) == 404  # not before she declares
    review.declare_interests(actor=world.here.member, application=world.draft, has_conflict=False)
    review.declare_interests(actor=world.here.second_member, application=world.draft, has_conflict=True)
    assert status(world.here.member, committee) == 200
    assert status(world.here.second_member, committee) == 404
    for stranger in (world.there.coordinator, world.there.manager, world.there.member, world.here.clerk):
        assert [status(stranger, address) for address in (mine, committee, region)] == [404, 404, 404]


def test_a_document_leaves_as_a_download_and_never_before_its_scan(world, client):
    joined = attach(world, name='é"; x=.pdf')
    client.force_login(world.here.coordinator)
    address = reverse("organisation_document", args=[joined.pk])
    answer = client.get(address)
    assert answer.content == storage.read(joined.file.sha256)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    for state in (FileState.CHECKING, FileState.REFUSED):
        StoredFile.objects.filter(pk=joined.file_id).update(state=state)
        assert client.get(address).status_code == 404
        assert client.get(page(world)).status_code == 200
    storage.discard(joined.file.sha256)
    assert client.get(address).status_code == 404


def test_the_page_costs_the_same_for_many_documents(world, client):
    client.force_login(world.here.coordinator)
    attach(world)
    client.get(page(world))
    with CaptureQueriesContext(connection) as few:
        client.get(page(world))
    for number in range(5):
        attach(world, f"texte {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(page(world))
    assert len(few) == len(many)


def test_a_file_is_read_before_the_application_is_locked(monkeypatch, world):
    """Whoever reads a large scan keeps nobody from saving the page."""
    depth = len(connection.savepoint_ids)
    inside = []
    inspect = contents.inspect

    def watched(*args):
        inside.append(len(connection.savepoint_ids) > depth)
        return inspect(*args)

    monkeypatch.setattr(contents, "inspect", watched)
    attach(world)
    assert inside == [False]
