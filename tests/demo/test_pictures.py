from __future__ import annotations

import json
from pathlib import Path

import pytest
import pyvips

from api.demo import pictures
from api.demo.pictures import drawing

TEXTS = json.loads((Path(pictures.__file__).parent / "texts.json").read_text("utf-8"))


@pytest.mark.parametrize("name", drawing.names())
def test_a_picture_is_drawn_the_same_each_time(name: str) -> None:
    """It is small, has several colours, and needs no typeface, which another machine would have otherwise."""
    made = drawing.png(name)
    assert made == drawing.png(name)
    assert len(made) < 100_000
    assert "<text" not in drawing.svg(name)
    found = pyvips.Image.new_from_buffer(made, "")
    assert (found.width, found.height) == (drawing.WIDTH, drawing.HEIGHT)
    assert found.deviate() > 15


def test_every_picture_has_its_credit_and_its_words() -> None:
    """At least ten, each with alternative texts in three languages."""
    assert list(TEXTS) == drawing.names()
    assert len(TEXTS) >= 10
    for told in TEXTS.values():
        assert told["credit"]
        assert all(told["alt"][language] for language in ("be", "ru", "en"))
