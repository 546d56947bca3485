from __future__ import annotations

from typing import Any

import pytest
import pyvips

from api.content.pictures import files, pictures, rendering, renditions, upkeep
from api.content.pictures.models import Picture
from api.content.pictures.redactions import Redaction
from api.content.pictures.renditions import MASTER
from api.platform.errors import Conflict, NotFound, PreconditionFailed
from api.platform.preconditions import ANY, Expected
from api.publishing import pictures as shown_pictures
from tests.content.pictures.shelf import Memory, actor, add
from tests.content.pictures.specimens import jpeg, png, scene
from tests.newsroom import NOW, Newsroom

BLACK = Redaction(0.25, 0.25, 0.5, 0.5)


def _pixels(store: Memory) -> dict[str, Any]:
    return {name: pyvips.Image.new_from_buffer(data, "") for name, data in store.files.items()}


@pytest.mark.parametrize("shape", ["rectangle", "ellipse"])
@pytest.mark.parametrize("when", ["upload", "later"])
def test_what_lies_beneath_a_redaction_is_in_no_size(sqlite_newsroom: Newsroom, shape: Any, when: str) -> None:
    """Master, sizes and crops in every format are black in its middle, and as they were outside of it."""
    store, over = Memory(), Redaction(0.25, 0.25, 0.5, 0.5, shape)
    if when == "upload":
        picture_id = add(png(720, 480), store, over).picture_id
    else:
        before = add(png(720, 480), store).picture_id
        assert rendering.make(before, store=store)
        picture_id = shown_pictures.redact(before, [over], store=store, expected=ANY, by=actor(), at=NOW)
    assert rendering.make(picture_id, store=store)
    assert len(store.files) == len(renditions.wanted(720, 480)) + 1
    for name, image in _pixels(store).items():
        middle = image.extract_area(image.width * 4 // 10, image.height * 4 // 10, image.width // 5, image.height // 5)
        assert middle.max() < 12, name
        assert image.extract_area(0, 0, 8, 8)[2].avg() > 100, name


def test_a_pixelated_shape_has_few_cells_of_few_colours(sqlite_newsroom: Newsroom) -> None:
    """A stroke beneath moves a cell by one step at most; each cell is one colour, and a small shape is black."""
    soft, tiny = (
        Redaction(0.25, 0.25, 0.5, 0.5, style="pixelated"),
        Redaction(0.02, 0.02, 0.05, 0.05, style="pixelated"),
    )
    plain = scene(720, 480)
    found = []
    for image in (plain, plain.draw_line([255, 255, 255], 300, 200, 420, 280)):
        store = Memory()
        add(bytes(image.pngsave_buffer()), store, soft, tiny)
        (master,) = [image for name, image in _pixels(store).items() if MASTER in name]
        found.append(master)
    without, with_it = (image.extract_area(180, 120, 360, 240) for image in found)
    assert (without - with_it).abs().max() <= 32  # one step of a colour, where an average lay beside its edge
    cell = without.extract_area(10, 10, 20, 20)
    assert cell.max() - cell.min() <= 255
    assert all(cell[band].min() == cell[band].max() for band in range(3))
    assert found[0].extract_area(15, 10, 30, 20).max() == 0


def test_a_redacted_picture_takes_the_place_of_the_old_one(newsroom: Newsroom) -> None:
    """It has the facts of the old one; the old one names it, has no files, and can neither change nor be redacted."""
    store = Memory()
    first = add(jpeg(), store, told={"credit": "Zosia", "has_people": True, "consent": "given"}).picture_id
    second = shown_pictures.redact(first, [BLACK], store=store, expected=ANY, by=actor(), at=NOW)
    third = shown_pictures.redact(second, [BLACK], store=store, expected=ANY, by=actor(), at=NOW)
    old, new = pictures.get(first), pictures.get(third)
    assert (old.replaced_by, old.has_files, new.credit, new.consent) == (third, False, "Zosia", "given")
    assert store.of(first) == store.of(second) == []
    assert len(store.of(third)) == 2
    assert add(jpeg(), store).picture_id == third
    for work in (
        lambda: shown_pictures.redact(first, [BLACK], store=store, expected=ANY, by=actor(), at=NOW),
        lambda: shown_pictures.change(first, {"credit": "x"}, expected=ANY, by=actor(), at=NOW),
    ):
        with pytest.raises(Conflict):
            work()
    with pytest.raises(NotFound):
        files.master_of(store, first)


def test_a_redaction_that_comes_too_late_leaves_nothing(newsroom: Newsroom) -> None:
    """Who has read an older state is refused, and what was painted goes again."""
    store = Memory()
    picture_id = add(jpeg(), store).picture_id
    with pytest.raises(PreconditionFailed):
        shown_pictures.redact(picture_id, [BLACK], store=store, expected=Expected(frozenset({"7"})), by=actor(), at=NOW)
    assert len(store.files) == 2
    assert Picture.select().count() == 1


def test_sizes_of_a_picture_that_is_redacted_meanwhile_go_again(newsroom: Newsroom) -> None:
    """The worker that still painted the old one does not bring back what was beneath."""
    store, by = Memory(), actor()
    picture_id = add(jpeg(), store).picture_id

    class Meddling(Memory):
        def put(self, name: str, data: bytes) -> None:
            if not self.calls:
                self.calls.append(("put", name))
                shown_pictures.redact(picture_id, [BLACK], store=store, expected=ANY, by=by, at=NOW)
            store.put(name, data)

        def get(self, name: str) -> bytes:
            return store.get(name)

    assert not rendering.make(picture_id, store=Meddling())
    assert store.of(picture_id) != []
    assert upkeep.clear_gone(store) == 1
    assert store.of(picture_id) == []
    assert upkeep.clear_gone(store) == 0
