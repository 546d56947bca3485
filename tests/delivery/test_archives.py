from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.content.pictures import rendering, storage
from api.platform import clock, places
from api.publishing import signing
from examples.python import verify
from tests.content.pictures import shelf
from tests.content.pictures.specimens import png
from tests.delivery import exhibits
from tests.newsroom import ISSUE, NOW, Newsroom
from tests.pages import chromium
from tests.partners import parties

CONTRACT: dict[str, Any] = {
    "licence": "CC BY-ND 4.0",
    "attribution": {"en": "First in the Neman Review", "be": "Упершыню ў «Нёманскім аглядзе»"},
}
PATH = f"/v1/issues/{ISSUE}/archive.zip"
FOLDER = f"{ISSUE}-en/"


@pytest.fixture
def stocked(sqlite_newsroom: Newsroom) -> Newsroom:
    """Give a newsroom that has a key to sign with."""
    signing.begin(at=NOW)
    return sqlite_newsroom


def _opened(response: TestResponse) -> dict[str, bytes]:
    """Give the files of an archive that is whole, by their names in its one folder."""
    assert response.status_code == 200, response.get_data(as_text=True)
    with zipfile.ZipFile(io.BytesIO(response.data)) as folder:
        assert folder.testzip() is None
        return {name.partition("/")[2]: folder.read(name) for name in folder.namelist()}


def _get(newsroom: Newsroom, key: str, question: str = "?lang=en", **headers: str) -> TestResponse:
    return parties.call(newsroom, f"{PATH}{question}", key, headers=headers, buffered=True)


def _rows(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True))


def test_an_issue_comes_as_one_file(stocked: Newsroom) -> None:
    """Pages, texts, lists, pictures with whom to name, and terms, all named in the lists, in the editors' order."""
    picture = exhibits.picture()
    first = stocked.publish("ru", title="Ferry is back", body=exhibits.body(picture))
    second = stocked.publish("ru", title="Night shift")
    key = parties.reader(stocked, **CONTRACT)
    found = _opened(_get(stocked, key))
    assert set(found) == {
        *("README.txt", "LICENCE.txt", "index.html", "print.html", "articles.csv", "pictures.csv", "credits.txt"),
        *("metadata.json", "keys.json", f"pictures/{picture}.jpg"),
        *(f"articles/01-ferry-is-back.{end}" for end in ("html", "txt", "json", "signature.json")),
        *(f"articles/02-night-shift.{end}" for end in ("html", "txt", "json", "signature.json")),
    }
    rows = _rows(found["articles.csv"])
    assert [(row["number"], row["id"], row["title"]) for row in rows] == [
        ("1", first, "Ferry is back"),
        ("2", second, "Night shift"),
    ]
    assert {row[name] in found for row in rows for name in ("html", "text", "document", "signature")} == {True}
    (shown,) = _rows(found["pictures.csv"])
    assert (shown["file"], shown["article"], shown["alt"]) == (f"pictures/{picture}.jpg", "1", "The river")
    told = json.loads(found["metadata.json"])
    assert [str(each["id"]) for each in told["articles"]] == [first, second]
    assert told["rights"]["licence"] == "CC BY-ND 4.0"
    for name in ("LICENCE.txt", "articles/01-ferry-is-back.txt", "articles/01-ferry-is-back.html", "print.html"):
        assert "First in the Neman Review" in found[name].decode(), name
    assert found[f"pictures/{picture}.jpg"][:2] == b"\xff\xd8"


def test_what_is_in_it_can_be_verified(stocked: Newsroom) -> None:
    """By the documents, signatures and keys in it alone."""
    stocked.publish(title="Ferry is back")
    found = _opened(_get(stocked, parties.reader(stocked)))
    names = (f"articles/01-ferry-is-back{end}" for end in (".json", ".signature.json"))
    document, signature, keys = (json.loads(found[name]) for name in (*names, "keys.json"))
    assert verify.is_genuine(document, signature, keys)
    assert "previous" not in document
    assert not verify.is_genuine({**document, "title": "Forged"}, signature, keys)


def test_the_same_content_is_the_same_bytes(stocked: Newsroom) -> None:
    """At another time too; the tag says so without making it, and is another after a correction or other terms."""
    article = stocked.publish(title="Ferry is back")
    key = parties.reader(stocked, **CONTRACT)
    first, again = _get(stocked, key), _get(stocked, key)
    assert first.data == again.data
    assert first.headers["ETag"] == again.headers["ETag"]
    assert first.headers["Content-Disposition"] == f'attachment; filename="{ISSUE}-en.zip"'
    assert int(first.headers["Content-Length"]) == len(first.data)
    assert first.headers["Cache-Control"] == "private, no-store"
    unchanged = _get(stocked, key, **{"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    with zipfile.ZipFile(io.BytesIO(first.data)) as folder:
        assert {info.date_time[5] for info in folder.infolist()} == {0}
        assert {info.create_system for info in folder.infolist()} == {3}
    stocked.revise(article, title="Ferry is gone")
    stocked.approve(article, "en")
    stocked.release(article, "en")
    assert _get(stocked, key).headers["ETag"] != first.headers["ETag"]
    other = parties.key(stocked, parties.partner(stocked, "Another", licence="CC BY 4.0"))
    assert _get(stocked, other).headers["ETag"] != _get(stocked, key).headers["ETag"]


def test_what_is_outside_is_not_in_it(newsroom: Newsroom) -> None:
    """No other topic or language, nothing withdrawn, no picture that is not for partners or was taken away."""
    inside, kept = exhibits.picture(), shelf.add(png(720, 500), storage.current(), told={"syndication": False})
    rendering.make(kept.picture_id, store=storage.current())
    newsroom.publish("ru", title="Ferry is back", body=exhibits.body(inside, kept.picture_id))
    newsroom.publish(title="Sturgeon", topic="river")
    gone = newsroom.publish(title="Zyzzyva")
    exhibits.withdraw(newsroom, gone)
    key = parties.reader(newsroom, languages=["en"], topics=["society"])
    found = _opened(_get(newsroom, key))
    assert [name for name in found if name.startswith("pictures/")] == [f"pictures/{inside}.jpg"]
    everything = b"".join(found.values()).decode("utf-8", "replace")
    for word in ("Sturgeon", "sturgeon", "Zyzzyva", "zyzzyva", gone, kept.picture_id, "RU Ferry", "lang=ru"):
        assert word not in everything, word
    newsroom.post(f"/v1/desk/pictures/{inside}/withdrawal", "editor", {"reason": "Asked for."})
    found = _opened(_get(newsroom, key))
    assert inside not in b"".join(found.values()).decode("utf-8", "replace")


def test_it_is_for_partners_alone(stocked: Newsroom) -> None:
    """Without a key, with a wrong one or a person's token it is 401; an issue outside the contract never was."""
    stocked.publish(topic="river")
    assert stocked.call("GET", PATH).status_code == 401
    assert stocked.call("GET", PATH, "editor").status_code == 401
    key = parties.reader(stocked, topics=["society"])
    assert _get(stocked, key).status_code == 404
    assert parties.call(stocked, "/v1/issues/2001-W01/archive.zip?lang=en", key).status_code == 404
    assert _get(stocked, key, "?lang=xx").status_code == 422


def test_two_are_made_at_once(stocked: Newsroom) -> None:
    """Whoever comes beside them is told to come back, and so is a partner who has one made already."""
    stocked.publish()
    partner = parties.partner(stocked)
    key = parties.key(stocked, partner)
    with places.ARCHIVES.held(partner):
        refused = _get(stocked, key)
        assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
    with places.ARCHIVES.held("one"), places.ARCHIVES.held("another"):
        assert _get(stocked, key).status_code == 503
    assert _get(stocked, key).status_code == 200


def test_no_formula_gets_into_a_table(stocked: Newsroom) -> None:
    """What a spreadsheet would compute stands behind an apostrophe; commas, quotes and lines stay what they are."""
    titles = ("=1+1", "+375 29 12", "-2", "@SUM(A1)", 'A "quoted", with commas')
    for title in titles:
        stocked.publish(title=title, summary="=HYPERLINK(1)")
    found = _opened(_get(stocked, parties.reader(stocked)))
    rows = _rows(found["articles.csv"])
    assert [row["title"] for row in rows] == [*(f"'{title}" for title in titles[:4]), titles[4]]
    assert {row["summary"] for row in rows} == {"'=HYPERLINK(1)"}
    assert all(line.endswith(b"\r\n") for line in found["articles.csv"].splitlines(keepends=True))
    assert [each["title"] for each in json.loads(found["metadata.json"])["articles"]] == list(titles)


def test_markup_in_a_title_is_a_title(stocked: Newsroom) -> None:
    """Nothing that people typed becomes HTML on a page, and no name of a file leads out of the folder."""
    stocked.publish(title='../../ a < b & "c" > d')
    found = _opened(_get(stocked, parties.reader(stocked)))
    for name in ("index.html", "print.html"):
        assert b'../../ a &lt; b &amp; "c" &gt; d' in found[name], name
    assert not [name for name in found if ".." in name or "\\" in name or name.startswith("/")]


def test_it_speaks_the_language_of_the_archive(stocked: Newsroom) -> None:
    """The guide, the terms and the names of topics are in the language asked for; a fallback says which it is."""
    stocked.publish("be", source_language="be", title="Паром вярнуўся")
    key = parties.reader(stocked, **CONTRACT)
    found = _opened(_get(stocked, key, "?lang=be"))
    assert "Упершыню ў «Нёманскім аглядзе»" in found["LICENCE.txt"].decode()
    assert "спіс артыкулаў" in found["README.txt"].decode()
    english = _opened(_get(stocked, key))
    assert [row["language"] for row in _rows(english["articles.csv"])] == ["be"]
    assert "the list of the articles" in english["README.txt"].decode()
    assert _get(stocked, key, "?lang=en&fallback=none").status_code == 404


class _Addresses(HTMLParser):
    """What a page would load: the addresses of all but links, and whether it has a script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "link", "iframe", "object"}
        if tag != "a":
            self.found += [value or "" for name, value in attrs if name in {"src", "srcset", "href", "poster"}]


def _loaded(page: bytes) -> list[str]:
    parser = _Addresses()
    parser.feed(page.decode())
    return parser.found


def test_pages_load_nothing_from_elsewhere(stocked: Newsroom) -> None:
    """An article's pictures are those beside it, and the page to be printed has its own in it; each decodes."""
    stocked.let_foreign_pictures_in()
    picture = exhibits.picture()
    body = f"{exhibits.body(picture)}\n\n![The weir](https://example.org/weir.jpg)"
    stocked.publish(title="Ferry is back", body=body, picture={"id": picture, "alt": "The ferry", "caption": ""})
    found = _opened(_get(stocked, parties.reader(stocked)))
    assert _loaded(found["articles/01-ferry-is-back.html"]) == [f"../pictures/{picture}.jpg"] * 2
    assert b'<a href="https://example.org/weir.jpg">The weir</a>' in found["articles/01-ferry-is-back.html"]
    inside = _loaded(found["print.html"])
    assert len(inside) == 2
    assert {address.partition(",")[0] for address in inside} == {"data:image/jpeg;base64"}
    assert _loaded(found["index.html"]) == []


def test_it_opens_elsewhere(stocked: Newsroom, tmp_path: Path) -> None:
    """Another program takes the archive for good, and Chromium shows its page to be printed, with pictures."""
    picture = exhibits.picture()
    stocked.publish(title="Ferry is back", body=exhibits.body(picture))
    file = tmp_path / "issue.zip"
    file.write_bytes(_get(stocked, parties.reader(stocked)).data)
    done = subprocess.run(["unzip", "-q", str(file), "-d", str(tmp_path)], check=False, capture_output=True)
    assert done.returncode == 0
    if (program := chromium.find()) is None:
        pytest.skip("There is no Chromium here to show the page in.")
    page = tmp_path / FOLDER / "print.html"
    shown = subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
         f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=2000", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=60,
    ).stdout.decode()  # fmt: skip
    assert "Ferry is back" in shown
    assert "data:image/jpeg" in shown


def test_what_vanishes_on_the_way_is_not_sent(stocked: Newsroom) -> None:
    """Where the store has a picture no longer, there is no archive with a hole, but a 503."""
    picture = exhibits.picture()
    stocked.publish(body=exhibits.body(picture))
    key = parties.reader(stocked)
    storage.current().remove(*[each.name for each in storage.current().listing()])
    assert _get(stocked, key).status_code == 503
    assert places.ARCHIVES._held.total() == 0


def test_a_contract_that_ends_says_so(stocked: Newsroom) -> None:
    """In the tables and in words, for texts and pictures."""
    picture = exhibits.picture()
    stocked.publish(title="Ferry is back", body=exhibits.body(picture))
    ends_at = clock.to_wire(clock.to_minute(clock.now() + timedelta(days=3)))
    found = _opened(_get(stocked, parties.reader(stocked, ends_at=ends_at)))
    assert {row["expires_at"] for name in ("articles.csv", "pictures.csv") for row in _rows(found[name])} == {ends_at}
    assert ends_at[:10] in found["credits.txt"].decode()
    assert ends_at[:10] in found["LICENCE.txt"].decode()
