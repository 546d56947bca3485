"""Every problem code is explained."""

from __future__ import annotations

import re
from html import unescape

import orjson
import pytest

from api.languages import words
from api.pages.explanations import EXPLANATIONS
from api.platform import problems
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


def test_the_page_can_be_read_in_another_language(sqlite_newsroom: Newsroom) -> None:
    """The switch leads to the same page in every language that the API speaks."""
    page = sqlite_newsroom.call("GET", "/docs/problems").get_data(as_text=True)
    for language in words.spoken():
        assert f'href="/docs/problems?lang={language}"' in page
