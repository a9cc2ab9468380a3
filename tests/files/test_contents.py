"""Hostile files: what is not what it says, what hides code, what unfolds without end."""

import io
import signal
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.files import samples

from alliances.domain.common.verdict import Refused
from alliances.domain.files import rules
from alliances.domain.files.contents import inspect

CUT = '<w:instrText xmlns:w="w">DD</w:instrText><w:instrText xmlns:w="w">EAUTO c</w:instrText>'
OPEN_TEXT = b"application/vnd.oasis.opendocument.text"
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
HOSTILE = {
    "html as pdf": ("pdf", HTML),
    "html as csv": ("csv", HTML),
    "html as jpg": ("jpg", HTML),
    "program as pdf": ("pdf", b"MZ" + b"\0" * 200),
    "pdf with a script": ("pdf", samples.pdf_with_script()),
    "pdf with a hidden file": ("pdf", samples.pdf_with_hidden_file()),
    "pdf with a password": ("pdf", samples.locked_pdf()),
    "pdf that unfolds without end": ("pdf", samples.pdf_bomb()),
    "pdf cut short": ("pdf", samples.pdf()[:60]),
    "png named jpg": ("jpg", samples.picture("PNG")),
    "picture cut short": ("jpg", samples.picture()[:300]),
    "package that is no document": ("docx", samples.package({"a.txt": b"a"})),
    "word as excel": ("xlsx", samples.word()),
    "macros": ("docx", samples.word(extra={"word/vbaProject.bin": b"x"})),
    "macro type": ("docx", samples.word(kind=samples.WORD.replace("main", "macroEnabled.main"))),
    "object": ("docx", samples.word(extra={"word/embeddings/oleObject1.bin": b"x"})),
    "template from elsewhere": ("docx", samples.word(relation=samples.TEMPLATE)),
    "dde": ("docx", samples.word(body=CUT)),
    "dde in a header": ("docx", samples.word(extra={"word/header1.xml": f"<w:hdr>{CUT}</w:hdr>".replace(
        "<w:hdr>", '<w:hdr xmlns:w="w">').encode()})),
    "dde in a simple field": ("docx", samples.word(body='<w:fldSimple w:instr="DDEAUTO c"/>')),
    "pdf that opens another": ("pdf", samples.pdf(OpenAction=pikepdf.Dictionary(
        S=pikepdf.Name("/GoToR"), F="//loin/partage"))),
    "pdf that calls a site": ("pdf", samples.pdf(OpenAction=pikepdf.Dictionary(
        S=pikepdf.Name("/URI"), URI="https://exemple.org"))),
    "path outside": ("docx", samples.word(extra={"../../etc/passwd": b"x"})),
    "bomb": ("docx", samples.word(extra={"word/media/a.png": b"\0" * (30 * 1024 * 1024)})),
    "too many entries": ("docx", samples.word(extra={f"e{i}": b"" for i in range(2_001)})),
    "entity": ("docx", samples.package({
        "[Content_Types].xml": samples.WORD.encode(),
        "word/document.xml": b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><d>&a;</d>',
    })),
    "svg": ("svg", b"<svg/>"),
    "no extension": ("", b"x"),
    "control signs": ("csv", b"a;b\n\x01"),
}  # fmt: skip


@pytest.mark.parametrize(("extension", "content"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(extension, content):
    with pytest.raises(Refused) as refusal:
        inspect(extension, content)
    assert str(refusal.value).endswith(".")


GOOD = {
    "pdf": ("pdf", samples.pdf()),
    "word": ("docx", samples.word(relation=samples.LINK, body="<w:p/>")),
    "open text": ("odt", samples.package({"mimetype": OPEN_TEXT, "content.xml": b"<a/>"})),
    "csv": ("csv", "poste;montant\nSalaire;1 234,56\n".encode("cp1252")),
}  # fmt: skip


@pytest.mark.parametrize(("extension", "content"), GOOD.values(), ids=GOOD)
def test_an_honest_file_is_kept_as_it_is(extension, content):
    assert inspect(extension, content).content == content


@pytest.fixture
def not_for_ever():
    """A reader that turns in circles would hold a thread of the server, and this suite."""

    def stop(number, frame):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def test_a_white_scan_that_unfolds_a_hundredfold_is_read_to_its_end(not_for_ever):
    content = samples.white_scan()
    assert len(content) < 20_000
    assert inspect("pdf", content).content == content


def test_a_pdf_whose_streams_are_followed_by_the_whole_file_is_read_once_each(not_for_ever):
    streams = b"".join(
        b"stream\n" + zlib.compress(b"\xff" * 2_000_000, 9) + b"\nendstream\n" for _ in range(100)
    )
    with pytest.raises(Refused):  # no PDF, but the size of what it holds is counted first
        inspect("pdf", b"%PDF-1.7\n" + streams)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_written_anew_without_what_travelled_with_it(kind):
    before = samples.picture(kind, place=True) + b"<script>alert(1)</script>"
    after = inspect(kind.lower(), before).content
    assert b"Camille" in before
    assert b"Camille" not in after
    assert b"script" not in after
    with Image.open(io.BytesIO(after)) as opened:
        assert opened.size == (40, 40)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\moi\\Lettres patentes.PDF", "Lettres patentes.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("é" * 300 + ".pdf", "é" * 110 + ".pdf"),
        (".pdf", "document.pdf"),
        ("  états   financiers .csv", "états financiers.csv"),
    ],
)
def test_the_name_people_read_is_safe(typed, shown):
    assert rules.safe_name(typed) == shown


@given(st.text(max_size=400))
def test_no_name_keeps_a_folder_an_invisible_sign_or_too_many(typed):
    name = rules.safe_name(typed)
    assert "/" not in name
    assert "\\" not in name
    assert name.isprintable()
    assert len(name) <= rules.LONGEST_NAME
