"""Expected results: how many of what."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from alliances.domain.applications import actions, rules
from alliances.domain.applications.actions import ResultTyped
from alliances.domain.applications.models import Application
from alliances.domain.people.models import Account
from alliances.spaces.organisation.editors.base import Editor, Texts
from alliances.spaces.organisation.editors.rows import RowsForm
from alliances.spaces.organisation.forms import LenientForm, count_field
from alliances.ui.forms import TextField


class ResultsForm(RowsForm):
    prefixes = ("result",)
    told = ("label", "target", "unit")

    def fields_of(self, prefix: str) -> dict[str, forms.Field]:
        return {
            "label": TextField(label=_("Résultat"), max_length=rules.LONGEST_LINE),
            "target": count_field(_("Cible"), max_value=2_000_000_000),
            "unit": TextField(label=_("Unité"), max_length=rules.LONGEST_LINE, required=False),
        }


class ResultsEditor(Editor):
    page = rules.RESULTS
    template = "organisation/parts/results.html"

    def stored(self) -> Texts:
        found: Texts = {}
        for place, result in enumerate(self.dossier.content.results):
            target = "" if result.target is None else str(result.target)
            found |= {
                f"result-{place}-label": result.label,
                f"result-{place}-target": result.target_typed or target,
                f"result-{place}-unit": result.unit,
            }
        return found

    def form(self, data: QueryDict) -> LenientForm:
        return ResultsForm(data)

    def write(self, actor: Account, version: int, form: LenientForm) -> Application:
        assert isinstance(form, ResultsForm)  # noqa: S101 - an editor writes its own form
        results = []
        for number in form.numbers["result"]:
            name = f"result-{number}"
            target, target_typed = form.read(f"{name}-target")
            label, unit = form.typed(f"{name}-label"), form.typed(f"{name}-unit")
            results.append(ResultTyped(label, target, target_typed, unit))
        return actions.save_results(
            actor=actor, application=self.application, version=version, results=results
        )
