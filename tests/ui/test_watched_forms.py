"""Two people, or two tabs, on one form: the second learns what the first saved, and loses no word."""

from django import forms
from django.http import QueryDict

from alliances.ui.forms import TextField, WatchedForm


class Card(WatchedForm):
    name = TextField(label="Nom")
    phone = TextField(label="Téléphone", required=False)
    kind = forms.ChoiceField(label="Genre", choices=(("a", "A"), ("b", "B")))


STORED = {"name": "Maison", "phone": "418", "kind": "a"}


def sent(page: Card, **changed: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({**STORED, **changed, "seen": page.seen})
    return data


def test_a_page_whose_answers_nobody_changed_is_saved():
    assert Card(sent(Card(initial=STORED), name="Autre"), initial=STORED).is_valid()


def test_what_another_saved_meanwhile_is_shown_at_its_field_and_not_written_over():
    page = Card(initial=STORED)
    now = STORED | {"phone": "819"}
    second = Card(sent(page, name="Autre"), initial=now)
    assert not second.is_valid()
    assert set(second.errors) == {"phone"}
    assert "819" in str(second.errors["phone"])
    assert second["name"].value() == "Autre"


def test_a_choice_changed_meanwhile_is_told_without_its_code():
    second = Card(sent(Card(initial=STORED)), initial=STORED | {"kind": "b"})
    assert "a changé depuis" in str(second.errors["kind"])


def test_sent_again_from_the_page_that_said_so_the_last_words_stand():
    now = STORED | {"phone": "819"}
    second = Card(sent(Card(initial=STORED)), initial=now)
    assert not second.is_valid()
    assert Card(sent(second, phone="418"), initial=now).is_valid()


def test_the_same_answer_from_two_tabs_is_no_quarrel():
    page = Card(initial=STORED)
    assert Card(sent(page, phone="819"), initial=STORED | {"phone": "819"}).is_valid()
