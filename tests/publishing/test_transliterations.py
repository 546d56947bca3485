from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from api.platform import db
from api.publishing import catching_up
from tests.newsroom import Newsroom
from tests.publishing import exhibition
from tests.publishing import shelf as shelves

AT = datetime(2026, 9, 14, 9, 0, tzinfo=UTC)
BODY = """\
Лужана піша: **лён** расце [тут](https://наша.бел/лён) і `код_лён`.

## Пытанне

- дзень[^1]
- *л*ён на рэдакцыя@наша.бел

| Год | Лік |
| --- | --- |
| 2017 | 1 200 |

```
чысты код
```

[^1]: Заўвага пра лён.
"""


def declare(newsroom: Newsroom, **data: Any) -> Any:
    """Declare Łacinka a transliteration of Belarusian."""
    given = {"code": "be-Latn", "native_name": "biełaruskaja", "transliteration_of": "be", **data}
    return newsroom.post("/v1/admin/languages", "admin", given)


def written(newsroom: Newsroom, **changes: Any) -> str:
    """Publish a Belarusian text."""
    given = {"title": "Лужана і лён", "summary": "Сёння *дзень* лёну.", "body": BODY, **changes}
    return newsroom.publish(source_language="be", **given)


def catch_up() -> int:
    """Let the worker do all of its work."""
    done = 0
    while db.row("SELECT 1 FROM language WHERE is_behind") is not None:
        done += catching_up.run_pending(at=AT)
    return done


def read(newsroom: Newsroom, article: str, language: str = "be-Latn", **query: str) -> Any:
    """Read an article."""
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    return newsroom.get(f"/v1/articles/{article}?lang={language}{asked}")


def changes(newsroom: Newsroom, since: int = 0) -> list[tuple[str, str]]:
    """Give what the journal has of articles behind some entries: kind and language."""
    found = newsroom.get("/v1/changes?limit=100")["data"]
    told = [(each["type"], each["language"]) for each in found if each.get("resource", "article") == "article"]
    return told[since:]


def test_a_release_puts_the_text_out_in_the_other_script_too(newsroom: Newsroom) -> None:
    """What is released in Belarusian is there in Łacinka at once: its own text, address and alternate, no fallback."""
    declare(newsroom)
    article = written(newsroom)
    own, parent = read(newsroom, article), read(newsroom, article, "be")
    assert (own["title"], own["summary"]) == ("Łužana i lon", "Sionnia dzień lonu.")
    assert (own["language"], own["is_fallback"], own["source_language"]) == ("be-Latn", False, "be")
    assert (own["slug"], parent["slug"]) == ("luzana-i-lon", "luzhana-i-lion")
    assert (own["published_at"], own["updated_at"], own["revision"]) == (
        parent["published_at"],
        parent["updated_at"],
        parent["revision"],
    )
    assert own["freshness"] == "current"
    assert own["topic"]["name"] == "Hramadstva"
    assert own["bylines"][0]["name"] == "Hanna Čarot"
    assert [each["language"] for each in parent["alternates"]] == ["be", "be-Latn"]
    assert own["alternates"] == [{**each, "freshness_label": own["freshness_label"]} for each in parent["alternates"]]
    assert newsroom.get("/v1/articles/luzana-i-lon")["id"] == article
    assert changes(newsroom) == [("published", "be"), ("published", "be-Latn")]


def test_what_search_engines_are_told_is_rewritten(newsroom: Newsroom) -> None:
    """A title that was set for search engines is one in Łacinka there, and no Cyrillic one."""
    declare(newsroom)
    article = written(newsroom)
    path = f"/v1/desk/articles/{article}/versions/be"
    told = newsroom.call(
        "PUT", f"{path}/seo", "editor", etag="*", json={"title": "Пра лён", "description": None, "picture": None}
    )
    assert told.status_code == 200
    newsroom.release(article, "be")
    assert read(newsroom, article, "be")["seo"]["title"] == "Пра лён"
    assert read(newsroom, article)["seo"]["title"] == "Pra lon"


def test_nothing_but_words_is_rewritten(newsroom: Newsroom) -> None:
    """Links, code, addresses and the ids of blocks are the parent's, in every form of the body."""
    declare(newsroom)
    article = written(newsroom)
    html, parent = (read(newsroom, article, language)["body"]["content"] for language in ("be-Latn", "be"))
    assert "<strong>lon</strong> raście" not in html
    assert '<strong>lon</strong> rascie <a href="https://наша.бел/лён"' in html
    assert "<code>код_лён</code>" in html
    assert "<em>l</em>on na рэдакцыя@наша.бел" in html
    assert "чысты код" in html
    ids = [piece.split('"')[0] for piece in parent.split(' id="')[1:]]
    assert ids
    assert [piece.split('"')[0] for piece in html.split(' id="')[1:]] == ids
    markdown = read(newsroom, article, body="markdown")["body"]["content"]
    assert markdown.startswith("Łužana piša: **lon** rascie [tut](https://наша.бел/лён) i `код_лён`.")
    assert "[^1]: Zaŭvaha pra lon." in markdown
    text = read(newsroom, article, body="text")["body"]["content"]
    assert "Pytannie" in text
    assert "чысты код" in text
    blocks = read(newsroom, article, body="blocks")["body"]["content"]
    assert [block["kind"] for block in blocks] == [
        block["kind"] for block in read(newsroom, article, "be", body="blocks")["body"]["content"]
    ]
    assert blocks[1]["text"] == "Pytannie"


def test_it_follows_its_parent_in_all_that_becomes_of_it(newsroom: Newsroom) -> None:
    """A correction, a withdrawal and a new release are its parent's and its own, each in one generation."""
    declare(newsroom)
    article = written(newsroom)
    before = len(changes(newsroom))
    newsroom.revise(article, body=BODY.replace("дзень", "вечар"), weight="correction", note="Быў вечар, не дзень.")
    newsroom.approve(article, "be")
    newsroom.release(article, "be")
    own = read(newsroom, article)
    assert "viečar" in own["body"]["content"]
    assert [each["note"] for each in own["corrections"]] == ["Byŭ viečar, nie dzień."]
    assert changes(newsroom, before) == [("corrected", "be"), ("corrected", "be-Latn")]
    shelves.withdraw(newsroom, article, "be")
    assert newsroom.call("GET", f"/v1/articles/{article}?lang=be-Latn").status_code == 410
    assert newsroom.call("GET", "/v1/articles/luzana-i-lon").status_code == 410
    assert changes(newsroom, before + 2) == [("withdrawn", "be"), ("withdrawn", "be-Latn")]
    newsroom.release(article, "be")
    assert read(newsroom, article)["is_fallback"] is False
    assert changes(newsroom, before + 4) == [("published", "be"), ("published", "be-Latn")]
    generations = db.rows("SELECT generation, COUNT(*) FROM change GROUP BY generation")
    assert {count for _, count in generations} == {2}


def test_a_typo_moves_nothing_on(newsroom: Newsroom) -> None:
    """A translation's transliteration has the freshness of the translation, whatever becomes of the source."""
    declare(newsroom)
    newsroom.post(
        "/v1/admin/people",
        "admin",
        {
            "login": "translator-be",
            "name": "T",
            "password": "correct horse x",
            "grants": [{"role": "translator", "language": "be"}],
        },
    )
    article = newsroom.write()
    newsroom.approve(article, "en")
    newsroom.translate(article, "be", by="editor")
    newsroom.approve(article, "be")
    newsroom.release(article, "en", "be")
    assert read(newsroom, article)["freshness"] == "current"
    newsroom.revise(article, body="The council met on Friday.\n", weight="meaning")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    assert read(newsroom, article)["freshness"] == read(newsroom, article, "be")["freshness"] == "outdated"
    assert "data-stale" in read(newsroom, article)["body"]["content"]


def test_without_its_parent_it_goes_down_its_chain(newsroom: Newsroom) -> None:
    """A text that is not out in Belarusian is read in Łacinka by its own fallback, which is not rewritten."""
    declare(newsroom, fallback="ru")
    article = newsroom.publish("ru")
    found = read(newsroom, article)
    assert (found["language"], found["is_fallback"], found["topic"]["name"]) == ("ru", True, "Общество")


def test_its_address_can_be_changed_and_leads_on(newsroom: Newsroom) -> None:
    """A transliteration has addresses of its own: another is given with its parent's ETag, the former one redirects."""
    declare(newsroom)
    article = written(newsroom)
    version = f"/v1/desk/articles/{article}/versions"
    etag = newsroom.etag(f"{version}/be")
    answer = newsroom.call("PUT", f"{version}/be-Latn/slug", "editor", etag=etag, json={"slug": "pra-lon"})
    assert (answer.status_code, answer.get_json()["language"]) == (200, "be")
    assert read(newsroom, article)["slug"] == "pra-lon"
    assert read(newsroom, article, "be")["slug"] == "luzhana-i-lion"
    moved = newsroom.call("GET", "/v1/articles/luzana-i-lon?lang=be-Latn")
    assert (moved.status_code, moved.headers["Location"].endswith("/v1/articles/pra-lon?lang=be-Latn")) == (308, True)
    newsroom.revise(article, title="Лужана і поле")
    newsroom.approve(article, "be")
    newsroom.release(article, "be")
    assert (read(newsroom, article)["slug"], read(newsroom, article)["title"]) == ("pra-lon", "Łužana i pole")


def test_addresses_never_meet(newsroom: Newsroom) -> None:
    """Where both scripts make one address of a title, the later one says its language."""
    declare(newsroom)
    article = written(newsroom, title="Рака")
    assert read(newsroom, article, "be")["slug"] == "raka"
    assert read(newsroom, article)["slug"] == "raka-be-latn"


def test_names_of_topics_follow(newsroom: Newsroom) -> None:
    """A renamed topic is renamed in the other script; a name of its own goes first."""
    declare(newsroom)
    article = written(newsroom)
    shelves.patch(newsroom, "/v1/desk/topics/society", {"names": {"be": {"name": "Людзі"}}})
    assert read(newsroom, article)["topic"]["name"] == "Ludzi"
    shelves.patch(newsroom, "/v1/desk/topics/society", {"names": {"be-Latn": {"name": "Svajo"}}})
    assert read(newsroom, article)["topic"]["name"] == "Svajo"


@pytest.mark.parametrize("asked", ["lon", "лён", "лёну", "Łužana", "Лужана", "łuž*", "луж*"])
def test_it_is_found_in_either_script(newsroom: Newsroom, asked: str) -> None:
    """Search among texts in Łacinka takes both scripts and any form, and shows what was found in Latin letters."""
    declare(newsroom)
    article = written(newsroom, body="Расце лён.")
    found = newsroom.get(f"/v1/search?q={asked}&lang=be-Latn&fallback=none")["data"]
    assert [(each["id"], each["language"]) for each in found] == [(article, "be-Latn")]
    marked = [piece for each in found[0]["highlights"] for piece in each["html"].split("<mark>")[1:]]
    assert {piece.split("</mark>")[0].lower() for piece in marked} <= {"lon", "lonu", "łužana"}
    assert marked
    if "*" not in asked:
        of_parent = newsroom.get(f"/v1/search?q={asked}&lang=be&fallback=none")["data"]
        assert [each["language"] for each in of_parent] == ["be"]


def test_what_is_said_of_pictures_is_rewritten_and_goes_with_them(newsroom: Newsroom) -> None:
    """A picture's texts are in the other script, in all forms; withdrawn, it leaves that too for its substitute."""
    declare(newsroom)
    gone, other = exhibition.picture(), exhibition.picture(650)
    article = written(
        newsroom,
        body=f'Расце лён.\n\n![Поле лёну](picture:{gone} "Над Лужанай")\n',
        picture={"id": gone, "alt": "Рака", "caption": "Бераг"},
    )
    own = read(newsroom, article)
    assert (own["picture"]["alt"], own["picture"]["caption"]) == ("Raka", "Bierah")
    assert own["picture"]["language"] == "be-Latn"
    forms = [str(read(newsroom, article, body=form)["body"]) for form in ("html", "markdown", "text", "blocks")]
    assert all("Pole lonu" in form and "Nad Łužanaj" in form for form in forms)
    exhibition.withdraw(newsroom, gone, substitute={"id": other, "alts": {"be": "Лужана"}})
    assert read(newsroom, article)["picture"]["alt"] == "Łužana"
    forms = [str(read(newsroom, article, body=form)["body"]) for form in ("html", "markdown", "text", "blocks")]
    assert not any("Pole lonu" in form or "Поле" in form or gone in form for form in forms)
    assert shelves.bytes_of_all() == shelves.built_anew()


@pytest.mark.parametrize(("typed", "meant", "goes_on"), [("Лужзна", "łužana", "Луж"), ("Łužzna", "łužana", "Łuž")])
def test_whoever_types_either_script_is_helped(newsroom: Newsroom, typed: str, meant: str, goes_on: str) -> None:
    """What was probably meant, and how a beginning goes on, are words of the texts, in Latin letters."""
    declare(newsroom)
    written(newsroom)
    found = newsroom.get(f"/v1/search?q={typed}&lang=be-Latn&fallback=none")
    assert (found["data"], found["meta"]["did_you_mean"]["text"]) == ([], meant)
    first = newsroom.get(f"/v1/suggest?q={goes_on}&lang=be-Latn&fallback=none")["data"][0]
    assert (first["text"], first["html"]) == ("łužana", "<mark>łuž</mark>ana")


def test_it_has_feeds_of_its_own(newsroom: Newsroom) -> None:
    """A feed of the other script has its texts in it, links to the parent's, and tells of a withdrawal."""
    declare(newsroom)
    article = written(newsroom)
    feed = newsroom.get("/v1/feeds/be-Latn.json")
    assert (feed["language"], [each["title"] for each in feed["items"]]) == ("be-Latn", ["Łužana i lon"])
    assert "Лужана" not in feed["items"][0]["content_html"]
    atom = newsroom.call("GET", "/v1/feeds/be.atom").get_data(as_text=True)
    assert 'hreflang="be-Latn"' in atom
    shelves.withdraw(newsroom, article, "be")
    assert newsroom.get("/v1/feeds/be-Latn.json")["items"] == []
    gone = newsroom.call("GET", "/v1/feeds/be-Latn.atom").get_data(as_text=True)
    assert "deleted-entry" in gone
