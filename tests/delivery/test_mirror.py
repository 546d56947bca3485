"""A mirror: whoever follows the journal holds what readers get, and of what was withdrawn nothing at all."""

from __future__ import annotations

import json
import random
from typing import Any

import apsw
import peewee
import psycopg
import pytest

from api.platform import clock, db
from api.publishing import journal
from api.publishing.journal import News, Notice
from tests.delivery.test_changes_sync import without_neighbours
from tests.newsroom import ISSUE, Newsroom

LANGUAGES = ("be", "ru", "en")
BODY = "One paragraph."


class Mirror:
    """A faithful follower: it holds documents as the journal gives them, and of the rest what it reads at `href`."""

    def __init__(self, room: Newsroom, query: str = "", limit: int = 100) -> None:
        self._room, self._next, self._limit = room, query, limit
        self.articles: dict[str, Any] = {}
        self.frames: dict[str, Any] = {}

    def turn(self) -> bool:
        """Take one part of the journal; tells whether there is more."""
        page = self._room.get(f"/v1/changes?include=document&limit={self._limit}{self._next}")
        for entry in page["data"]:
            self._take(entry)
        self._next = f"&since={page['meta']['cursor']}"
        return bool(page["meta"]["has_more"])

    def sync(self) -> None:
        """Follow to the end."""
        while self.turn():
            pass

    def _take(self, entry: Any) -> None:
        if entry["resource"] == "article":
            place = f"{entry['article_id']} {entry['language']}"
            if entry["document"] is None:
                self.articles.pop(place, None)
            else:
                self.articles[place] = entry["document"]
            return
        places = {entry["id"] or entry["resource"]: entry["href"]}
        if entry["resource"] in _LISTS:
            places[_LISTS[entry["resource"]]] = _LISTS[entry["resource"]]
        for held, address in places.items():
            for language in LANGUAGES:
                self.frames.pop(f"{held} {language}", None)
                answer = self._room.call("GET", f"{address}?lang={language}") if address else None
                if answer is not None and answer.status_code == 200:
                    self.frames[f"{held} {language}"] = _frame(answer.get_json())


_LISTS = {"topic": "/v1/topics", "byline": "/v1/bylines"}  # to be read anew for their order


def _frame(shown: Any) -> Any:
    """Give what a mirror keeps of a frame: articles by their ids, and no neighbours or verdicts, which it works out."""
    apart = {"previous", "next", "topics", "current_issue", "links", "meta"}
    kept = {name: value for name, value in shown.items() if name not in apart}
    return kept | ({"articles": [item["id"] for item in shown["articles"]]} if "articles" in shown else {})


def public(room: Newsroom) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what readers get: articles by id and language, and what frames them by address and language."""
    found, frames = {}, {}
    for language in LANGUAGES:
        for item in room.get(f"/v1/articles?lang={language}&fallback=none&limit=100")["data"]:
            whole = room.get(f"/v1/articles/{item['id']}?lang={language}")
            found[f"{item['id']} {language}"] = without_neighbours(whole)
        for name in ("site", "languages"):
            frames[f"{name.removesuffix('s')} {language}"] = _frame(room.get(f"/v1/{name}?lang={language}"))
        for path in ("/v1/topics", "/v1/bylines", "/v1/issues"):
            listed = room.get(f"{path}?lang={language}&limit=100")
            if path in _LISTS.values():
                frames[f"{path} {language}"] = _frame(listed)
            for one in listed["data"]:
                frames[f"{one['id']} {language}"] = _frame(room.get(f"{path}/{one['key']}?lang={language}"))
    return found, frames


class Work:
    """What a newsroom does, drawn at random; each text is marked by a word that nothing else has."""

    def __init__(self, room: Newsroom, seed: int) -> None:
        self._room, self._random, self._number = room, random.Random(seed), 0
        self.withdrawn: list[str] = []
        self._standing: dict[str, str] = {}

    def do(self) -> None:
        """Do something."""
        self._number += 1
        kinds = [self._publish, self._publish, self._withdraw, self._revise, self._frame]
        deed = self._withdraw if self._number % 6 == 0 else self._random.choice(kinds)
        deed()

    def end(self) -> None:
        """Let something stand at the end: where all has been withdrawn there is nothing to compare."""
        if not self._standing:
            self._number += 1
            self._publish()

    def _frame(self) -> None:
        """Change something that stands around articles."""
        texts = {"en": {"name": f"Name {self._number}"}}
        told = {"en": {"description": f"About {self._number}."}}
        words = {"name": "Neman Review", "tagline": f"Weekly {self._number}", "about": "About the river."}
        topic, code = self._random.choice(["society", "river"]), self._random.choice(["en", "ru"])
        for by, method, path, data in self._random.sample(
            [
                ("editor", "PATCH", f"desk/topics/{topic}", {"names": texts}),
                ("editor", "PATCH", f"desk/topics/{topic}", {"names": told}),
                ("editor", "PATCH", f"desk/topics/{topic}", {"position": self._number % 2}),
                ("editor", "PATCH", "desk/bylines/vasil", {"names": {"en": f"Name {self._number}"}}),
                ("editor", "PATCH", "desk/bylines/vasil", {"biographies": {"ru": f"Life {self._number}"}}),
                ("editor", "PATCH", f"desk/issues/{ISSUE}", {"titles": {"en": f"Issue {self._number}", "be": None}}),
                ("editor", "PATCH", f"desk/issues/{ISSUE}", {"articles": self._shuffled()}),
                ("admin", "PUT", "admin/site", {"en": words}),
                ("admin", "PATCH", f"admin/languages/{code}", {"native_name": f"Name {self._number}"}),
                ("admin", "PATCH", f"admin/languages/{code}", {"position": self._number % 3}),
                ("admin", "PATCH", "admin/languages/en", {"fallback": self._random.choice(["ru", "be", None])}),
            ],
            3,
        ):
            answer = self._room.call(method, f"/v1/{path}", by, etag="*", json=data)
            assert answer.status_code == 200, answer.get_data(as_text=True)

    def _shuffled(self) -> list[str]:
        planned = self._room.get(f"/v1/desk/issues/{ISSUE}", "editor")["articles"]
        return self._random.sample(planned, len(planned))

    def _publish(self) -> None:
        mark = f"zyzzyva{self._number}"
        topic, by = self._random.choice(["society", "river"]), self._random.choice(["hanna", "vasil"])
        languages = ["ru"] if self._number % 3 == 0 else []
        issue = self._random.choice([ISSUE, None])
        article = self._room.publish(
            *languages, title=f"{mark} title", summary=f"{mark} lede", body=BODY, topic=topic, bylines=[by], issue=issue
        )
        self._standing[article] = mark

    def _withdraw(self) -> None:
        if self._standing:
            article = self._random.choice(sorted(self._standing))
            for language in ("en", "ru"):
                path = f"/v1/desk/articles/{article}/versions/{language}/withdrawal"
                self._room.call("POST", path, "editor", json={"reason": "It was not so."})
            self.withdrawn.append(self._standing.pop(article))

    def _revise(self) -> None:
        if self._standing:
            article = self._random.choice(sorted(self._standing))
            self._room.revise(article, body=f"{BODY} And {self._number}.")
            self._room.approve(article, "en")
            self._room.release(article, "en")


@pytest.mark.parametrize("seed", [1])
def test_a_mirror_holds_what_readers_get(newsroom: Newsroom, seed: int) -> None:
    """Whoever begins anew, in the middle, or page by page while things change, ends with the very same as readers."""
    mirrored(newsroom, seed, deeds=12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_a_mirror_holds_what_readers_get_after_long_runs(newsroom: Newsroom, seed: int) -> None:
    """The same after many more deeds."""
    mirrored(newsroom, seed, deeds=60)


_UNTOLD = ("site ", "language ")  # to who does not begin with what stands, until they change


def mirrored(room: Newsroom, seed: int, *, deeds: int) -> None:
    """Let a newsroom work while mirrors follow, and compare each with what readers get."""
    work = Work(room, seed)
    mirrors = [Mirror(room), Mirror(room, limit=3)]
    for number in range(deeds):
        work.do()
        if number == deeds // 2:
            mirrors += [Mirror(room, "&initial=true"), Mirror(room, "&initial=true", limit=1)]
        for mirror in mirrors:
            mirror.turn()
    work.end()
    articles, frames = public(room)
    assert articles
    assert work.withdrawn
    for mirror in [*mirrors, Mirror(room), Mirror(room, "&initial=true", limit=2)]:
        mirror.sync()
        assert mirror.articles == articles
        untold = {place for place in frames.keys() - mirror.frames.keys() if place.startswith(_UNTOLD)}
        assert mirror.frames == {place: frame for place, frame in frames.items() if place not in untold}
        assert not [mark for mark in work.withdrawn if f"{mark} " in json.dumps([mirror.articles, mirror.frames])]
    whole = Mirror(room, "&initial=true")
    whole.sync()
    assert whole.frames == frames, "what stands now is told of whole"


def test_the_present_state_is_told_once(newsroom: Newsroom) -> None:
    """`initial=true` gives each thing that stands now, none of what was, and a cursor to what happens next."""
    article = newsroom.publish("ru", body=BODY)
    gone = newsroom.publish(title="Gone", body=BODY, topic="river", bylines=["vasil"])
    newsroom.revise(article, title="Another title")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    newsroom.post(f"/v1/desk/articles/{gone}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
    newsroom.write(topic="river", bylines=["vasil"], title="A draft")
    page = newsroom.get("/v1/changes?initial=true&limit=100")
    told = [(entry["resource"], entry["key"] or entry["language"]) for entry in page["data"]]
    assert [entry["href"] for entry in page["data"]][4:7] == [
        "/v1/topics/society",
        "/v1/bylines/hanna",
        f"/v1/issues/{ISSUE}",
    ]
    framed = [("site", "site"), *(("language", code) for code in sorted(LANGUAGES)), ("topic", "society")]
    assert told == [*framed, ("byline", "hanna"), ("issue", ISSUE), ("article", "en"), ("article", "ru")]
    assert {entry["type"] for entry in page["data"]} == {"published"}
    assert page["meta"]["has_more"] is False
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
    after = newsroom.get(f"/v1/changes?since={page['meta']['cursor']}")["data"]
    assert [(entry["resource"], entry["type"]) for entry in after] == [
        ("article", "updated"),
        ("article", "withdrawn"),
        ("issue", "updated"),
    ]
    narrowed = newsroom.get("/v1/changes?initial=true&lang=ru&topic=society")["data"]
    assert [(entry["resource"], entry["language"]) for entry in narrowed] == [("topic", None), ("article", "ru")]


CHANGES = {
    "desk/topics/society": [
        ({"names": {"en": {"name": "Another"}}}, {"topic", "article", "issue"}),
        ({"names": {"en": {"description": "Another"}}}, {"topic"}),
        ({"names": {"be": None}}, {"topic"}),
        ({"position": 1}, {"topic"}),
    ],
    "desk/bylines/hanna": [
        ({"names": {"en": "Another"}}, {"byline", "article", "issue"}),
        ({"biographies": {"be": "Born at the river."}}, {"byline"}),
        ({"biographies": {"be": None}}, {"byline"}),
    ],
    f"desk/issues/{ISSUE}": [
        ({"titles": {"be": "Another"}}, {"issue"}),
        ({"titles": {"be": None}}, {"issue"}),
        ({"articles": []}, {"issue"}),
    ],
    "admin/languages/en": [
        ({"native_name": "Another"}, {"language", "site"}),
        ({"fallback": None}, {"language", "site", "topic", "byline", "issue"}),
        ({"position": 0}, {"language", "site", "topic", "byline", "issue"}),
    ],
    "admin/site": [({"be": {"name": "A", "tagline": "B", "about": "C"}}, {"site"})],
}


def test_whatever_readers_get_is_told_of(newsroom: Newsroom) -> None:
    """Each change of what frames articles is told of, and nothing else is."""
    articles = [newsroom.publish(title=title, body=BODY) for title in ("First", "Second")]
    cursor = newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    for path, changes in CHANGES.items():
        for data, told in changes:
            sent = {"articles": articles[::-1]} if "articles" in data else data
            by, method = ("admin" if path.startswith("admin") else "editor"), "PUT" if path == "admin/site" else "PATCH"
            answer = newsroom.call(method, f"/v1/{path}", by, etag="*", json=sent)
            assert answer.status_code == 200, answer.get_data(as_text=True)
            page = newsroom.get(f"/v1/changes?limit=100&since={cursor}")
            cursor = page["meta"]["cursor"]
            found = {entry["resource"] for entry in page["data"]}
            assert found == told or (path == "admin/languages/en" and found == told | {"article"}), (path, data)


def test_what_is_public_no_longer_is_named_nowhere(newsroom: Newsroom) -> None:
    """The journal gives the id of a topic, byline or issue, and key and address only as long as readers find it."""
    article = newsroom.publish(body=BODY, topic="river", bylines=["vasil"])
    framed = {"topic", "byline", "issue"}
    before = [entry for entry in newsroom.get("/v1/changes")["data"] if entry["resource"] in framed]
    assert all(newsroom.get(f"{entry['href']}?lang=en")["id"] == entry["id"] for entry in before)
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was not so."})
    after = [entry for entry in newsroom.get("/v1/changes")["data"] if entry["resource"] in framed]
    assert [entry["type"] for entry in after] == ["published"] * 3 + ["withdrawn"] * 3
    assert {entry["id"] for entry in after} == {entry["id"] for entry in before}
    assert {(entry["key"], entry["href"]) for entry in after} == {(None, None)}
    text = newsroom.call("GET", "/v1/changes").get_data(as_text=True)
    assert not [name for name in ("river", "vasil", ISSUE) if name in text]


def test_drafts_are_told_of_nowhere(newsroom: Newsroom) -> None:
    """A topic, byline or issue that nothing public has changes unheard."""
    newsroom.write(topic="river", bylines=["vasil"])
    cursor = newsroom.get("/v1/changes?limit=100")["meta"]["cursor"]
    for path, data in (
        ("topics/river", {"names": {"en": {"name": "Secret"}}, "position": 0}),
        ("bylines/vasil", {"names": {"en": "Secret"}}),
        (f"issues/{ISSUE}", {"titles": {"en": "Secret"}}),
    ):
        answer = newsroom.call("PATCH", f"/v1/desk/{path}", "editor", etag="*", json=data)
        assert answer.status_code == 200, answer.get_data(as_text=True)
    newsroom.post("/v1/desk/topics", "editor", {"key": "secret", "names": {"en": {"name": "Secret"}}})
    page = newsroom.get(f"/v1/changes?since={cursor}")
    assert (page["data"], page["meta"]["cursor"]) == ([], cursor)


def test_the_journal_is_only_appended_to(newsroom: Newsroom) -> None:
    """The database refuses a second entry in one place, and to change or drop one."""
    newsroom.publish(body=BODY)
    news = [News(*db.rows("SELECT type, article_id, language, publication_id FROM change")[0])]
    refused = (peewee.DatabaseError, apsw.Error, psycopg.Error)
    with pytest.raises(refused), db.transaction():
        journal.append(journal.generation(), news, at=clock.now())
    with db.transaction():
        generation = journal.begin()
        for _ in range(2):
            journal.announce(generation, [Notice("site", "site", "updated")], at=clock.now())
    for table in ("change", "frame_change"):
        before = db.rows(f"SELECT * FROM {table}")
        assert before
        for sql in (f"UPDATE {table} SET type = 'updated'", f"DELETE FROM {table}"):
            with pytest.raises(refused), db.transaction():
                db.database.execute_sql(sql)
        assert db.rows(f"SELECT * FROM {table}") == before
