"""A call from its first draft to its closing: what may change before it opens, and what nobody may change after."""

import html
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests import factories
from tests.manager.conftest import signed_in

from alliances.domain.calls import actions
from alliances.domain.calls.models import Call, ClosingChange
from alliances.domain.calls.queries import weighted
from alliances.domain.common.verdict import NotPermitted, Refused
from alliances.domain.territories.models import Level
from alliances.domain.territories.zones import zone_of

pytestmark = pytest.mark.django_db


def text(answer):
    return html.unescape(answer.content.decode())


@pytest.fixture
def alliance(world):
    return factories.signed_alliance(world)


@pytest.fixture
def draft(world, alliance):
    """A complete draft that opens in five days."""
    priority = factories.adopted_priority(world, alliance)
    return actions.prepare_call(
        actor=world.here.manager, alliance=alliance, envelope=factories.local_envelope(alliance, world.here),
        territory=world.here.mrcs[0], title="Appel", purpose="Soutenir.", budget_cents=10_000,
        opens_at=timezone.now() + timedelta(days=5), closes_at=timezone.now() + timedelta(days=30),
        priorities=[priority], criteria=[("Besoin", 3), actions.Line("Place des gens", 1, 10)],
    )  # fmt: skip


@pytest.fixture
def opened(world, alliance):
    return factories.open_call(world, alliance=alliance)


def typed(call, **changes):
    """What the form of `call` holds, as a browser would send it back."""
    client_form = (
        signed_in(call_manager(call)).get(reverse("manager_call_edit", args=[call.pk])).context["form"]
    )
    values = {}
    for bound in client_form:
        value = bound.value()
        if bound.name == "priorities":
            value = list(value)
        elif isinstance(value, int) and bound.name == "budget":
            value = bound.field.prepare_value(value)
        values[bound.name] = "" if value is None else value
    return {**values, **changes}


def call_manager(call):
    return call.test_manager


def test_every_field_of_a_draft_can_change_and_the_grid_can_be_reordered(world, draft, as_manager):
    draft.test_manager = world.here.manager
    values = typed(draft, title="Autre titre", budget="50,00", rank_1="9", label_3="Réalisme", rank_3="1")
    edit = reverse("manager_call_edit", args=[draft.pk])
    assert as_manager.post(edit, values).status_code == 302
    draft.refresh_from_db()
    assert (draft.title, draft.budget_cents) == ("Autre titre", 5_000)
    grid = list(draft.criteria.order_by("rank").values_list("label", "weight", "maximum"))
    assert grid == [("Réalisme", 1, 5), ("Place des gens", 1, 10), ("Besoin", 3, 5)]
    as_manager.post(edit, typed(draft, label_2=""))
    assert list(draft.criteria.values_list("label", flat=True)) == ["Réalisme", "Besoin"]
    page = text(as_manager.get(reverse("manager_call", args=[draft.pk])))
    assert "Modifié : titre, budget" in page


def test_the_weight_of_each_criterion_is_its_part_of_the_points(draft):
    assert [round(share) for _line, share in weighted(draft)] == [60, 40]
    assert sum(share for _line, share in weighted(draft)) == 100


def test_a_draft_is_previewed_by_its_region_alone(draft, world, as_manager):
    page = reverse("call_page", args=[draft.pk])
    assert "Cet appel est un brouillon" in text(as_manager.get(page))
    assert Client().get(page).status_code == 404
    assert signed_in(world.there.manager).get(page).status_code == 404
    assert signed_in(world.here.coordinator).get(page).status_code == 404


def test_a_published_call_changes_until_it_opens_and_stays_publishable(draft, world, as_manager):
    actions.publish(actor=world.here.manager, call=draft)
    draft.test_manager = world.here.manager
    edit = reverse("manager_call_edit", args=[draft.pk])
    too_much = text(as_manager.post(edit, typed(draft, title="Trop", budget="999 999")))
    assert "dépasse le solde disponible" in too_much
    draft.refresh_from_db()
    assert draft.title == "Appel"
    as_manager.post(edit, typed(draft, title="Mieux dit"))
    draft.refresh_from_db()
    assert (draft.title, draft.state) == ("Mieux dit", "published")


def test_an_open_call_refuses_a_correction_in_a_sentence_and_keeps_what_was_typed(opened, world, as_manager):
    opened.test_manager = world.here.manager
    edit = reverse("manager_call_edit", args=[opened.pk])
    answer = text(as_manager.post(edit, typed(opened, title="Trop tard")))
    assert "ses règles ne changent plus" in answer
    assert "Trop tard" in answer
    with pytest.raises(NotPermitted):
        actions.edit_call(
            actor=world.here.table, call=opened, envelope=opened.envelope, territory=opened.territory, title="x",
            purpose="x", budget_cents=1, opens_at=opened.opens_at, closes_at=opened.closes_at, priorities=[],
            criteria=[],
        )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda call: Call.objects.filter(pk=call.pk).update(budget_cents=1),
        lambda call: Call.objects.filter(pk=call.pk).update(opens_at=call.opens_at - timedelta(days=1)),
        lambda call: call.criteria.update(weight=9),
        lambda call: call.criteria.all().delete(),
        lambda call: call.priorities.clear(),
    ],
)
def test_the_database_itself_keeps_what_people_read_of_an_open_call(opened, change):
    with pytest.raises(IntegrityError, match="open call"), transaction.atomic():
        change(opened)


def test_the_closing_moves_only_later_with_a_reason_that_everybody_reads(opened, world, as_manager):
    url = reverse("manager_call_prolong", args=[opened.pk])
    announced = opened.closes_at
    later = timezone.localtime(announced + timedelta(days=10)).date().isoformat()
    earlier = timezone.localtime(announced - timedelta(days=10)).date().isoformat()
    values = {"prolong-closes_on": later, "prolong-closes_time": "16:00", "prolong-reason": "Tempête."}
    assert 'class="error-summary"' in text(as_manager.post(url, {**values, "prolong-reason": " "}))
    assert "doit venir après" in text(as_manager.post(url, {**values, "prolong-closes_on": earlier}))
    opened.refresh_from_db()
    assert opened.closes_at == announced
    assert as_manager.post(url, values).status_code == 302
    opened.refresh_from_db()
    change = ClosingChange.objects.get(call=opened)
    assert (change.before, change.after, change.reason) == (announced, opened.closes_at, "Tempête.")
    public = text(Client().get(reverse("call_page", args=[opened.pk])))
    assert "La fermeture a été reportée" in public
    assert "Tempête." in public
    history = text(as_manager.get(reverse("manager_call", args=[opened.pk]))).split("Historique")[1]
    assert history.count("Tempête.") == 1
    with pytest.raises(IntegrityError, match="closing_only_later"), transaction.atomic():
        ClosingChange.objects.create(
            call=opened, before=announced, after=announced, reason="x", changed_by=world.here.manager
        )


def test_a_call_with_files_sent_is_not_closed_before_its_date(opened, world, as_manager):
    factories.sent_application(opened, world.here, requested_cents=100)
    close = reverse("manager_call_close", args=[opened.pk])
    assert "Des demandes sont déjà envoyées" in text(as_manager.post(close, {"reason": "Assez."}))
    opened.refresh_from_db()
    assert opened.state == "published"
    Call.objects.filter(pk=opened.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    as_manager.post(close, {"reason": "La date est passée."})
    opened.refresh_from_db()
    assert opened.state == "closed"
    assert "La date est passée." in text(Client().get(reverse("call_page", args=[opened.pk])))


def test_an_earlier_call_is_copied_into_a_draft_with_its_grid_and_dates_to_come(opened, world, as_manager):
    answer = as_manager.post(reverse("manager_call_copy", args=[opened.pk]))
    copy = Call.objects.exclude(pk=opened.pk).get()
    assert answer.headers["Location"] == reverse("manager_call_edit", args=[copy.pk])
    assert (copy.state, copy.budget_cents, copy.form_version) == (
        "draft",
        opened.budget_cents,
        opened.form_version,
    )
    same = ("label", "weight", "maximum")
    assert list(copy.criteria.values_list(*same)) == list(opened.criteria.values_list(*same))
    assert copy.opens_at > timezone.now()
    assert set(copy.priorities.all()) == set(opened.priorities.all())
    with pytest.raises(NotPermitted):
        actions.copy_call(actor=world.there.manager, call=opened)


def test_hours_are_those_of_the_people_who_apply(world, draft):
    islands = factories.territory("010", "Les Îles d’essai", Level.MRC, world.here.region)
    village = factories.territory("01023", "Village d’essai", Level.MUNICIPALITY, islands)
    coast = factories.territory("982", "Côte d’essai", Level.MRC, world.here.region)
    assert zone_of(village) == ZoneInfo("America/Halifax")
    assert zone_of(coast) == ZoneInfo("America/Blanc-Sablon")
    assert zone_of(world.here.region) == ZoneInfo("America/Toronto")
    noon = datetime.combine(date(2027, 7, 1), datetime.min.time(), zone_of(islands)).replace(hour=16)
    Call.objects.filter(pk=draft.pk).update(
        territory=islands, opens_at=noon - timedelta(days=9), closes_at=noon
    )
    draft.refresh_from_db()
    page = text(signed_in(world.here.manager).get(reverse("call_page", args=[draft.pk])))
    assert "16\u00a0h (heure des Îles-de-la-Madeleine)" in page


def test_a_call_prolonged_after_its_closing_is_refused(opened, world):
    Call.objects.filter(pk=opened.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    opened.refresh_from_db()
    with pytest.raises(Refused, match="L’appel est fermé"):
        actions.prolong(
            actor=world.here.manager, call=opened, closes_at=timezone.now() + timedelta(days=1), reason="x"
        )
