"""The form that reads a file of criteria, or its corrected lines."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliances.domain.common.verdict import Refused
from alliances.domain.territories.models import Territory
from alliances.spaces.ministry.criteria_cells import LARGEST_FILE, Cells, as_text, cells_of, cells_of_text
from alliances.spaces.ministry.criteria_file import Read, read
from alliances.ui.forms import Form, TextField

LONGEST_LINES = 200_000  # characters that a person may correct in the page


class CriteriaFileForm(Form):
    """A file, or the lines of one that was read before and corrected in the page: the file wins."""

    source = TextField(
        label=_("D’où viennent ces chiffres"),
        help_text=_("L’organisme et la date. Cette source paraît dans la décision."),
        max_length=300,
    )
    file = forms.FileField(
        label=_("Fichier de critères"),
        required=False,
        help_text=_("Format XLSX ou CSV, 2 Mo au plus : une ligne par territoire, une colonne par critère."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    name = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)
    lines = TextField(
        label=_("Lignes lues, à corriger ici"), lines=14, required=False, max_length=LONGEST_LINES
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, places: Sequence[Territory], **kwargs: Any
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.fields["file"].required = not (data and data.get("lines"))
        self.places = places
        self.cells: Cells = []
        self.found = Read()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sent, lines = cleaned.get("file"), cleaned.get("lines") or ""
        if "file" in self.errors or "lines" in self.errors:
            return cleaned
        try:
            self.cells = self._cells(sent, lines)
        except Refused as refusal:
            self.add_error("file" if sent else "lines", str(refusal))
            return cleaned
        self.found = read(self.cells, self.places)
        return cleaned

    def _cells(self, sent: Any, lines: str) -> Cells:
        return cells_of(sent.name, sent.read(LARGEST_FILE + 1)) if sent else cells_of_text(lines)

    @property
    def text(self) -> str:
        """What was read, as lines to correct."""
        return as_text(self.cells)

    @property
    def file_name(self) -> str:
        sent = self.cleaned_data.get("file")
        return sent.name if sent else self.cleaned_data.get("name") or str(_("lignes corrigées"))

    def for_action(self) -> Mapping[str, Any]:
        return {
            "name": self.file_name,
            "source": self.cleaned_data["source"],
            "sha256": hashlib.sha256(self.text.encode()).hexdigest(),
            "columns": self.found.columns,
            "figures": self.found.figures,
        }
