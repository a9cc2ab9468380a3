"""What the bytes of a file really are, and whether they hide something. No disk, no database.

Pictures are written anew, so that neither a place nor a hidden text travels with them; documents are only examined.
The limits and the list follow OWASP ASVS 5.0, chapter V5.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
from django.utils.translation import gettext as _
from lxml import etree
from PIL import Image, ImageOps

from alliances.domain.common.verdict import Refused

MOST_PIXELS = 50_000_000
MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024 * 1024  # bytes, all the entries of a package, or one stream of a PDF
MOST_RATIO = 100
LARGEST_PART = 20 * 1024 * 1024  # bytes of one part that we read ourselves
CHUNK, PIECE = 64 * 1024, 1024 * 1024

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True)
class Found:
    """The bytes to keep and the type they are served with."""

    content: bytes
    media_type: str


def inspect(extension: str, content: bytes) -> Found:
    """The content to keep. Raises Refused, with a sentence, when it is not what its extension says or hides code."""
    kind = KINDS.get(extension)
    if kind is None:
        raise Refused(
            _(
                "Ce type de fichier n’est pas accepté. Choisissez un PDF, une image, un document ou un tableur."
            )
        )
    media_type, examine = kind
    return Found(examine(content, extension), media_type)


def _not_what_it_says(extension: str) -> Refused:
    said = _(
        "Le contenu de ce fichier n’est pas celui d’un fichier .%(extension)s. Enregistrez-le de nouveau en PDF."
    )
    return Refused(said % {"extension": extension})


def _hides_code() -> Refused:
    return Refused(
        _(
            "Ce fichier contient du code, un objet ou un lien caché. Enregistrez-le en PDF, puis déposez le PDF."
        )
    )


def _too_dense() -> Refused:
    return Refused(
        _("Ce fichier se déplie en un contenu démesuré. Enregistrez-le de nouveau ou réduisez-le.")
    )


# Pictures


def _picture(content: bytes, extension: str) -> bytes:
    wanted = "PNG" if extension == "png" else "JPEG"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[wanted]) as opened:
                upright = ImageOps.exif_transpose(opened)
                return _written_anew(upright, wanted)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_dense() from error
    except (OSError, ValueError, SyntaxError, EOFError, zlib.error) as error:
        raise _not_what_it_says(extension) from error


def _written_anew(picture: Image.Image, wanted: str) -> bytes:
    output = io.BytesIO()
    if wanted == "JPEG":
        picture.convert("RGB").save(output, "JPEG", quality=90, optimize=True)
    else:
        picture.convert(
            "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
        ).save(output, "PNG", optimize=True)
    return output.getvalue()


# PDF

_HIDDEN_KEYS = ("/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA")
_HIDDEN_NAMES = {
    "/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/ImportData", "/SubmitForm", "/GoToR", "/GoToE",
}  # fmt: skip


def _pdf(content: bytes, extension: str) -> bytes:
    if not content.startswith(b"%PDF-"):
        raise _not_what_it_says(extension)
    if _expands_too_much(content):
        raise _too_dense()
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted:
                raise Refused(_("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection."))
            if len(document.pages) == 0:
                raise _not_what_it_says(extension)
            if _acts_when_opened(document.Root) or any(_is_hidden_code(thing) for thing in document.objects):
                raise _hides_code()
    except pikepdf.PasswordError as error:
        raise Refused(_("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection.")) from error
    except (pikepdf.PdfError, RuntimeError, ValueError) as error:
        raise _not_what_it_says(extension) from error
    return content


def _acts_when_opened(root: pikepdf.Object) -> bool:
    """Anything but showing a place of the document itself. A link that a person follows is another matter."""
    opening = root.get("/OpenAction")
    return "/AA" in root or (
        isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S", "")) != "/GoTo"
    )


def _expands_too_much(content: bytes) -> bool:
    """Whether what is compressed in a PDF unfolds past the limits. Nothing is kept of it."""
    total = 0
    for match in re.finditer(rb"stream\r?\n", content):
        unfolded = _unfolded_size(memoryview(content)[match.end() :])
        total += unfolded
        if unfolded > MOST_UNPACKED or total > 10 * MOST_UNPACKED:
            return True
    return False


def _unfolded_size(packed: memoryview) -> int:
    """Bytes that a compressed stream gives, counted up to just past the limit; 0 when it is not compressed so."""
    unpacker, total = zlib.decompressobj(), 0
    try:
        for start in range(0, len(packed), CHUNK):
            waiting: bytes | memoryview = packed[start : start + CHUNK]
            # Past its end a stream takes nothing more: what follows it in the file is not its own.
            while len(waiting) and not unpacker.eof and total <= MOST_UNPACKED:
                total += len(unpacker.decompress(waiting, PIECE))
                waiting = unpacker.unconsumed_tail
            if unpacker.eof or total > MOST_UNPACKED:
                break
    except zlib.error:
        return total
    return total


def _is_hidden_code(thing: pikepdf.Object, depth: int = 0) -> bool:
    """A dictionary that runs, opens or carries something, alone or inside another one."""
    if isinstance(thing, pikepdf.Array):
        return depth < 20 and any(_inside(each, depth) for each in thing)
    if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return False
    if any(key in thing for key in _HIDDEN_KEYS) or str(thing.get("/S", "")) in _HIDDEN_NAMES:
        return True
    if str(thing.get("/Type", "")) in _HIDDEN_NAMES or "/EF" in thing:
        return True
    return depth < 20 and any(_inside(value, depth) for _key, value in thing.items())


def _inside(value: object, depth: int) -> bool:
    """An indirect object is met on its own in the list of objects."""
    if not isinstance(value, pikepdf.Object) or value.is_indirect:
        return False
    return _is_hidden_code(value, depth + 1)


# Packages: Office and OpenDocument

_FORBIDDEN_PARTS = re.compile(
    r"vbaproject|/embeddings/|activex|oleobject|macrosheets|(^|/)basic/|(^|/)scripts/|(^|/)object \d+$",
    re.IGNORECASE,
)
_MAIN_TYPES = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_OPEN_TYPES = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
_DDE = re.compile(rb"\bDDE(AUTO)?\b|ddeLink|dde-source")


def _package(content: bytes, extension: str) -> bytes:
    if not content.startswith(b"PK\x03\x04"):
        raise _not_what_it_says(extension)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _refuse_bombs(package, len(content))
            if not _is_of_kind(package, extension):
                raise _not_what_it_says(extension)
            if any(_FORBIDDEN_PARTS.search(name) for name in package.namelist()):
                raise _hides_code()
            if any(_part_hides_code(package, name) for name in package.namelist()):
                raise _hides_code()
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        zlib.error,
        EOFError,
        KeyError,
        OSError,
    ) as error:
        raise _not_what_it_says(extension) from error
    return content


def _refuse_bombs(package: zipfile.ZipFile, packed: int) -> None:
    """By what the package says of itself; what we read of it is bounded again while reading."""
    entries = package.infolist()
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > MOST_UNPACKED or total > packed * MOST_RATIO:
        raise _too_dense()
    for entry in entries:
        if entry.filename.startswith("/") or ".." in entry.filename.split("/") or "\\" in entry.filename:
            raise _hides_code()


def _is_of_kind(package: zipfile.ZipFile, extension: str) -> bool:
    if extension in _OPEN_TYPES:
        return _read(package, "mimetype").strip() == _OPEN_TYPES[extension]
    types = _read(package, "[Content_Types].xml")
    return _MAIN_TYPES[extension] in types and b"macroEnabled" not in types


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        content = part.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise _too_dense()
    return content


def _part_hides_code(package: zipfile.ZipFile, name: str) -> bool:
    if name.endswith(".rels"):
        return _leads_outside(_read(package, name))
    is_text = name.endswith(("content.xml", "styles.xml")) or (
        name.startswith("word/") and name.endswith(".xml")
    )
    if is_text or "externalLinks/" in name:
        return bool(_DDE.search(_instructions(_read(package, name))))
    return False


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise zipfile.BadZipFile(str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise _hides_code()
    return root


def _leads_outside(content: bytes) -> bool:
    """A part fetched from elsewhere when the document opens; an ordinary link is followed by a person, and stays."""
    return any(
        link.get("TargetMode") == "External" and not (link.get("Type") or "").endswith("/hyperlink")
        for link in _parsed(content).iter()
    )


def _instructions(content: bytes) -> bytes:
    """The text of field instructions, joined: a word cut in pieces reads whole. Elements' own names count too."""
    root = _parsed(content)
    texts = [element.text or "" for element in root.iter() if str(element.tag).endswith("}instrText")]
    texts += [
        value
        for element in root.iter()
        for key, value in element.attrib.items()
        if str(key).endswith("}instr")
    ]
    names = {etree.QName(element).localname for element in root.iter() if isinstance(element.tag, str)}
    return ("".join(texts) + " " + " ".join(sorted(names & {"ddeLink", "dde-source"}))).encode()


# Comma-separated values

_MARKUP = re.compile(r"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _csv(content: bytes, extension: str) -> bytes:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    if _MARKUP.search(text) or _CONTROL.search(text) or content.startswith((b"%PDF-", b"PK\x03\x04")):
        raise _not_what_it_says(extension)
    return content


Examine = Callable[[bytes, str], bytes]
KINDS: dict[str, tuple[str, Examine]] = {
    "pdf": ("application/pdf", _pdf),
    "jpg": ("image/jpeg", _picture),
    "jpeg": ("image/jpeg", _picture),
    "png": ("image/png", _picture),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _package),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _package),
    "odt": ("application/vnd.oasis.opendocument.text", _package),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", _package),
    "csv": ("text/csv", _csv),
}
EXTENSIONS = frozenset(KINDS)
