"""A public page asks for less than 60 KB of style and script, all of it ours."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from tests.public.test_pages import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
LIMIT = 60 * 1024


def test_style_and_script_stay_light(client: Client) -> None:
    for path in PAGES:
        text = client.get(path).content.decode()
        asked = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', text))
        assert asked, path
        assert sum(Path(str(finders.find(each))).stat().st_size for each in asked) < LIMIT, (path, asked)
