"""Files made on the spot: good ones, and each kind of bad one."""

import io
import zipfile
import zlib

import pikepdf
from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def pdf(text: str = "", **root: object) -> bytes:
    """One blank page; `root` adds entries to the catalogue."""
    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Title"] = text or "essai"
    for key, value in root.items():
        document.Root[f"/{key}"] = value
    output = io.BytesIO()
    document.save(output, static_id=True)
    return output.getvalue()


def locked_pdf() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    output = io.BytesIO()
    document.save(output, encryption=pikepdf.Encryption(owner="a", user="b"))
    return output.getvalue()


def pdf_with_script() -> bytes:
    return pdf(OpenAction=pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)"))


def pdf_with_hidden_file() -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    document.attachments["virus.exe"] = pikepdf.AttachedFileSpec(document, b"MZ")
    output = io.BytesIO()
    document.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


def pdf_bomb() -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n" + zlib.compress(b"\0" * (120 * 1024 * 1024), 9) + b"\nendstream"
    )


def white_scan() -> bytes:
    """One page whose picture is 5 MB of white: a few kilobytes in the file, and other objects after it."""
    document = pikepdf.new()
    document.add_blank_page()
    image = document.make_stream(zlib.compress(b"\xff" * 5_000_000, 9), Filter=pikepdf.Name("/FlateDecode"))
    document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=image))
    output = io.BytesIO()
    document.save(output, static_id=True)
    return output.getvalue()


def picture(kind: str = "JPEG", *, place: bool = False, side: int = 40) -> bytes:
    output, made = io.BytesIO(), Image.new("RGB", (side, side), "teal")
    exif = Image.Exif()
    if place:
        exif[0x010E] = "chez Camille, 46.1 -71.3"
    made.save(output, kind, exif=exif)
    return output.getvalue()


def word(
    *, relation: str = "", body: str = "", extra: dict[str, bytes] | None = None, kind: str = WORD
) -> bytes:
    parts = {
        "[Content_Types].xml": f'<Types><Override PartName="/word/d.xml" ContentType="{kind}"/></Types>'.encode(),
        "word/document.xml": f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'.encode(),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{relation}</Relationships>'.encode(),
        **(extra or {}),
    }
    return package(parts)


def package(parts: dict[str, bytes]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return output.getvalue()


LINK = '<Relationship Id="r1" Type="x/hyperlink" Target="https://exemple.org" TargetMode="External"/>'
TEMPLATE = (
    '<Relationship Id="r1" Type="x/attachedTemplate" Target="https://exemple.org/t" TargetMode="External"/>'
)
