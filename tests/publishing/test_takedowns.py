from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.content.pictures import files, pictures, rendering, renditions, storage, upkeep
from api.content.pictures.models import Picture
from api.content.pictures.redactions import Redaction
from api.content.pictures.renditions import MASTER
from api.platform import db
from api.platform.errors import Conflict, Forbidden, PreconditionFailed, Unavailable
from api.platform.preconditions import ANY, Expected
from api.publishing import exposure, journal, takedowns
from api.publishing import pictures as shown_pictures
from api.publishing.takedowns import Exhibition
from tests.content.pictures import shelf
from tests.content.pictures.shelf import SECRET, Memory, actor
from tests.content.pictures.specimens import png
from tests.delivery import exhibits
from tests.delivery.exhibits import show, shown, withdraw
from tests.newsroom import NOW, Newsroom
from tests.statements import counted

ALL = set(renditions.wanted(700, 500))
KEPT = {renditions.first(700, 500)}


@pytest.fixture
def store() -> Memory:
    """Give a store in memory, in place of the newsroom's."""
    return Memory()


@pytest.fixture(autouse=True)
def _current(monkeypatch: pytest.MonkeyPatch, store: Memory) -> None:
    monkeypatch.setattr(storage, "current", lambda: store)


def sizes(picture: str) -> set[Any]:
    """Give the sizes of a picture that have rows."""
    return {one for one in files.of(picture) if one.crop != MASTER}


def whole(store: Memory, picture: str) -> int:
    """Give how many files of a picture the store has, each as its row says."""
    assert list(upkeep.check(store)) == []
    return len(store.of(picture))


def test_what_nothing_shows_any_longer_leaves_the_store(newsroom: Newsroom, store: Memory) -> None:
    """With its last publication go all its sizes but the first, which the desk shows; other pictures stay."""
    exhibition = Exhibition()
    article, picture = shown(newsroom)
    other, unseen = exhibits.picture(710, 500), exhibits.picture(720, 500)
    newsroom.publish(body=exhibits.body(other))
    assert exhibition.follow(store) == 0  # that they are shown was noted with the release
    withdraw(newsroom, article)
    assert exhibition.follow(store) == 1
    assert (sizes(picture), whole(store, picture)) == (KEPT, 2)
    assert whole(store, other) == whole(store, unseen) > 10
    assert not rendering.pending()
    assert exhibition.follow(store) == exhibition.follow(store) == 0
    assert newsroom.call("GET", f"/v1/desk/pictures/{picture}/640.jpg", "editor").status_code == 200
    assert newsroom.call("GET", f"/media/{picture}/640.jpg").status_code == 410


def test_what_is_shown_again_has_its_sizes_made_anew(newsroom: Newsroom, store: Memory) -> None:
    """Meanwhile the first is given for each of them."""
    exhibition = Exhibition()
    article, picture = shown(newsroom)
    exhibition.follow(store)
    withdraw(newsroom, article)
    exhibition.follow(store)
    newsroom.publish(body=exhibits.body(picture))
    location = newsroom.call("GET", f"/media/{picture}/320.avif").headers["Location"]
    assert location.endswith(f"/media/{picture}/640.jpg")
    assert exhibition.follow(store) == 1
    assert rendering.run_pending(store, at=NOW) == 1
    assert sizes(picture) == ALL
    assert newsroom.call("GET", f"/media/{picture}/320.avif").status_code == 200
    assert list(upkeep.check(store)) == []


def test_with_nothing_to_do_a_look_is_one_statement(newsroom: Newsroom, store: Memory) -> None:
    """However many pictures there are, it asks for the generation; a new one makes it look, once."""
    exhibition = Exhibition()
    shown(newsroom)
    exhibition.follow(store)
    with counted() as statements:
        assert exhibition.follow(store) == 0
    assert len(statements) == 1
    with db.transaction():
        journal.begin()
    for expected in (3, 1):
        with counted() as statements:
            exhibition.follow(store)
        assert len(statements) == expected


def test_a_withdrawn_picture_goes_and_its_substitute_comes(newsroom: Newsroom, store: Memory) -> None:
    """And the other way round when it is restored: the substitute was public, and is so no longer."""
    exhibition = Exhibition()
    _, picture = shown(newsroom)
    substitute = exhibits.picture(650, 500)
    exhibition.follow(store)
    for change, gone, here in (
        ({"withdrawn_at": NOW, "substitute": substitute}, picture, substitute),
        ({"withdrawn_at": None, "substitute": None}, substitute, picture),
    ):
        with db.transaction():
            journal.begin()
            Picture.update(**change).where(Picture.id == picture).execute()
        assert exhibition.follow(store) == 2
        rendering.run_pending(store, at=NOW)
        assert (whole(store, gone), whole(store, here) > 10) == (2, True)
        statuses = [newsroom.call("GET", f"/media/{one}/320.jpg").status_code for one in (gone, here)]
        assert statuses == [410, 200]


def test_a_redacted_picture_is_taken_down_with_what_showed_its_former_self(newsroom: Newsroom, store: Memory) -> None:
    """Though nobody has looked in between."""
    exhibition = Exhibition()
    article, picture = shown(newsroom)
    exhibition.follow(store)
    over = Redaction(0, 0, 0.5, 0.5)
    redacted = shown_pictures.redact(picture, [over], store=store, expected=ANY, by=actor(), at=NOW)
    assert rendering.run_pending(store, at=NOW) == 1
    withdraw(newsroom, article)
    assert exhibition.follow(store) == 2
    assert (whole(store, picture), whole(store, redacted)) == (0, 2)


def test_a_store_that_fails_is_asked_again(newsroom: Newsroom, store: Memory) -> None:
    """What could not be removed is removed at a later look, also by another worker, and nobody reads it meanwhile."""
    article, picture = shown(newsroom)
    Exhibition().follow(store)
    withdraw(newsroom, article)
    exhibition = Exhibition()
    store.left = 3
    for _ in range(2):
        with pytest.raises(Unavailable):
            exhibition.follow(store)
    assert newsroom.call("GET", f"/media/{picture}/320.jpg").status_code == 410
    assert sizes(picture) == KEPT
    store.left = None
    Exhibition().follow(store)
    assert whole(store, picture) == 2


class Meddling(Memory):
    """A store in whose first calls of a kind something happens."""

    def __init__(self, files_: dict[str, bytes], call: str, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self.files, self._at, self._meanwhile = files_, call, meanwhile

    def _call(self, what: str, name: str) -> None:
        if what == self._at:
            self._at = ""
            self._meanwhile()
        super()._call(what, name)


def test_a_release_in_the_middle_of_a_takedown_wins(newsroom: Newsroom, store: Memory) -> None:
    """Shown again while its files are being removed, it is public at once, and has all its sizes in the end."""
    article, picture = shown(newsroom)
    again = newsroom.publish()
    Exhibition().follow(store)
    withdraw(newsroom, article)
    exhibition = Exhibition()
    exhibition.follow(Meddling(store.files, "remove", lambda: show(newsroom, again, picture)))
    assert newsroom.call("GET", f"/media/{picture}/640.jpg").status_code == 200
    exhibition.follow(store)
    rendering.run_pending(store, at=NOW)
    assert sizes(picture) == ALL
    assert list(upkeep.check(store)) == []


def test_a_slow_worker_removes_nothing_that_another_has_made_anew(newsroom: Newsroom, store: Memory) -> None:
    """What it may have removed is made once more: no row names a file that is not there."""
    article, picture = shown(newsroom)
    again = newsroom.publish()
    Exhibition().follow(store)
    withdraw(newsroom, article)

    def overtake() -> None:
        other = Exhibition()
        other.follow(store)
        show(newsroom, again, picture)
        other.follow(store)
        rendering.run_pending(store, at=NOW)
        assert sizes(picture) == ALL

    exhibition = Exhibition()
    exhibition.follow(Meddling(store.files, "remove", overtake))
    exhibition.follow(store)
    rendering.run_pending(store, at=NOW)
    assert sizes(picture) == ALL
    assert list(upkeep.check(store)) == []


@pytest.mark.parametrize("is_shown_again", [False, True])
def test_sizes_that_are_made_while_a_picture_is_taken_down_go_too(
    newsroom: Newsroom, store: Memory, *, is_shown_again: bool
) -> None:
    """The worker that was at it names none of them; shown again meanwhile, they are made once more."""
    article, picture = shown(newsroom, is_rendered=False)
    again = newsroom.publish()
    exhibition = Exhibition()
    exhibition.follow(store)

    def take_down() -> None:
        withdraw(newsroom, article)
        exhibition.follow(store)
        if is_shown_again:
            show(newsroom, again, picture)
            exhibition.follow(store)

    assert not rendering.make(picture, store=Meddling(store.files, "put", take_down))
    exhibition.follow(store)
    rendering.run_pending(store, at=NOW)
    assert sizes(picture) == (ALL if is_shown_again else KEPT)
    assert list(upkeep.check(store)) == []


def test_a_picture_that_nothing_needs_is_deleted_for_good(newsroom: Newsroom, store: Memory) -> None:
    """No file of it stays, nor its likeness; the same bytes become another picture, and its row is never removed."""
    picture = exhibits.picture()
    takedowns.delete(picture, store=store, expected=ANY, by=actor(), at=NOW)
    assert store.files == {}
    found = pictures.get(picture)
    assert (found.thumbhash, found.digest, found.has_files) == ("", None, False)
    assert shelf.add(png(700, 500), store).is_new
    assert picture not in rendering.pending()
    with pytest.raises(Conflict):
        takedowns.delete(picture, store=store, expected=ANY, by=actor(), at=NOW)


def test_the_bytes_of_a_deleted_redaction_are_new_again(newsroom: Newsroom, store: Memory) -> None:
    """Whoever uploads what it was made from gets a picture, not the deleted one."""
    first = exhibits.picture()
    redacted = shown_pictures.redact(first, [Redaction(0, 0, 0.5, 0.5)], store=store, expected=ANY, by=actor(), at=NOW)
    takedowns.delete(redacted, store=store, expected=ANY, by=actor(), at=NOW)
    again = pictures.add(png(700, 500), [], {}, store=store, secret=SECRET, by=actor(), at=NOW)
    assert (again.is_new, again.picture_id in {first, redacted}) == (True, False)


def test_what_is_shown_or_named_is_not_deleted(newsroom: Newsroom, store: Memory) -> None:
    """Neither by a publication nor by the latest text of an article, as lead picture or in its body, by any name."""
    article, in_public = shown(newsroom)
    lead, in_body, in_old_text = (exhibits.picture(width, 500) for width in (710, 720, 730))
    newsroom.write(picture={"id": lead})
    newsroom.write(body=exhibits.body(in_body))
    other = newsroom.write(picture={"id": in_old_text}, body=exhibits.body(in_old_text))
    newsroom.revise(other, body="Another text.", picture=None)
    renamed = shown_pictures.redact(in_body, [Redaction(0, 0, 0.5, 0.5)], store=store, expected=ANY, by=actor(), at=NOW)
    for picture in (in_public, lead, renamed):
        with pytest.raises(Conflict):
            takedowns.delete(picture, store=store, expected=ANY, by=actor(), at=NOW)
        assert store.of(picture)
    takedowns.delete(in_old_text, store=store, expected=ANY, by=actor(), at=NOW)
    withdraw(newsroom, article)
    newsroom.revise(article, body="Another text.")
    takedowns.delete(in_public, store=store, expected=ANY, by=actor(), at=NOW)
    assert newsroom.call("GET", f"/media/{in_public}/640.jpg").status_code == 410


def test_who_deletes_must_write_and_have_read(newsroom: Newsroom, store: Memory) -> None:
    """A translator does not, nor an editor who has seen an older state."""
    picture = exhibits.picture()
    with pytest.raises(Forbidden):
        takedowns.delete(picture, store=store, expected=ANY, by=actor("translator-ru"), at=NOW)
    with pytest.raises(PreconditionFailed):
        takedowns.delete(picture, store=store, expected=Expected(frozenset({"0"})), by=actor(), at=NOW)
    assert store.of(picture)


def test_files_that_the_store_keeps_are_removed_later(newsroom: Newsroom, store: Memory) -> None:
    """A deletion stands though the store is out of reach; the worker ends it, and no check wants its master."""
    picture = exhibits.picture()
    store.left = 0
    takedowns.delete(picture, store=store, expected=ANY, by=actor(), at=NOW)
    assert upkeep.counted() == (0, 0)
    assert "no_master" not in {found.wrong for found in upkeep.check(store)}
    assert newsroom.call("GET", f"/v1/desk/pictures/{picture}", "editor").status_code == 410
    store.left = None
    assert upkeep.clear_gone(store) == 1
    assert store.files == {}


def test_the_question_whether_a_picture_is_public_reads_no_table_through(sqlite_newsroom: Newsroom) -> None:
    """It goes by indexes alone, as SQLite says itself; in another order it takes a thousand times as long."""
    plan = [str(row[-1]) for row in db.rows(f"EXPLAIN QUERY PLAN {exposure._FIND}", ("x", "x"))]
    assert [step for step in plan if step.startswith("SCAN")] == ["SCAN stands_for"] * 2, plan
