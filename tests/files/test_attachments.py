"""Who reads a document joined to an application: its organisation, then the region once it is sent."""

import pytest
from tests import factories
from tests.files import samples

from alliances.domain.applications import actions, attachments
from alliances.domain.applications.models import Attachment, AttachmentKind

pytestmark = pytest.mark.django_db


def test_the_document_of_a_draft_is_read_by_its_organisation_alone(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    world = factories.world()
    here = world.here
    draft = factories.draft_application(factories.open_call(world), here)
    joined = attachments.attach(
        actor=here.coordinator, application=draft, name="lettre.pdf", content=samples.pdf(),
        kind=AttachmentKind.OTHER,
    )  # fmt: skip
    readers = (here.manager, here.table, here.clerk, here.member, world.there.manager)
    assert list(Attachment.objects.visible_to(here.coordinator)) == [joined]
    assert not any(Attachment.objects.visible_to(reader).exists() for reader in readers)
    actions.send(actor=here.coordinator, application=draft)
    assert list(Attachment.objects.visible_to(here.manager)) == [joined]
    assert not Attachment.objects.visible_to(world.there.manager).exists()
