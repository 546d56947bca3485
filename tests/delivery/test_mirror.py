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
        for language in LANGUAGES:
            place = f"{entry['href']} {language}"
            answer = self._room.call("GET", f"{entry['href']}?lang={language}")
            self.frames.pop(place, None)
            if answer.status_code == 200:
                self.frames[place] = _frame(answer.get_json())


def _frame(shown: Any) -> Any:
    """Give what a mirror keeps of a frame: articles by their ids, and no neighbours or verdicts, which it works out."""
    apart = {"previous", "next", "topics", "current_issue", "links"}
    kept = {name: value for name, value in shown.items() if name not in apart}
    return kept | ({"articles": [item["id"] for item in shown["articles"]]} if "articles" in shown else {})


def public(room: Newsroom) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what readers get: articles by id and language, and what frames them by address and language."""
    found, frames = {}, {}
    for language in LANGUAGES:
        for item in room.get(f"/v1/articles?lang={language}&fallback=none&limit=100")["data"]:
            whole = room.get(f"/v1/articles/{item['id']}?lang={language}")
            found[f"{item['id']} {language}"] = without_neighbours(whole)
        for path in ("/v1/site", "/v1/languages", "/v1/topics", "/v1/bylines"):
            frames[f"{path} {language}"] = _frame(room.get(f"{path}?lang={language}"))
        for issue in room.get(f"/v1/issues?lang={language}")["data"]:
            path = f"/v1/issues/{issue['key']}"
            frames[f"{path} {language}"] = _frame(room.get(f"{path}?lang={language}"))
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
        kinds = [self._publish, self._publish, self._withdraw, self._rename, self._retitle, self._revise, self._site]
        deed = self._withdraw if self._number % 6 == 0 else self._random.choice(kinds)
        deed()

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

    def _rename(self) -> None:
        kind, key = self._random.choice([("topics", "society"), ("bylines", "vasil"), ("topics", "river")])
        name: Any = f"Name {self._number}"
        names = {"en": {"name": name} if kind == "topics" else name}
        answer = self._room.call("PATCH", f"/v1/desk/{kind}/{key}", "editor", etag="*", json={"names": names})
        assert answer.status_code == 200

    def _retitle(self) -> None:
        titles = {"titles": {"en": f"Issue {self._number}"}}
        answer = self._room.call("PATCH", f"/v1/desk/issues/{ISSUE}", "editor", etag="*", json=titles)
        assert answer.status_code == 200, answer.get_data(as_text=True)

    def _site(self) -> None:
        words = {"name": "Neman Review", "tagline": f"Weekly {self._number}", "about": "About the river."}
        answer = self._room.call("PUT", "/v1/admin/site", "admin", etag="*", json={"en": words})
        assert answer.status_code == 200


@pytest.mark.parametrize("seed", [1])
def test_a_mirror_holds_what_readers_get(newsroom: Newsroom, seed: int) -> None:
    """Whoever begins anew, in the middle, or page by page while things change, ends with the very same as readers."""
    mirrored(newsroom, seed, deeds=12)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_a_mirror_holds_what_readers_get_after_long_runs(newsroom: Newsroom, seed: int) -> None:
    """The same after many more deeds."""
    mirrored(newsroom, seed, deeds=60)


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
    articles, frames = public(room)
    assert articles
    assert work.withdrawn
    for mirror in [*mirrors, Mirror(room), Mirror(room, "&initial=true", limit=2)]:
        mirror.sync()
        assert mirror.articles == articles
        told = {place: frame for place, frame in frames.items() if place in mirror.frames}
        assert mirror.frames == told
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
