from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
import pyvips

from api.content.pictures import rendering, storage
from tests.content.pictures import shelf
from tests.content.pictures.specimens import png
from tests.delivery import exhibits, feeds
from tests.formats import feed_rules
from tests.newsroom import ISSUE, Newsroom
from tests.partners import parties

ENDS = "2031-06-30T12:00:00Z"
CONTRACT: dict[str, Any] = {
    "licence": "CC BY-ND 4.0",
    "attribution": {"en": "First in the Neman Review", "be": "Упершыню ў «Нёманскім аглядзе»"},
    "ends_at": ENDS,
}
FACTS: dict[str, Any] = {
    "credit": "Hanna <Charot>",
    "holder": "River Museum",
    "licence": "CC0",
    "licence_url": "https://creativecommons.org/publicdomain/zero/1.0/",
    "usage": "Not for advertising & the like.",
}
TERMS = "Not for advertising &amp; the like. Licence: CC0. Not to be shown after 2031-06-30."


@pytest.fixture
def picture(sqlite_newsroom: Newsroom) -> str:
    """Give a picture with terms, 1200 pixels wide, shown as lead and in the text of an article in English."""
    found = shelf.add(png(1200, 800), storage.current(), told=FACTS).picture_id  # type: ignore[arg-type]
    assert rendering.make(found, store=storage.current())
    lead = {"id": found, "alt": "The river", "caption": "In May"}
    sqlite_newsroom.publish(title="Ferry is back", body=exhibits.body(found), picture=lead)
    return found


def _opened(newsroom: Newsroom, key: str) -> dict[str, bytes]:
    answer = parties.call(newsroom, f"/v1/issues/{ISSUE}/archive.zip?lang=en", key, buffered=True)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        return {name.partition("/")[2]: folder.read(name) for name in folder.namelist()}


def test_each_picture_of_an_archive_has_its_terms_below_it(sqlite_newsroom: Newsroom, picture: str) -> None:
    """On its page and on the one to be printed, as lead and in the text; in the plain text in its line."""
    found = _opened(sqlite_newsroom, parties.reader(sqlite_newsroom, **CONTRACT))
    for name in ("articles/01-ferry-is-back.html", "print.html"):
        page = found[name].decode()
        below = re.findall(r"<figcaption[^>]*>(.*?)</figcaption>", page, re.DOTALL)
        assert len(below) == 2, name
        for each in below:
            assert each.count(TERMS) == 1
            assert each.count("Hanna &lt;Charot&gt;") == 1
    (line,) = [each for each in found["articles/01-ferry-is-back.txt"].decode().splitlines() if picture in each]
    assert line.endswith(
        "Hanna <Charot> Not for advertising & the like. Licence: CC0. Not to be shown after 2031-06-30."
    )


def test_pages_say_the_size_that_a_file_has(sqlite_newsroom: Newsroom, picture: str) -> None:
    """Width and height of each picture on a page are those of the file beside it."""
    found = _opened(sqlite_newsroom, parties.reader(sqlite_newsroom))
    image = pyvips.Image.new_from_buffer(found[f"pictures/{picture}.jpg"], "")
    for name in ("articles/01-ferry-is-back.html", "print.html"):
        images = re.findall(r"<img[^>]*>", found[name].decode())
        assert len(images) == 2
        for each in images:
            assert re.findall(r' (?:width|height)="(\d+)"', each) == [str(image.width), str(image.height)], name


def test_a_picture_of_an_archive_carries_its_own_terms(sqlite_newsroom: Newsroom, picture: str) -> None:
    """Its file names credit, holder and terms, the same for every partner: no reader learns when a contract ends."""
    keys = [parties.key(sqlite_newsroom, parties.partner(sqlite_newsroom, name, **terms)) for name, terms in
            (("One", CONTRACT), ("Another", {}))]  # fmt: skip
    files = [_opened(sqlite_newsroom, key)[f"pictures/{picture}.jpg"] for key in keys]
    assert files[0] == files[1]
    for said in (
        "Hanna &lt;Charot&gt;",
        "River Museum",
        "Not for advertising &amp; the like. Licence: CC0. Name with it:",
    ):
        assert said.encode() in files[0], said
    assert b"2031" not in files[0]
    pyvips.Image.new_from_buffer(files[0], "", fail_on="warning").avg()


def test_feeds_of_partners_say_terms_in_words(sqlite_newsroom: Newsroom, picture: str) -> None:
    """Until when the text may be shown, and how each picture may be used, in all three forms; the public has none."""
    token = parties.key(sqlite_newsroom, parties.partner(sqlite_newsroom, **CONTRACT), "feed")
    line = "First in the Neman Review · CC BY-ND 4.0 · Not to be shown after 2031-06-30."
    for form in feeds.FORMS:
        answer = sqlite_newsroom.call("GET", f"/v1/feeds/by-token/{token}/en.{form}")
        feed_rules.CHECKS[form](answer.data)
        if form == "json":
            (item,) = answer.get_json()["items"]
            html, told = item["content_html"], item["_polyweek"]["picture"]["terms"]
        else:
            (entry,) = feed_rules.read(answer.data, answer.headers["Content-Type"]).entries
            assert entry.rights == line
            html = entry.content[0].value
            told = entry.media_copyright if "media_copyright" in entry else answer.get_data(as_text=True)
        assert f"<small>{line}</small>" in html
        assert re.search(rf"<figcaption[^>]*>.*{re.escape(TERMS)}</small></figcaption>", html, re.DOTALL), html
        assert "Not to be shown after 2031-06-30." in str(told)
        public = feeds.body(sqlite_newsroom, f"/v1/feeds/en.{form}").decode()
        assert picture in public
        assert "Not to be shown" not in public
        assert "Not for advertising" not in public
