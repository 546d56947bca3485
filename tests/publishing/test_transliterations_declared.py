from __future__ import annotations

from typing import Any

import pytest

from api.accounts.roles import Granted
from api.platform import clock, db
from api.publishing import catching_up, languages, releases, renderings
from api.publishing.releases import Order
from tests.at_once import at_once
from tests.newsroom import Newsroom
from tests.publishing import shelf as shelves
from tests.publishing.shelf import Shelf
from tests.publishing.test_releases_at_once import actor
from tests.publishing.test_transliterations import AT, catch_up, changes, declare, read, written

LATIN = "/v1/admin/languages/be-Latn"


def change(newsroom: Newsroom, data: Any, path: str = LATIN, method: str = "PATCH") -> Any:
    """Change a language as the administrator."""
    return newsroom.call(method, path, "admin", etag=newsroom.etag(path, "admin"), json=data)


def test_what_is_published_already_is_rewritten_by_the_worker(filled: tuple[Newsroom, Shelf]) -> None:
    """Each text that its parent has is there with its parent's times, and told of; nothing is done twice."""
    newsroom, shelf = filled
    before = len(changes(newsroom))
    assert declare(newsroom)["transliteration_of"] == "be"
    assert read(newsroom, shelf.first)["is_fallback"] is True
    assert catch_up() == 4
    found = read(newsroom, shelf.first)
    assert (found["is_fallback"], found["title"], found["slug"]) == (False, "Pieršy", "piersy")
    assert found["updated_at"] == read(newsroom, shelf.first, "be")["updated_at"]
    listed = newsroom.get("/v1/articles?lang=be-Latn&fallback=none")["data"]
    parents = newsroom.get("/v1/articles?lang=be&fallback=none")["data"]
    assert [each["id"] for each in listed] == [each["id"] for each in parents]
    told = changes(newsroom, before)
    assert told.count(("published", "be-Latn")) == 4
    assert catching_up.run_pending(at=AT) == 0
    assert shelves.bytes_of_all() == shelves.built_anew()


def test_a_batch_is_bounded(filled: tuple[Newsroom, Shelf], monkeypatch: pytest.MonkeyPatch) -> None:
    """However many texts there are, each transaction takes a few, so that a release need not wait long."""
    newsroom, _ = filled
    declare(newsroom)
    monkeypatch.setattr(catching_up, "A_TURN", 1)
    monkeypatch.setattr(catching_up, "LONGEST_TURN", 0)
    while catching_up.run_pending(at=AT):
        pass
    found = db.rows("SELECT generation, COUNT(*) FROM change WHERE language = 'be-Latn' GROUP BY generation")
    assert [count for _, count in found] == [1, 1, 1, 1]


def test_a_release_in_between_is_not_undone(filled: tuple[Newsroom, Shelf], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is released while the worker has rendered its former text goes out as released, once."""
    newsroom, shelf = filled
    declare(newsroom)
    rendered = catching_up._rendered

    def late(missing: Any) -> Any:
        found = rendered(missing)
        monkeypatch.setattr(catching_up, "_rendered", rendered)
        shelves.release_revision(newsroom, shelf.first, title="Новы")
        return found

    monkeypatch.setattr(catching_up, "_rendered", late)
    assert catch_up() == 3
    assert read(newsroom, shelf.first)["title"] == "Novy"
    sql = "SELECT COUNT(*) FROM publication WHERE article_id = ? AND language = 'be-Latn'"
    assert db.rows(sql, (shelf.first,)) == [(1,)]


def test_it_is_declared_while_a_release_is_rendered(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that was rendered before the declaration notices behind the lock, and puts out both scripts."""
    article = newsroom.write(source_language="be", title="Лён")
    newsroom.approve(article, "be")
    of_each = renderings.of_each

    def early(found: Any) -> Any:
        made = of_each(found)
        monkeypatch.setattr(renderings, "of_each", of_each)
        declare(newsroom)
        return made

    monkeypatch.setattr(renderings, "of_each", early)
    newsroom.release(article, "be")
    assert read(newsroom, article)["title"] == "Lon"


def test_nobody_works_in_it(newsroom: Newsroom) -> None:
    """There is no version of a transliteration at the desk; each way in says where to work instead."""
    declare(newsroom)
    article = written(newsroom)
    shown = newsroom.get(f"/v1/desk/articles/{article}", "editor")
    assert "be-Latn" not in {each["language"] for each in shown["versions"]}
    board = newsroom.get("/v1/desk/issues/2017-W37/board", "editor")
    assert "be-Latn" not in {each["language"] for each in board["languages"]}
    version = f"/v1/desk/articles/{article}/versions/be-Latn"
    sentence = "Belarusian (Latin) is written by itself from Belarusian: work there instead."
    for method, path, data in (
        ("GET", version, None),
        ("GET", f"{version}/messages", None),
        ("GET", f"{version}/catalogue.po", None),
        ("GET", f"{version}/previews", None),
        ("POST", f"{version}/preview", {}),
        ("PUT", f"{version}/assignment", {"person_id": None, "due_at": None}),
        ("POST", f"{version}/submission", {}),
        ("POST", f"{version}/withdrawal", {"reason": "No."}),
    ):
        answer = newsroom.call(method, path, "editor", etag=None if method == "GET" else "*", json=data)
        assert (path, answer.status_code, answer.get_json()["detail"]) == (path, 404, sentence)
    refused = newsroom.call("POST", f"/v1/desk/articles/{article}/releases", "editor", json={"languages": ["be-Latn"]})
    assert (refused.status_code, refused.get_json()["errors"][0]["code"]) == (422, "transliteration")
    refused = newsroom.call(
        "POST",
        "/v1/desk/articles",
        "editor",
        json={"source_language": "be-Latn", "topic": "river", "title": "A", "summary": "", "body": "B"},
    )
    assert (refused.status_code, refused.get_json()["errors"][0]["code"]) == (422, "transliteration")
    person = {"login": "latin", "name": "L", "password": "correct horse x"}
    grants = [{"role": "translator", "language": "be-Latn"}]
    refused = newsroom.call("POST", "/v1/admin/people", "admin", json={**person, "grants": grants})
    assert (refused.status_code, refused.get_json()["errors"][0]["code"]) == (422, "transliteration")


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        ({"transliteration_of": "xx"}, 422, "unknown_language"),
        ({"transliteration_of": "ru"}, 422, "transliteration"),
        ({"transliteration_of": "be-Latn"}, 422, None),
        ({"code": "be-Latn-tarask"}, 422, "transliteration"),
        ({"code": "ru-Latn", "transliteration_of": "ru"}, 422, "transliteration"),
    ],
)
def test_only_what_can_be_rewritten_is_declared(
    sqlite_newsroom: Newsroom, data: Any, status: int, code: str | None
) -> None:
    """A pair of languages without rules, an unknown parent and a chain of transliterations are refused in words."""
    given = {"code": "be-Latn", "native_name": "b", "transliteration_of": "be", **data}
    answer = sqlite_newsroom.call("POST", "/v1/admin/languages", "admin", json=given)
    assert answer.status_code == status
    found = answer.get_json()["errors"][0]
    assert found["pointer"] == "/transliteration_of"
    assert code is None or found["code"] == code


def test_languages_tell_readers_of_it(sqlite_newsroom: Newsroom) -> None:
    """The list of languages names the parent, and the chain goes on with it where nothing else was said."""
    declare(sqlite_newsroom)
    found = {each["code"]: each for each in sqlite_newsroom.get("/v1/languages?lang=en")["data"]}
    assert (found["be-Latn"]["transliteration_of"], found["be-Latn"]["fallback"]) == ("be", ["be"])
    assert found["be"]["transliteration_of"] is None


def test_a_language_in_which_people_write_is_not_rewritten(newsroom: Newsroom) -> None:
    """An existing language becomes a transliteration only as long as nothing is written in it."""
    newsroom.post("/v1/admin/languages", "admin", {"code": "be-Latn", "native_name": "b", "fallback": "be"})
    article = written(newsroom)
    path = f"/v1/desk/articles/{article}/versions/be-Latn/messages"
    message = newsroom.get(path, "editor")["data"][0]
    said = {"translation": "Lon"}
    newsroom.call("PATCH", f"{path}/{message['id']}", "editor", etag=message["etag"], json=said)
    assert change(newsroom, {"transliteration_of": "be"}).status_code == 409


def test_an_empty_language_becomes_one_and_people_take_it_back(newsroom: Newsroom) -> None:
    """What becomes one loses its empty versions; what is one no longer has them, and keeps its texts as they are."""
    newsroom.post("/v1/admin/languages", "admin", {"code": "be-Latn", "native_name": "b"})
    article, other = written(newsroom), written(newsroom, title="Поле")
    assert change(newsroom, {"transliteration_of": "be"}).get_json()["fallback"] == "be"
    catch_up()
    assert read(newsroom, article)["title"] == "Łužana i lon"
    assert change(newsroom, {"transliteration_of": None}).status_code == 200
    assert read(newsroom, article)["title"] == "Łužana i lon"
    assert newsroom.version(article, "be-Latn")["status"] == "missing"
    shelves.withdraw(newsroom, article, "be")
    shelves.withdraw(newsroom, other, "be-Latn")
    assert change(newsroom, {"transliteration_of": "be"}).status_code == 200
    catch_up()
    assert newsroom.call("GET", f"/v1/articles/{article}?lang=be-Latn").status_code == 410
    assert newsroom.call("GET", f"/v1/articles/{other}?lang=be-Latn").status_code == 410
    assert newsroom.call("GET", f"/v1/desk/articles/{article}/versions/be-Latn", "editor").status_code == 404


def test_what_people_withdrew_comes_back_with_its_parents_next_release(newsroom: Newsroom) -> None:
    """Declared again or not, the worker leaves it withdrawn, also where its parent was released before that only."""
    declare(newsroom)
    article, moved_on = written(newsroom), written(newsroom, title="Поле")
    catch_up()
    change(newsroom, {"transliteration_of": None})
    shelves.release_revision(newsroom, moved_on, title="Луг")
    for each in (article, moved_on):
        shelves.withdraw(newsroom, each, "be-Latn")
    change(newsroom, {"transliteration_of": "be"})
    assert catch_up() == 0
    for each in (article, moved_on):
        assert newsroom.call("GET", f"/v1/articles/{each}?lang=be-Latn").status_code == 410
    shelves.release_revision(newsroom, article, title="Лес")
    assert read(newsroom, article)["title"] == "Les"
    change(newsroom, {"transliteration_of": None})
    shelves.withdraw(newsroom, article, "be-Latn")
    shelves.release_revision(newsroom, article, title="Бор")
    change(newsroom, {"transliteration_of": "be"})
    assert catch_up() == 1
    assert read(newsroom, article)["title"] == "Bor"


def test_neither_of_a_pair_is_removed_while_the_other_needs_it(newsroom: Newsroom) -> None:
    """A parent stays as long as it has a transliteration; that one goes as long as nothing was published in it."""
    newsroom.post("/v1/admin/languages", "admin", {"code": "be-tarask", "native_name": "b", "fallback": "be"})
    newsroom.post(
        "/v1/admin/languages",
        "admin",
        {"code": "be-Latn-tarask", "native_name": "b", "fallback": "en", "transliteration_of": "be-tarask"},
    )
    assert change(newsroom, None, "/v1/admin/languages/be-tarask", "DELETE").status_code == 409
    assert change(newsroom, None, "/v1/admin/languages/be-Latn-tarask", "DELETE").status_code == 204
    assert change(newsroom, None, "/v1/admin/languages/be-tarask", "DELETE").status_code == 204
    declare(newsroom)
    written(newsroom)
    assert change(newsroom, None, method="DELETE").status_code == 409


def test_drafts_and_withdrawn_texts_stay_where_they_are(newsroom: Newsroom) -> None:
    """The worker rewrites what readers have: no draft, no text that was withdrawn, no later revision."""
    draft = newsroom.write(source_language="be", title="Канарэйка", body="Канарэйка ў клетцы.")
    gone = written(newsroom, title="Сініца", body="Сініца ў небе.")
    shelves.withdraw(newsroom, gone, "be")
    kept = written(newsroom, title="Бусел")
    newsroom.revise(kept, title="Жораў", body="Жораў ляціць.")
    declare(newsroom)
    assert catch_up() == 1
    told = "".join(
        str(row)
        for table in ("publication", "slug", "search_word", "reading")
        for row in db.rows(
            f"SELECT * FROM {table} WHERE {'requested_language' if table == 'reading' else 'language'} = 'be-Latn'"
        )
    )
    assert "Busieł" in told
    for word in ("anarejk", "inica", "žoraŭ", "Žoraŭ", "zorau"):
        assert word not in told
    assert newsroom.call("GET", f"/v1/articles/{draft}?lang=be-Latn").status_code == 404
    assert newsroom.call("GET", f"/v1/articles/{gone}?lang=be-Latn").status_code == 404


def test_declaring_catching_up_and_releasing_at_once_lose_nothing(filled: tuple[Newsroom, Shelf]) -> None:
    """Whoever comes first, each text is out once in each script and says the same in both."""
    newsroom, shelf = filled
    by = actor("editor", Granted("editor", None))
    for number, article in enumerate((shelf.first, shelf.second)):
        newsroom.revise(article, title=f"Новы лён {number}")
        newsroom.approve(article, "be")
    orders = [Order(None, article, ("be",)) for article in (shelf.first, shelf.second)]
    done = at_once(
        lambda: languages.add("be-Latn", native_name="b", transliteration_of="be", by=None, at=clock.now()),
        lambda: releases.release(orders[0], by=by, at=clock.now()),
        lambda: releases.release(orders[1], by=by, at=clock.now()),
        lambda: [catching_up.run_pending(at=clock.now()) for _ in range(20)],
        lambda: [catching_up.run_pending(at=clock.now()) for _ in range(20)],
    )
    assert [each for each in done if isinstance(each, Exception)] == []
    catch_up()
    standing = db.rows("SELECT COUNT(*) FROM publication WHERE language = 'be-Latn' AND ended_at IS NULL")
    assert standing == [(4,)]
    assert [read(newsroom, article)["title"] for article in (shelf.first, shelf.second, shelf.third, shelf.lone)] == [
        "Novy lon 0",
        "Novy lon 1",
        "Treci",
        "Asobny",
    ]
    assert shelves.bytes_of_all() == shelves.built_anew()
