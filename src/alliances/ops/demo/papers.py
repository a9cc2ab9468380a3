"""The fictitious documents joined to the applications of the demonstration: one page each, which says so."""

import io

import pikepdf


def one_page(title: str) -> bytes:
    """A PDF of one page with its title, the same bytes each time."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(612, 792))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    lines = [title, "Document fictif, fait pour la démonstration."]
    shown = " ".join(f"({_escaped(line)}) Tj 0 -24 Td" for line in lines)
    page.Contents = document.make_stream(f"BT /F1 16 Tf 72 700 Td {shown} ET".encode("cp1252", "replace"))
    output = io.BytesIO()
    document.save(output, static_id=True)
    return output.getvalue()


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
