from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.formats import atom, json_feed, rss
from api.formats.feeds import Author, Correction, Entry, Feed, Link, Picture, Tombstone, Topic
from tests.formats import feed_rules
from tests.formats.feed_rules import AT, CONTENT, MEDIA, A

AT_NOON = datetime(2017, 9, 14, 12, 0, 59, 999_999, tzinfo=UTC)
SITE = "https://news.example"
PICTURE = Picture(
    f"{SITE}/media/1/960.jpg", "image/jpeg", 70_123, 960, 640, "Ice", "Ice & snow", "M. B.", "MB", "https://cc.example"
)
ENTRY = Entry(
    id="urn:uuid:00000000-0000-5000-8000-000000000001",
    title="The ferry is back",
    lede="The council reversed itself.",
    html="<p>The ferry is <em>back</em>.</p>",
    href=f"{SITE}/en/ferry",
    media_type="text/html",
    published=AT_NOON,
    updated=AT_NOON.replace(hour=13),
    authors=[Author("Hanna Charot", f"{SITE}/en/by/hanna"), Author("Vasil", None)],
    topic=Topic("society", "Society & parties", "https://api.example/v1/topics"),
    picture=PICTURE,
    corrections=[Correction(AT_NOON, "It was 12, not 21.")],
    alternates=[Link(f"{SITE}/be/parom", "be", "text/html")],
    revision=2,
    freshness="current",
)
GONE = Tombstone("urn:uuid:00000000-0000-5000-8000-000000000002", AT_NOON.replace(hour=14))
FEED = Feed(
    id="urn:uuid:00000000-0000-5000-8000-000000000009",
    title="Neman Review",
    subtitle="Weekly",
    author="Neman Review",
    language="en",
    href="https://api.example/v1/feeds/en.atom?limit=2&cursor=b",
    first="https://api.example/v1/feeds/en.atom?limit=2",
    next="https://api.example/v1/feeds/en.atom?limit=2&cursor=c",
    previous="https://api.example/v1/feeds/en.atom?limit=2&cursor=a",
    home=Link(f"{SITE}/", "en", "text/html"),
    alternates=[Link("https://api.example/v1/feeds/be.atom", "be", "application/atom+xml")],
    hub="https://api.example/v1/websub",
    about="https://api.example/docs",
    entries=[ENTRY],
    tombstones=[GONE],
)
EMPTY = replace(FEED, subtitle="", next=None, previous=None, entries=[], tombstones=[])
WRITERS = {"atom": atom, "rss": rss, "json": json_feed}

HOSTILE = [
    "emoji 👩‍👩‍👧 and 🏳️‍🌈",
    "]]> and <![CDATA[ and --> &amp; &#0; &lt;",
    "שלום, \u200fمرحبا 123",
    "<b>not bold</b> & <script>alert(1)</script>",
    "\"quotes\" and 'apostrophes' and \\ and {braces}",
    "ў, ё, ’ and \u0301 combined, \u00a0 and \u2028",
]
REFUSED = "a\x00b\x0bc\x1fd\ufffee\uffff\ud800f"  # what XML 1.0 has no place for


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("is_brief", [False, True])
def test_a_feed_keeps_the_rules_of_its_format(form: str, *, is_brief: bool) -> None:
    """With whole texts and with summaries, full and empty, it passes the schema or the rules of its specification."""
    entry = replace(ENTRY, html=None) if is_brief else ENTRY
    for feed in (replace(FEED, entries=[entry]), EMPTY, replace(FEED, entries=[replace(entry, lede="", picture=None)])):
        body = WRITERS[form].write(feed)
        feed_rules.CHECKS[form](body)
        if form != "json":
            feed_rules.read(body, f"{WRITERS[form].MEDIA_TYPE}; charset=utf-8")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("form", WRITERS)
def test_hostile_texts_come_through_as_they_are(form: str, text: str) -> None:
    """Whatever stands in a title, a name or a text, a program that parses the feed has the very same."""
    html = f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"
    entry = replace(ENTRY, title=text, lede=text, html=html, authors=[Author(text, None)])
    entry = replace(entry, topic=replace(ENTRY.topic, name=text), picture=replace(PICTURE, credit=text))
    feed = replace(FEED, title=text, subtitle=text, entries=[entry])
    parsed = feed_rules.CHECKS[form](WRITERS[form].write(feed))
    if form == "atom":
        item = parsed.find(f"{A}entry")
        assert (parsed.findtext(f"{A}title"), item.findtext(f"{A}title")) == (text, text)
        assert (item.findtext(f"{A}summary"), item.findtext(f"{A}content")) == (text, html)
        assert item.findtext(f"{A}author/{A}name") == text
        assert item.find(f"{A}category").get("label") == text
        assert item.findtext(f"{MEDIA}content/{MEDIA}credit") == text
    elif form == "rss":
        item = parsed.find("item")
        assert (parsed.findtext("title"), item.findtext("title"), item.findtext("category")) == (text, text, text)
        assert item.findtext(f"{CONTENT}encoded") == html
        assert item.findtext("description") == html.removeprefix("<p>").removesuffix("</p>").replace(">", "&gt;")
    else:
        item = parsed["items"][0]
        assert (parsed["title"], item["title"], item["summary"], item["content_html"]) == (text, text, text, html)
        assert item["tags"] == [text]


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_what_xml_cannot_hold_is_left_out(form: str) -> None:
    """Control characters, lone surrogates and noncharacters never break a feed, wherever they come from."""
    entry = replace(ENTRY, title=REFUSED, html=REFUSED, href=f"{SITE}/{REFUSED}")
    body = WRITERS[form].write(replace(FEED, title=REFUSED, entries=[entry]))
    feed_rules.CHECKS[form](body)
    found = feed_rules.read(body, f"{WRITERS[form].MEDIA_TYPE}; charset=utf-8")
    assert (found.feed.title, found.entries[0].title, found.entries[0].link) == ("abcdef", "abcdef", f"{SITE}/abcdef")


def test_feedparser_finds_all_in_its_place() -> None:
    """Ids, times to the minute, authors, topic, languages, picture: in Atom and in RSS."""
    for form in ("atom", "rss"):
        found = feed_rules.read(WRITERS[form].write(FEED), f"{WRITERS[form].MEDIA_TYPE}; charset=utf-8")
        entry = found.entries[0]
        assert entry.id == ENTRY.id, form
        assert entry.link == ENTRY.href
        assert (entry.published_parsed[3:6], entry.updated_parsed[3:6]) == ((12, 0, 0), (13, 0, 0)), form
        assert [author.name for author in entry.authors] == ["Hanna Charot", "Vasil"], form
        assert entry.tags[0].scheme == ENTRY.topic.scheme
        assert (entry.tags[0].label or entry.tags[0].term) == ENTRY.topic.name
        assert [(e.href, e.type, e.length) for e in entry.enclosures] == [(PICTURE.href, "image/jpeg", "70123")]
        assert entry.media_content[0]["url"] == PICTURE.href
        assert [each.value for each in entry.content] == [ENTRY.html]
        assert (entry.title, entry.summary) == (ENTRY.title, ENTRY.lede)
        links = {(link.rel, link.get("hreflang")): link.href for link in found.feed.links}
        assert links["next", None] == FEED.next
        assert links["previous", None] == FEED.previous
        assert links["first", None] == FEED.first
        assert links["self", None] == FEED.href
        assert links["alternate", "be"] == FEED.alternates[0].href
        assert (found.feed.link, found.feed.language) == (FEED.home.href, "en")


def test_a_guid_is_no_address() -> None:
    """Programs do not open the id of an RSS item, which is a URN."""
    found = feed_rules.read(rss.write(FEED), "application/rss+xml; charset=utf-8")
    assert found.entries[0].guidislink is False


def test_a_tombstone_tells_which_and_when_and_nothing_else() -> None:
    """It stands before the entries in Atom and RSS, under `_polyweek.deleted` in JSON, cut to the minute."""
    root = feed_rules.atom(atom.write(FEED))
    (gone,) = root.findall(f"{AT}deleted-entry")
    assert dict(gone.attrib) == {"ref": GONE.id, "when": "2017-09-14T14:00:00Z"}
    (gone,) = feed_rules.rss(rss.write(FEED)).findall(f"{AT}deleted-entry")
    assert dict(gone.attrib) == {"ref": GONE.id, "when": "2017-09-14T14:00:00Z"}
    told = feed_rules.json_feed(json_feed.write(FEED))
    assert told["_polyweek"]["deleted"] == [{"id": GONE.id, "when": "2017-09-14T14:00:00Z"}]
    assert root.findtext(f"{A}updated") == "2017-09-14T14:00:00Z"


@pytest.mark.parametrize("form", WRITERS)
def test_an_empty_feed_says_the_same_each_time(form: str) -> None:
    """It is valid, and was last changed at a moment that no clock decides."""
    body = WRITERS[form].write(EMPTY)
    assert body == WRITERS[form].write(EMPTY)
    assert b"1970" in body


def test_a_summary_in_rss_is_html_and_reads_as_it_was_written() -> None:
    """RSS takes its description for HTML: signs are escaped and lines broken."""
    entry = replace(ENTRY, lede="5 < 6 & more\nCorrection: <b>", html=None)
    item = feed_rules.rss(rss.write(replace(FEED, entries=[entry]))).find("item")
    assert item.findtext("description") == "5 &lt; 6 &amp; more<br>Correction: &lt;b&gt;"
    assert item.find(f"{CONTENT}encoded") is None


def test_a_picture_of_unknown_length_is_none_the_less_an_enclosure() -> None:
    """RSS wants a length and takes 0 for none; Atom and JSON Feed leave it out."""
    feed = replace(FEED, entries=[replace(ENTRY, picture=replace(PICTURE, length=None))])
    assert feed_rules.rss(rss.write(feed)).find("item/enclosure").get("length") == "0"
    assert feed_rules.atom(atom.write(feed)).find(f"{A}entry/{A}link[@rel='enclosure']").get("length") is None
    assert "size_in_bytes" not in feed_rules.json_feed(json_feed.write(feed))["items"][0]["attachments"][0]
