"""The workbook to fill in: one sheet per kind of row, its titles, and one line of example to write over."""

import io

from django.utils.translation import gettext as _

from alliances.domain.openings.sheets import SHEETS, template_lines


def template() -> bytes:
    """The XLSX template in the active language. Codes and dates are text cells: nothing is reformatted while typing."""
    import xlsxwriter  # noqa: PLC0415 - as in `ui.tables.export`

    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": _("Modèle de reprise en cours de plan")})
        title = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3F0EE"})
        text = workbook.add_format({"num_format": "@"})
        for sheet in SHEETS:
            page = workbook.add_worksheet(str(sheet.title))
            titles, example = template_lines(sheet)
            page.set_column(0, len(titles) - 1, 24, text)
            page.write_row(0, 0, titles, title)
            page.write_row(1, 0, example, text)
            page.freeze_panes(1, 1)
    return output.getvalue()
