"""Storing, quota, the scan, and who may read."""

import hashlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests import factories
from tests.files import samples

from alliances.domain.common.verdict import Refused
from alliances.domain.files import actions, queries, rules, scanner, storage, tasks
from alliances.domain.files.models import FileState, StoredFile


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def home(db):
    province = factories.territory("QC", "Québec", factories.Level.PROVINCE)
    return factories.side(province, "12", "Appalaches d’essai")


def put(home, content=None, name="a.pdf"):
    content = samples.pdf() if content is None else content
    examined = actions.examine(name=name, content=content)
    return actions.store(actor=home.coordinator, organisation=home.organisation, examined=examined)


def test_a_file_lies_under_its_digest_and_is_read_back(home):
    content = samples.pdf()
    file = put(home, content, "Lettres patentes.pdf")
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    assert storage.path_of(file.sha256).is_relative_to(settings.FILES_DIR)
    assert actions.content_of(file) == content
    assert (file.name, file.media_type) == ("Lettres patentes.pdf", "application/pdf")
    assert queries.findings() == []


def test_what_is_refused_leaves_nothing(home):
    for content in (b"", b"x" * (rules.LARGEST_FILE + 1), b"<html>"):
        with pytest.raises(Refused):
            put(home, content)
    assert not StoredFile.objects.exists()
    assert not settings.FILES_DIR.exists()


def test_the_quota_of_an_organisation_is_held(home, monkeypatch):
    monkeypatch.setattr(rules, "QUOTA", len(samples.pdf()) + 10)
    put(home)
    with pytest.raises(Refused, match="plein"):
        put(home, samples.pdf("autre"))


def test_only_the_organisation_stores_and_sees_its_files(home):
    file = put(home)
    with pytest.raises(Refused):
        actions.store(
            actor=home.manager,
            organisation=home.organisation,
            examined=actions.examine(name="a.pdf", content=samples.pdf()),
        )
    assert list(StoredFile.objects.visible_to(home.coordinator)) == [file]
    assert not StoredFile.objects.visible_to(home.manager).exists()


def test_the_same_bytes_stay_while_somebody_needs_them(home, django_capture_on_commit_callbacks):
    first, second = put(home), put(home, name="b.pdf")
    path = storage.path_of(first.sha256)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(actor=home.coordinator, file=first)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove(actor=home.coordinator, file=second)
    assert not path.exists()


def test_verify_names_what_the_disk_lost_or_altered(home):
    lost, altered = put(home), put(home, samples.pdf("autre"))
    storage.discard(lost.sha256)
    storage.path_of(altered.sha256).write_bytes(b"autre chose")
    found = queries.findings()
    assert len(found) == 2
    assert "ne sont pas sur le disque" in found[0]
    assert "ont été changés sur le disque" in found[1]


def test_with_a_scanner_a_file_waits_for_its_answer(home, settings):
    settings.FILE_SCANNER = "/nowhere/clamd.sock"
    file = put(home)
    assert (file.state, file.is_readable) == (FileState.CHECKING, False)
    assert ProcrastinateJob.objects.get().args == {"file_id": file.pk}
    with pytest.raises(Refused):
        actions.content_of(file)
    with pytest.raises(scanner.ScannerUnavailable):  # a scanner that is down lets nothing through
        tasks.scan(file_id=file.pk)
    file.refresh_from_db()
    assert file.state == FileState.CHECKING


@pytest.mark.parametrize(
    ("answer", "state"),
    [(b"stream: OK\0", FileState.CLEAN), (b"stream: Eicar FOUND\0", FileState.REFUSED)],
)
def test_the_scanner_decides(home, settings, tmp_path, answer, state):
    received, address = [], str(tmp_path / "c.sock")
    settings.FILE_SCANNER = address
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen()

    def serve() -> None:
        link, _peer = listening.accept()
        with link:
            while not b"".join(received).endswith(b"\0\0\0\0"):
                received.append(link.recv(65536))
            link.sendall(answer)

    serving = threading.Thread(target=serve)
    serving.start()
    content = samples.pdf()
    file = put(home, content)
    tasks.scan(file_id=file.pk)
    serving.join()
    listening.close()
    file.refresh_from_db()
    assert file.state == state
    assert content in b"".join(received)


def test_one_file_without_its_bytes_does_not_hold_back_the_others(home, settings, monkeypatch):
    lost, strange, sound = put(home), put(home, samples.pdf("étrange")), put(home, samples.pdf("bonne"))
    storage.discard(lost.sha256)
    StoredFile.objects.update(uploaded_at=timezone.now() - timedelta(hours=1))
    settings.FILE_SCANNER = "/nowhere/clamd.sock"

    def judge(content: bytes) -> bool:
        if content == samples.pdf("étrange"):
            raise scanner.ScannerUnavailable("INSTREAM size limit exceeded. ERROR")
        return False

    monkeypatch.setattr(scanner, "is_infected", judge)
    tasks.scan_waiting(timestamp=0)
    states = dict(StoredFile.objects.values_list("pk", "state"))
    assert states[sound.pk] == FileState.CLEAN
    assert {states[lost.pk], states[strange.pk]} == {FileState.UNSCANNED}


def test_a_scanner_that_is_down_is_tried_again(home, settings):
    put(home)
    StoredFile.objects.update(uploaded_at=timezone.now() - timedelta(hours=1))
    settings.FILE_SCANNER = "/nowhere/clamd.sock"
    with pytest.raises(scanner.ScannerUnavailable):
        tasks.scan_waiting(timestamp=0)


def test_without_a_scanner_production_lets_nobody_read(home, settings):
    file = put(home)
    assert (file.state, file.is_readable) == (FileState.UNSCANNED, True)
    settings.FILE_SCANNER = ""
    assert not file.is_readable
    assert not StoredFile.objects.readable().exists()
    assert [warning.id for warning in scanner.warn_without_scanner(None)] == ["files.W001"]
    settings.FILE_SCANNER = "none"
    assert [note.id for note in scanner.say_unscanned(None)] == ["files.I001"]


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_count_the_same_quota(monkeypatch):
    province = factories.territory("QC", "Québec", factories.Level.PROVINCE)
    home = factories.side(province, "12", "Appalaches d’essai")
    monkeypatch.setattr(rules, "QUOTA", len(samples.pdf("un")) + 10)

    def attempt(text: str) -> bool:
        try:
            put(home, samples.pdf(text))
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(attempt, ["un", "deux", "trois", "quatre"]))
    assert sum(kept) == 1
    assert StoredFile.objects.count() == 1
