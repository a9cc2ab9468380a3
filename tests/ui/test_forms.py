"""Forms: what is read, what is refused and with which sentence, and that nothing typed is lost."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation

from alliances.ui import typed
from alliances.ui.forms import CountField, DayField, Form, MoneyField, TextField
from alliances.ui.specimens import SpecimenForm


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234", 123400),
        ("1234,5", 123450),
        ("1234.56", 123456),
        ("1 234,56 $", 123456),
        ("1\u00a0234,56\u00a0$", 123456),
        ("1\u202f234,56", 123456),
        ("1\u2009234.56", 123456),
        ("$1,234.56", 123456),
        ("$ 12", 1200),
        ("1,234,567", 123456700),
        ("\u22125", -500),
        ("-1 000,00 $", -100000),
        ("0", 0),
    ],
)
def test_amounts_read(text: str, cents: int) -> None:
    assert typed.cents(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "1,234", "1.234", "12.345", "1,2345", "1,23,4", "1.234,56", "25 00", "1 23 456", "١٢٣", "１２",
        "1e309", "NaN", "12$5", "$", "-", "--5", "1 234 ,56", "0x10", "1_000", "douze", "5 %", "$1,234.567",
    ],
)  # fmt: skip
def test_amounts_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        typed.cents(text)


def test_an_ambiguous_amount_is_explained() -> None:
    with pytest.raises(ValidationError, match=r"deux façons\. Écrivez 1234 ou 1,23") as refusal:
        typed.cents("1,234")
    assert refusal.value.code == "ambiguous"
    with translation.override("en"), pytest.raises(ValidationError, match=r"two ways\. Write 1234 or 1\.23"):
        typed.cents("1.234")


def test_a_comma_between_thousands_is_read_in_english_alone() -> None:
    with translation.override("en"):
        assert typed.cents("10,000") == typed.cents("$10,000.00") == 1_000_000


class Sample(Form):
    title = TextField(label="Titre", max_length=5)
    amount = MoneyField(label="Montant", max_cents=1000_00)
    day = DayField(label="Jour", earliest=date(2026, 1, 1))
    people = CountField(label="Personnes", required=False)
    email = forms.EmailField(label="Courriel")
    notes = forms.CharField(label="Notes", required=False)


GOOD = {"title": "Pain", "amount": "1 000,00 $", "day": "2026-11-05", "people": "1 200", "email": "a@b.ca"}


def sample(**changes: Any) -> Sample:
    return Sample({**GOOD, **changes})


def test_a_good_form() -> None:
    form = sample()
    assert form.is_valid()
    assert form.cleaned_data["amount"] == 100_000
    assert form.cleaned_data["people"] == 1200


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Remplissez ce champ"),
        ("title", "Tartes", "au plus 5 caractères. Il en compte 6"),
        ("title", "a\x00b", "caractère invisible"),
        ("amount", "", "Remplissez ce champ"),
        ("amount", "1000,01", "au plus 1\u00a0000,00\u00a0$"),
        ("amount", "-1", "au moins 0,00\u00a0$"),
        ("amount", "9" * 40, "trop long"),
        ("day", "05/11/2026", "Par exemple 2026-11-05"),
        ("day", "2026-02-30", "Par exemple 2026-11-05"),
        ("day", "0000-00-00", "Par exemple 2026-11-05"),
        ("day", "٢٠٢٦-11-05", "Par exemple 2026-11-05"),
        ("day", "2025-12-31", "à partir du 1er\u00a0janvier\u00a02026"),
        ("day", "9999-12-31", "au plus tard"),
        ("people", "١٢٣", "nombre entier"),
        ("people", "-1", "au moins 0"),
        ("people", "9" * 30, "nombre entier"),
        ("email", "nom@", "adresse courriel complète"),
        ("notes", "x" * 5001, "au plus 5000 caractères"),
    ],
)
def test_refusals(field: str, value: str, sentence: str) -> None:
    form = sample(**{field: value})
    assert not form.is_valid()
    assert [sentence in str(error) for error in form.errors[field]] == [True]


def test_every_sentence_has_its_english() -> None:
    with translation.override("en"):
        form = SpecimenForm({"title": "x" * 90, "amount": "1,234", "start": "05/11/2026", "email": "nom@"})
        text = str(form.errors.as_text())
    for french in ("Écrivez", "Choisissez", "Remplissez", "Raccourcissez", "Cochez"):
        assert french not in text


def render(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_a_refused_form_keeps_what_was_typed_and_leads_to_each_field() -> None:
    form = SpecimenForm({"title": "<b>" * 40, "amount": "1,234", "start": "05/11/2026", "email": "nom@"})
    page = render('{% cotton form :form="form" submit="Envoyer la demande" / %}', form=form)
    for kept in ('value="1,234"', 'value="05/11/2026"', 'value="nom@"', "&lt;b&gt;"):
        assert kept in page
    assert "<b>" not in page
    for target in ("id_title", "id_amount", "id_start", "id_kind_0", "id_agree"):
        assert f'href="#{target}"' in page
        assert f'id="{target}"' in page
    assert 'role="alert"' in page
    assert page.count('aria-invalid="true"') >= 5
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in page
    # A date that cannot be read is shown as text: a calendar would swallow it.
    assert '<input type="text" name="start"' in page


def test_every_text_box_has_a_longest_length() -> None:
    for name in ("title", "notes"):
        assert 'maxlength="' in str(sample()[name])


def test_initial_cents_are_shown_as_typed() -> None:
    form = Sample(initial={"amount": 123_456})
    assert 'value="1\u00a0234,56"' in str(form["amount"])
    assert not Sample(GOOD, initial={"amount": 100_000}).fields["amount"].has_changed(100_000, "1 000,00")
