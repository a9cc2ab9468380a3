"""The colours of the stylesheet, read from it: texts at 4.5:1, borders of controls at 3:1."""

import re
from pathlib import Path

import pytest

import alliances

CSS = (Path(alliances.__file__).parent / "ui/static/ui/css/alliances.css").read_text("utf-8")
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{6})", CSS))
WHITE = "#FFFFFF"


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TONES = ["success", "warning", "danger", "info"]
TEXTS = [
    *(
        (text, ground)
        for text in ("text", "text-2", "link", "primary", "danger")
        for ground in ("paper", "ground")
    ),
    *((tone, f"{tone}-tint") for tone in TONES),
    *(("text", f"{tone}-tint") for tone in TONES),
    *((text, "neutral-tint") for text in ("text", "text-2")),
    ("primary-dark", "primary-tint"),
    ("paper", "primary"),
    ("paper", "primary-dark"),
    ("paper", "accent"),
    ("paper", "accent-dark"),
    *(("text", f"class-{i}") for i in (1, 2, 3, 4)),
    *(("paper", f"class-{i}") for i in (5, 6)),
    ("text", "halo"),
]


@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_texts(text: str, ground: str) -> None:
    assert contrast(TOKENS[text], TOKENS[ground]) >= 4.5


@pytest.mark.parametrize(
    ("line", "ground"),
    [("control", "paper"), ("control", "ground"), ("primary", "ground"), ("danger", "ground")],
)
def test_borders_of_controls(line: str, ground: str) -> None:
    assert contrast(TOKENS[line], TOKENS[ground]) >= 3


def test_it_stays_small() -> None:
    assert len(CSS.encode()) < 31 * 1024
