"""The reference and the files that pages are made of."""

from __future__ import annotations

import gzip
import re

import orjson
import pytest

from api.languages import words
from api.platform.errors import say
from tests.newsroom import Newsroom
from tools import openapi


def test_the_document_is_the_one_of_the_code(sqlite_newsroom: Newsroom) -> None:
    """What is served at /openapi.json is what openapi.yaml is written from, and it is sent once to who keeps it."""
    first = sqlite_newsroom.call("GET", "/openapi.json")
    again = sqlite_newsroom.call("GET", "/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert first.get_json() == orjson.loads(orjson.dumps(openapi.document()))


@pytest.mark.parametrize("path", ["/", "/docs", "/docs/problems"])
def test_pages_may_do_next_to_nothing(sqlite_newsroom: Newsroom, path: str) -> None:
    """No page loads from another host, runs inline scripts, is framed, or tells where its reader came from."""
    response = sqlite_newsroom.call("GET", path, headers={"Accept": "text/html"})
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Frame-Options"] == "DENY"
    page = response.get_data(as_text=True)
    assert not re.search(r"<script(?![^>]* src=\"/)|<style| style=| on\w+=", page)
    assert not re.search(r"(?:src|href)=\"(?!/|#)", page)


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_page_says_in_which_language_the_reference_is(sqlite_newsroom: Newsroom, language: str) -> None:
    """Who reads the page in another language is told that what follows is English."""
    page = sqlite_newsroom.call("GET", f"/docs?lang={language}").get_data(as_text=True)
    told = words.say_in(say("The reference itself is in English."), language)
    assert (told in page) == (language != "en")


def test_a_language_in_another_script_has_its_place_in_the_switch(
    sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A catalogue of the API's words in be-Latn is offered under its name, as every other."""
    monkeypatch.setattr(words, "spoken", lambda: ("be-Latn", "en"))
    page = sqlite_newsroom.call("GET", "/docs").get_data(as_text=True)
    assert 'lang="be-Latn">Biełaruskaja (łacinica)</a>' in page


def test_files_are_kept_by_their_content(sqlite_newsroom: Newsroom) -> None:
    """A file's address names its content, so that browsers keep it for a year; another content is not there."""
    page = sqlite_newsroom.call("GET", "/docs").get_data(as_text=True)
    addresses = re.findall(r'"(/docs/assets/[^"]+)"', page)
    assert {address.rpartition("/")[2] for address in addresses} >= {"swagger-ui-bundle.js", "pages.css"}
    for address in addresses:
        response = sqlite_newsroom.call("GET", address)
        assert "immutable" in response.headers["Cache-Control"]
        again = {"If-None-Match": response.headers["ETag"]}
        assert sqlite_newsroom.call("GET", address, headers=again).status_code == 304
    assert sqlite_newsroom.call("GET", "/docs/assets/0123456789ab/pages.css").status_code == 404
    assert sqlite_newsroom.call("GET", "/docs/assets/0123456789ab/door.py").status_code == 404


def test_files_are_packed_for_who_reads_that(sqlite_newsroom: Newsroom) -> None:
    """With gzip accepted the same file comes smaller, under an ETag of its own."""
    page = sqlite_newsroom.call("GET", "/docs").get_data(as_text=True)
    [address] = re.findall(r'"(/docs/assets/[^"]+bundle.js)"', page)
    plain = sqlite_newsroom.call("GET", address)
    packed = sqlite_newsroom.call("GET", address, headers={"Accept-Encoding": "br, gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Vary"] == "Accept-Encoding"
