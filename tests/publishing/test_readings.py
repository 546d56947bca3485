from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from api.languages import languages
from api.platform import clock, db
from api.publishing import documents, journal, readings, rebuilds
from tests.newsroom import Newsroom
from tests.publishing import shelf as shelves
from tests.publishing.shelf import Shelf, Watch, built_anew, bytes_of_all, patch, release_revision, withdraw


@pytest.fixture
def newsroom(filled: tuple[Newsroom, Shelf]) -> Newsroom:
    """Give the newsroom of the shelf."""
    return filled[0]


@pytest.fixture
def shelf(filled: tuple[Newsroom, Shelf]) -> Iterator[Shelf]:
    """Give four published articles; whatever a test did, building all anew must change nothing."""
    yield filled[1]
    assert shelves.bytes_of_all() == shelves.built_anew()


def _news(generation: int) -> list[tuple[Any, ...]]:
    sql = "SELECT type, article_id, language FROM change WHERE generation > ? ORDER BY generation, position"
    return db.rows(sql, (generation,))


def test_a_first_release_touches_the_article_and_the_one_before_it(newsroom: Newsroom, shelf: Shelf) -> None:
    """A new article appears in every language, and the last of its topic shows it as its next."""
    watch = Watch()
    fourth = newsroom.publish(source_language="be", title="Чацвёрты", body="Абзац.")
    assert watch.changed() == shelf.all_of(shelf.third, fourth)
    assert newsroom.get(f"/v1/articles/{shelf.third}?lang=be")["next"]["id"] == fourth


def test_a_release_of_the_same_again_touches_nothing(newsroom: Newsroom, shelf: Shelf) -> None:
    """What readers have already is not written again: its ETag and its time of change stay."""
    watch = Watch()
    newsroom.release(shelf.first, "be", "ru")
    assert watch.changed() == set()


def test_an_update_touches_its_languages_and_its_neighbours(newsroom: Newsroom, shelf: Shelf) -> None:
    """A released revision makes its language new and the others outdated; the neighbour shows all three."""
    watch = Watch()
    release_revision(newsroom, shelf.first, title="Першы, наноў", weight="meaning")
    assert watch.changed() == shelf.all_of(shelf.first, shelf.second)
    assert newsroom.get(f"/v1/articles/{shelf.first}?lang=en")["freshness"] == "outdated"
    assert newsroom.get(f"/v1/articles/{shelf.second}?lang=be")["previous"]["title"] == "Першы, наноў"


def test_a_draft_touches_nothing(newsroom: Newsroom, shelf: Shelf) -> None:
    """A revision, another topic, issue, verdict and bylines that are only planned change no reading."""
    watch = Watch()
    newsroom.revise(shelf.first, title="Яшчэ не")
    newsroom.post("/v1/desk/issues", "editor", {"key": "2017-W38"})
    changes = {"topic": "river", "issue": "2017-W38", "trend": "improved", "bylines": ["vasil"]}
    patch(newsroom, f"/v1/desk/articles/{shelf.first}", changes)
    assert watch.changed() == set()


def test_a_correction_touches_its_languages_and_its_neighbours(newsroom: Newsroom, shelf: Shelf) -> None:
    """A released correction of the last article makes it and the one before it new, whose next it is."""
    watch = Watch()
    release_revision(newsroom, shelf.third, body="Выпраўлены абзац.", weight="correction", note="Было не так.")
    assert watch.changed() == shelf.all_of(shelf.third, shelf.second)
    assert newsroom.get(f"/v1/articles/{shelf.third}?lang=ru")["freshness"] == "awaiting_correction"


def test_a_withdrawal_touches_what_showed_the_version(newsroom: Newsroom, shelf: Shelf) -> None:
    """A withdrawn version is gone; its other languages lose an alternate; neighbours change where they showed it."""
    watch = Watch()
    withdraw(newsroom, shelf.first, "be")
    assert watch.changed() == {*shelf.all_of(shelf.first), (shelf.second, "be")}
    assert newsroom.call("GET", f"/v1/articles/{shelf.first}?lang=be").status_code == 410
    assert newsroom.get(f"/v1/articles/{shelf.second}?lang=be")["previous"] is None
    assert newsroom.get(f"/v1/articles/{shelf.second}?lang=ru")["previous"]["id"] == shelf.first


def test_a_neighbour_withdrawn_and_released_again_joins_the_others_and_parts_them(
    newsroom: Newsroom, shelf: Shelf
) -> None:
    """The ones around a withdrawn article become neighbours; when it is back, it stands between them as before."""
    watch = Watch()
    withdraw(newsroom, shelf.second, "be")
    assert watch.changed() == shelf.all_of(shelf.first, shelf.second, shelf.third)
    assert newsroom.get(f"/v1/articles/{shelf.first}?lang=en")["next"]["id"] == shelf.third
    watch = Watch()
    newsroom.release(shelf.second, "be")
    assert watch.changed() == shelf.all_of(shelf.first, shelf.second, shelf.third)
    assert newsroom.get(f"/v1/articles/{shelf.third}?lang=en")["previous"]["id"] == shelf.second


def test_another_topic_touches_the_neighbours_left_and_the_neighbours_met(newsroom: Newsroom, shelf: Shelf) -> None:
    """An article released under another topic leaves its neighbours there to each other and meets new ones."""
    patch(newsroom, f"/v1/desk/articles/{shelf.second}", {"topic": "river"})
    watch = Watch()
    newsroom.release(shelf.second, "be")
    assert watch.changed() == shelf.all_of(shelf.first, shelf.second, shelf.third, shelf.lone)
    assert newsroom.get(f"/v1/articles/{shelf.second}?lang=ru")["next"]["id"] == shelf.lone
    assert newsroom.get(f"/v1/articles/{shelf.first}?lang=ru")["next"]["id"] == shelf.third


def test_another_address_touches_all_that_links_to_it(newsroom: Newsroom, shelf: Shelf) -> None:
    """A changed slug stands in its own language, in those that fall back to it, among alternates, and at neighbours."""
    watch = Watch()
    patch(newsroom, f"/v1/desk/articles/{shelf.first}/versions/ru/slug", {"slug": "novyi-adres"}, "PUT")
    assert watch.changed() == {*shelf.all_of(shelf.first), (shelf.second, "ru"), (shelf.second, "en")}


def test_a_renamed_topic_touches_the_languages_that_show_the_name(newsroom: Newsroom, shelf: Shelf) -> None:
    """A name that Russian falls back to changes Belarusian and Russian readings, not the English, which has its own."""
    generation = journal.generation()
    watch = Watch()
    names = {"be": {"name": "Рэчышча", "description": "Пра раку."}}
    patch(newsroom, "/v1/desk/topics/river", {"names": names})
    assert watch.changed() == {(shelf.lone, "be"), (shelf.lone, "ru")}
    assert newsroom.get(f"/v1/articles/{shelf.lone}?lang=ru")["topic"]["name"] == "Рэчышча"
    assert journal.generation() == generation + 1
    assert _news(generation) == [("updated", shelf.lone, "be")]


def test_a_topic_described_anew_touches_no_reading(newsroom: Newsroom, shelf: Shelf) -> None:
    """A description and a place in the order stand in no article, but the generation rises for the list of topics."""
    generation = journal.generation()
    watch = Watch()
    names = {"be": {"name": "Рака", "description": "Іначай."}}
    patch(newsroom, "/v1/desk/topics/river", {"names": names, "position": 0})
    assert watch.changed() == set()
    assert journal.generation() == generation + 1
    assert newsroom.get("/v1/topics?lang=be")["data"][0]["description"] == "Іначай."


def test_a_renamed_byline_touches_its_articles_and_their_neighbours(newsroom: Newsroom, shelf: Shelf) -> None:
    """A new English name changes the English readings of its two articles, and of the one between them."""
    generation = journal.generation()
    watch = Watch()
    patch(newsroom, "/v1/desk/bylines/hanna", {"names": {"en": "Hannah Charot"}})
    assert watch.changed() == {(shelf.first, "en"), (shelf.second, "en"), (shelf.third, "en")}
    assert _news(generation) == [("updated", shelf.third, "en")]  # the first falls back to Russian, whose text stands


def test_a_byline_with_one_name_only_is_renamed_in_every_language(newsroom: Newsroom, shelf: Shelf) -> None:
    """Where no language of the chain has a name the only one there is serves, and changes everywhere."""
    watch = Watch()
    patch(newsroom, "/v1/desk/bylines/vasil", {"names": {"be": "Васіль П."}})
    assert watch.changed() == shelf.all_of(shelf.first, shelf.second, shelf.third)


def test_a_changed_fallback_touches_what_it_gives_another_text(newsroom: Newsroom, shelf: Shelf) -> None:
    """English that falls back to Belarusian instead of Russian changes where Russian served, and at its neighbour."""
    watch = Watch()
    _with_languages("UPDATE language SET fallback = 'be' WHERE code = 'en'")
    assert watch.changed() == {(shelf.first, "en"), (shelf.second, "en")}
    assert newsroom.get(f"/v1/articles/{shelf.first}?lang=en")["language"] == "be"


def test_a_fallback_taken_away_takes_its_readings(newsroom: Newsroom, shelf: Shelf) -> None:
    """English without a fallback has only what is in English, with neighbours among that."""
    watch = Watch()
    _with_languages("UPDATE language SET fallback = NULL WHERE code = 'en'")
    assert watch.changed() == {(each, "en") for each in (shelf.first, shelf.second, shelf.third, shelf.lone)}
    assert [article["id"] for article in newsroom.get("/v1/articles?lang=en")["data"]] == [shelf.third]
    assert newsroom.get(f"/v1/articles/{shelf.third}?lang=en")["previous"] is None


def test_an_added_language_is_served_and_touches_nothing_else(newsroom: Newsroom, shelf: Shelf) -> None:
    """A new language has at once what its chain gives it; what others read stays as it is."""
    watch = Watch()
    languages.add("uk", native_name="українська", fallback="be")
    _with_languages("SELECT 1")
    assert watch.changed() == {(each, "uk") for each in (shelf.first, shelf.second, shelf.third, shelf.lone)}
    assert newsroom.get(f"/v1/articles/{shelf.first}?lang=uk")["language"] == "be"


def test_a_new_order_of_an_issue_touches_no_reading(newsroom: Newsroom, shelf: Shelf) -> None:
    """The order is the issue's, not the articles'."""
    watch = Watch()
    order = [shelf.lone, shelf.third, shelf.second, shelf.first]
    patch(newsroom, "/v1/desk/issues/2017-W37", {"articles": order})
    assert watch.changed() == set()


def test_very_many_readings_are_made_anew_by_the_worker(
    newsroom: Newsroom, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the bound a fallback leaves the readings to the worker, batch by batch, each a generation of its own."""
    monkeypatch.setattr(rebuilds, "AT_ONCE", 2)
    monkeypatch.setattr(rebuilds, "A_TURN", 2)
    watch = Watch()
    _with_languages("UPDATE language SET fallback = 'be' WHERE code = 'en'")
    assert watch.changed() == set()
    generation = journal.generation()
    assert [rebuilds.run_pending(at=clock.now()) for _ in range(3)] == [2, 2, 0]
    assert journal.generation() == generation + 2
    assert watch.changed() == {(shelf.first, "en"), (shelf.second, "en")}


def test_a_name_that_very_many_readings_show_is_put_there_by_the_worker(
    newsroom: Newsroom, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the bound a rename leaves the readings to the worker, batch by batch, each a generation with its news."""
    monkeypatch.setattr(rebuilds, "NAMED_AT_ONCE", 2)
    monkeypatch.setattr(rebuilds, "MOST_NAMED", 2)
    watch = Watch()
    patch(newsroom, "/v1/desk/topics/society", {"names": {"be": {"name": "Людзі"}}})
    assert watch.changed() == set()
    generation = journal.generation()
    assert [rebuilds.run_pending(at=clock.now()) for _ in range(2)] == [3, 0]
    assert journal.generation() == generation + 2
    assert watch.changed() == {(each, "be") for each in (shelf.first, shelf.second, shelf.third)}
    assert sorted(_news(generation)) == sorted(
        ("updated", each, "be") for each in (shelf.first, shelf.second, shelf.third)
    )
    assert bytes_of_all() == built_anew()


def test_a_rename_neither_renders_nor_builds_a_document(
    newsroom: Newsroom, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It joins the JSON that stands, whether few readings show the name or many."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("made anew")

    for module, name in ((readings, "rebuild"), (documents, "core"), (documents, "list_form")):
        monkeypatch.setattr(module, name, refuse)
    patch(newsroom, "/v1/desk/topics/society", {"names": {"be": {"name": "Людзі"}}})
    monkeypatch.setattr(rebuilds, "NAMED_AT_ONCE", 0)
    patch(newsroom, "/v1/desk/bylines/hanna", {"names": {"be": "Ганна Ч."}})
    assert rebuilds.run_pending(at=clock.now()) == 2
    monkeypatch.undo()
    assert bytes_of_all() == built_anew()
    assert newsroom.get(f"/v1/articles/{shelf.second}?lang=be")["next"]["bylines"][0]["name"] == "Ганна Ч."


def test_building_anew_by_ones_gives_the_same_as_all_at_once(
    newsroom: Newsroom, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the articles are batched, each ends with the neighbours that it has in the end."""
    at_once = shelves.built_anew()
    monkeypatch.setattr(readings, "BATCH", 1)
    assert shelves.built_anew() == at_once


def test_a_rebuild_outside_of_a_transaction_is_a_bug(newsroom: Newsroom, shelf: Shelf) -> None:
    """Rebuilding is a step of a publishing transaction and never stands alone."""
    with pytest.raises(RuntimeError):
        readings.rebuild([shelf.first], at=datetime.now().astimezone())


def _with_languages(sql: str) -> None:
    with db.transaction():
        generation = journal.begin()
        db.database.execute_sql(sql)
        rebuilds.refresh(readings.everything(), generation, at=clock.now())
