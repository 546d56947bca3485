from __future__ import annotations

import pytest

from api.publishing.search import contents, highlights, plans, questions, ranking
from api.publishing.search.plans import Plan


def _plan(text: str, language: str = "en") -> Plan:
    return plans.make(questions.read(text), (language,), lambda _language, _begun: [])[0]


def _score(text: str, *, title: str = "", summary: str = "", body: str = "") -> float:
    return ranking.scorer(_plan(text), {}).score(contents.read("en", title, summary, body).stems)


def test_a_title_counts_for_more_than_a_summary_and_that_for_more_than_a_body() -> None:
    """Where a word stands decides, then how often, and how long the text is otherwise."""
    filler = "Nothing happened. " * 20
    title, summary = _score("river", title="The river", body=filler), _score("river", summary="The river", body=filler)
    body, often = _score("river", body=f"The river. {filler}"), _score("river", body=f"The river, the rivers. {filler}")
    assert title > summary > often > body > _score("river", body=f"The river. {filler * 20}") > 0


def test_words_side_by_side_count_for_more() -> None:
    """A text that has two words as they were asked for stands above one that has them apart."""
    assert _score("river council", body="The river council met.") > _score(
        "river council", body="A council by a river."
    )


def test_a_rare_word_counts_for_more() -> None:
    """Of two words the one that few texts have decides."""
    plan = _plan("river council")
    scorer = ranking.scorer(plan, {"eriver": 10_000, "ecouncil": 3})
    texts = [contents.read("en", "", "", body).stems for body in ("river river council", "river council council")]
    assert scorer.score(texts[0]) < scorer.score(texts[1])


@pytest.mark.parametrize(
    ("asked", "title", "expected"),
    [
        ("rivers", "The <River> & its council", "The &lt;<mark>River</mark>&gt; &amp; its council"),
        ('"river council"', "A river, the river council", "A river, the <mark>river</mark> <mark>council</mark>"),
        ("council’s", "Councils", "<mark>Councils</mark>"),
    ],
)
def test_what_was_asked_for_is_marked_and_all_else_escaped(asked: str, title: str, expected: str) -> None:
    """There is no HTML in a highlight but for marks, and a phrase is marked only where it stands whole."""
    assert highlights.in_title(_plan(asked), title) == expected


def test_of_a_body_the_best_pieces_are_given_in_its_order() -> None:
    """Three pieces at most, those with most of the words that were asked for, each with the id of its block."""
    leaves = [
        (f"m{number}", f"{'Long. ' * 60}The river {'council ' if number in {1, 3} else ''}rose.") for number in range(5)
    ]
    found = highlights.of(_plan("river council"), "Title", "A river", leaves)
    assert [(each["field"], each["block_id"]) for each in found] == [
        ("summary", None),
        ("body", "m0"),
        ("body", "m1"),
        ("body", "m3"),
    ]
    assert all(len(each["html"]) < 350 for each in found)
    assert found[1]["html"].startswith("…")


def test_a_long_text_keeps_to_what_both_databases_know() -> None:
    """Of a token only so many places are kept, of a text only so many words; those behind them have no place."""
    text = contents.read("en", "title", "", "river " * 400 + "word " * contents.PLACES + "last")
    _, placed, rest = contents.columns("en", text)
    assert placed.split().count("eriver") == contents.TIMES
    assert rest.split() == ["len", "0", "elast"]
    vector = dict(entry.partition(":")[::2] for entry in contents.vector("en", text).split())
    assert vector["elast"] == vector["len"] == ""
    assert vector["etitl"] == "1A"
    assert max(int(place) for places in vector.values() for place in places.split(",") if place.isdigit()) < 16_383
