from __future__ import annotations

import functools
from datetime import UTC, datetime

import pytest

from api.formats import feed_texts
from api.formats.feeds import Correction
from api.publishing import documents
from tests.effort import effort

BASE = "https://news.example/en/ferry?x=1"
AT = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('<a href="/about?a=1&amp;b=2">x</a>', '<a href="https://news.example/about?a=1&amp;b=2">x</a>'),
        ('<a href="mill">x</a>', '<a href="https://news.example/en/mill">x</a>'),
        ('<a href="#fn-1" id="fnref-1">1</a>', '<a href="https://news.example/en/ferry?x=1#fn-1" id="fnref-1">1</a>'),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
        ('<a href="https://other.example/a#b">x</a>', '<a href="https://other.example/a#b">x</a>'),
        ('<img src="/media/1.jpg" alt="a > b">', '<img src="https://news.example/media/1.jpg" alt="a > b">'),
        ('<img alt="a > b" src="/media/1.jpg">', '<img alt="a > b" src="https://news.example/media/1.jpg">'),
        ('<a href="//[">x</a>', '<a href="//[">x</a>'),
        ('<p>say href="/x" here</p>', '<p>say href="/x" here</p>'),
        ('<p data-stale="">plain</p>', '<p data-stale="">plain</p>'),
    ],
)
def test_each_address_leads_to_where_it_does_on_the_page(given: str, expected: str) -> None:
    """Links, pictures and footnotes are absolute; what only looks like an attribute in the text is left alone."""
    assert feed_texts.absolute(given, BASE) == expected


def test_corrections_stand_at_the_end_in_words() -> None:
    """Each with its day and its note, escaped; one without a note is told all the same."""
    said = [Correction(AT, "It was <b>12</b>,\nnot 21."), Correction(AT, None)]
    html = feed_texts.whole("<p>Text.</p>", base=BASE, language="en", freshness=None, corrections=said)
    assert html.startswith("<p>Text.</p>\n<hr>\n")
    assert "Correction, September 14, 2017</time>:</strong> It was &lt;b&gt;12&lt;/b&gt;,<br>not 21.</p>" in html
    assert html.endswith("This text has been corrected.</p>\n")


def test_a_text_whose_source_has_moved_on_says_so() -> None:
    """In the language of the text, above it."""
    phrase = documents.FRESHNESS["awaiting_correction"]
    html = feed_texts.whole("<p>Текст.</p>", base=BASE, language="ru", freshness=phrase, corrections=[])
    assert html == "<p><em>Оригинал исправлен, этот текст ещё нет</em></p>\n<p>Текст.</p>"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("be", "Кароткі змест.\nВыпраўленне: 12."), ("ru", "Кароткі змест.\nИсправление: 12.")],
)
def test_a_summary_tells_of_corrections(language: str, expected: str) -> None:
    """Those who read only summaries hear of them too, in the language of the feed."""
    assert feed_texts.lede("Кароткі змест.", language=language, corrections=[Correction(AT, "12.")]) == expected


def test_hostile_html_costs_no_more_than_its_length() -> None:
    """No repetition of half a tag makes the search for addresses slow."""
    for piece in ("<a ", '<a href="', "<a x " * 2, '<a b="c" ', " href=", "<a" + " a" * 50):
        html = piece * (100_000 // len(piece))
        assert effort(functools.partial(feed_texts.absolute, html, BASE)) < 60, piece
