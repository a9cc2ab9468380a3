"""Migrating renders little, and still shows the whole to the code that reads it."""

import pgtrigger
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState
from pgtrigger.migrations import AddTrigger

from alliances.ops.migrating import rendering_little


def chain() -> ProjectState:
    """C refers to B, which refers to A; all rendered."""
    state = ProjectState()
    for name, target in (("A", None), ("B", "A"), ("C", "B")):
        fields = [("id", models.AutoField(primary_key=True))]
        if target:
            fields.append(("to", models.ForeignKey(f"chain.{target}", on_delete=models.CASCADE)))
        state.add_model(ModelState("chain", name, fields))
    assert state.apps.get_models()
    return state


def test_python_in_a_migration_finds_every_model_as_it_stands() -> None:
    state = chain()
    back = models.ForeignKey("chain.C", null=True, on_delete=models.CASCADE)
    with rendering_little():
        migrations.AddField("a", "back", back).state_forwards("chain", state)
        state.clear_delayed_apps_cache()  # what RunPython does before it reads
        far = state.apps.get_model("chain", "C")
        for _step in "BA":
            far = far._meta.get_field("to").remote_field.model
        assert far._meta.get_field("back").remote_field.model is state.apps.get_model("chain", "C")


def test_a_trigger_renders_nothing_and_is_remembered() -> None:
    state = chain()
    before = state.apps.get_model("chain", "B")
    trigger = pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)
    with rendering_little():
        AddTrigger("b", trigger).state_forwards("chain", state)
    assert state.apps.get_model("chain", "B") is before
    assert state.models["chain", "b"].options["triggers"] == [trigger]
    assert state.is_delayed


def test_nothing_is_changed_once_migrated() -> None:
    before = ProjectState.reload_model, AddTrigger.state_forwards
    with rendering_little():
        assert (ProjectState.reload_model, AddTrigger.state_forwards) != before
    assert (ProjectState.reload_model, AddTrigger.state_forwards) == before
