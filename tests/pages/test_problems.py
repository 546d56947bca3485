"""Every problem code is explained."""

from __future__ import annotations

import re
from html import unescape

import orjson
import pytest

from api.languages import words
from api.pages.explanations import EXPLANATIONS
from api.platform import faults, problems
from api.translation.files import outcomes
from tests.newsroom import Newsroom


def test_every_code_is_explained_and_no_other() -> None:
    """Whoever meets a code finds out what it means and what to do."""
    assert EXPLANATIONS.keys() == problems.CODES.keys()


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_the_type_of_a_problem_leads_to_its_explanation(sqlite_newsroom: Newsroom, language: str) -> None:
    """In each language the page has a place for each code, with its title, explanation and an example of its own."""
    page = sqlite_newsroom.call("GET", f"/docs/problems?lang={language}").get_data(as_text=True)
    sections = dict(re.findall(r'<section class="problem" id="(\w+)">(.*?)</section>', page, re.DOTALL))
    assert list(sections) == list(problems.CODES)
    for code, section in sections.items():
        text = unescape(section)
        assert words.say_in(problems.CODES[code][1], language) in text
        assert words.say_in(EXPLANATIONS[code].meaning, language) in text
        assert words.say_in(EXPLANATIONS[code].remedy, language) in text
        example = orjson.loads(re.search(r"<pre[^>]*><code>(.*?)</code>", text, re.DOTALL)[1])  # type: ignore[index]
        assert (example["code"], example["type"]) == (code, f"/docs/problems#{code}")


@pytest.mark.parametrize("language", ["be", "ru", "en"])
def test_codes_inside_errors_and_answers_to_uploads_are_explained(sqlite_newsroom: Newsroom, language: str) -> None:
    """In each language every code that an entry of `errors`, or of an upload's answer, can have is looked up here."""
    page = sqlite_newsroom.call("GET", f"/docs/problems?lang={language}").get_data(as_text=True)
    rows = dict(re.findall(r'<tr id="([\w-]+)">.*?<td>(.*?)</td></tr>', page))
    listed = {"fault": faults.CODES, "outcome": outcomes.OUTCOMES, "reason": outcomes.REASONS}
    assert {place: unescape(text) for place, text in rows.items()} == {
        f"{kind}-{code}": words.say_in(what, language) for kind, codes in listed.items() for code, what in codes.items()
    }
    assert 'id="faults"' in page
    assert 'id="uploads"' in page


def test_the_examples_have_codes_that_are_explained() -> None:
    """What an example shows inside `errors` can be looked up."""
    shown = {fault.code for told in EXPLANATIONS.values() for fault in told.faults}
    assert shown <= faults.CODES.keys()


def test_the_page_can_be_read_in_another_language(sqlite_newsroom: Newsroom) -> None:
    """The switch leads to the same page in every language that the API speaks."""
    page = sqlite_newsroom.call("GET", "/docs/problems").get_data(as_text=True)
    for language in words.spoken():
        assert f'href="/docs/problems?lang={language}"' in page
