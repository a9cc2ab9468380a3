"""What a search keeps, the same on the screen, in the files and on paper."""

from typing import Any

from django.db.models import Q

from alliances.domain.common.text import sort_key
from alliances.ui.tables.columns import read_path


def searched(rows: Any, paths: Any, words: str) -> Any:
    """Those of `rows` (a queryset or a list) in which one of `paths` holds `words`, without accents where it can."""
    letters = sort_key(words).split("\t")[0]
    if isinstance(rows, list):
        return [
            row for row in rows if any(letters in sort_key(str(read_path(row, path) or "")) for path in paths)
        ]
    condition = Q()
    for path in paths:
        field = path.replace(".", "__")
        if field.endswith("sort_key"):
            condition |= Q(**{f"{field}__contains": letters}) if letters else Q()
        else:
            condition |= Q(**{f"{field}__icontains": words})
    return rows.filter(condition)
