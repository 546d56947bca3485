"""What the doctor says of pictures."""

from __future__ import annotations

from pathlib import Path

from api.content.pictures import rendering, storage
from api.content.pictures.models import Picture
from api.operations import pictures
from api.operations.findings import Finding
from tests.content.pictures.shelf import add
from tests.content.pictures.specimens import jpeg
from tests.newsroom import Newsroom


def _look(room: Newsroom) -> list[Finding]:
    return list(pictures.look(room.settings))


def test_a_newsroom_without_pictures_is_told_nothing(newsroom: Newsroom) -> None:
    """There is nothing to look at, and no store need be there."""
    assert _look(newsroom) == []


def test_pictures_that_are_in_place_are_counted(newsroom: Newsroom) -> None:
    """It is well, and no file is read for it."""
    add(jpeg(), storage.current())
    assert [(found.level, found.says) for found in _look(newsroom)] == [("well", "1")]


def test_files_that_are_missing_are_a_fault_with_its_remedy(newsroom: Newsroom) -> None:
    """The doctor counts them and says which command names them."""
    add(jpeg(), storage.current())
    for path in list(Path(newsroom.settings.pictures).rglob("*.jpg")):
        path.unlink()
    (found,) = _look(newsroom)
    assert (found.level, found.says) == ("fault", "2 files of 1 pictures are missing")
    assert "polyweek picture check" in (found.advice or "")


def test_a_folder_that_cannot_be_read_is_a_fault(newsroom: Newsroom) -> None:
    """A path that is no folder, as a mount that went wrong, is named by its setting."""
    add(jpeg(), storage.current())
    folder = Path(newsroom.settings.pictures)
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(folder)  # leads nowhere but to itself
    (found,) = _look(newsroom)
    assert found.level == "fault"
    assert "POLYWEEK_PICTURES" in (found.advice or "")


def test_sizes_that_could_not_be_made_are_a_note(newsroom: Newsroom) -> None:
    """After the last try, somebody should look."""
    picture_id = add(jpeg(), storage.current()).picture_id
    Picture.update(tries=rendering.MOST_TRIES).where(Picture.id == picture_id).execute()
    levels = [(found.level, found.says) for found in _look(newsroom)]
    assert levels == [("well", "1"), ("note", "the sizes of 1 could not be made")]
