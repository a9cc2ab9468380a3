"""One declaration feeds the list, its sorting, filters and pages, and the CSV and XLSX files.

class TerritoryTable(Table):
    caption = _("Territoires")
    search = ("sort_key",)
    order = "name"
    columns = (
        Column("name", _("Territoire"), field="sort_key", sortable=True, href=lambda row: row.get_absolute_url()),
        Column("population", _("Population"), kind=Kind.NUMBER, sortable=True, total=True),
    )
    filters = (ChoiceFilter("niveau", _("Niveau"), Level.choices, field="level"),)

table = TerritoryTable(request, Territory.objects.all())
if table.export:
    return table.response("territoires")
return render(request, "…", {"table": table})      # <c-table :table="table" />
"""

from alliances.ui.tables.columns import ChoiceFilter, Column, Kind
from alliances.ui.tables.export import neutralise
from alliances.ui.tables.table import Table

__all__ = ["ChoiceFilter", "Column", "Kind", "Table", "neutralise"]
