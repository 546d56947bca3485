"""Templates of the site's pages: what one may be, and what becomes of it."""

from __future__ import annotations

import pytest

from api.content import templates

GOOD = {
    "site": "https://news.example/{language}",
    "article": "https://news.example/{language}/{slug}",
    "issue": "https://news.example/{language}/issues/{key}",
    "topic": "https://news.example/{language}/topics/{key}",
    "byline": "https://news.example/{language}/by/{key}",
    "preview": "https://news.example/preview?token={token}&lang={language}",
}


def test_templates_as_most_sites_have_them_are_accepted() -> None:
    """Paths, a query, a port, a host by language, a path in Cyrillic and an international host are all addresses."""
    others = [
        "https://news.example:8443/{slug}",
        "https://{language}.news.example/{slug}",
        "https://news.example?slug={slug}",
        "https://навіны.example/артыкулы/{slug}/",
        "http://localhost:3000/{language}/{slug}",
        "http://127.0.0.1/{slug}",
    ]
    assert templates.faults(GOOD, languages=3) == []
    assert [templates.faults({"article": other}, languages=3) for other in others] == [[]] * len(others)


@pytest.mark.parametrize(
    ("template", "part"),
    [
        ("/{language}/{slug}", "whole one"),
        ("news.example/{slug}", "whole one"),
        ("ftp://news.example/{slug}", "whole one"),
        ("javascript:alert({slug})", "whole one"),
        ("http://news.example/{slug}", "must begin with https://"),
        ("http://127.0.0.1.news.example/{slug}", "must begin with https://"),
        ("https://editor:secret@news.example/{slug}", "password"),
        ("https://news.example/#/{slug}", "fragment"),
        ("https://news.example/{language}", "needs {slug}"),
        ("https://{slug}.news.example/", "host"),
        ("https://{language}/{slug}", "host"),
        ("https://news.{language}/{slug}", "host"),
        ("https://x{language}.example/{slug}", "host"),
        ("https://news_example/{slug}", "host"),
        ("https://-news.example/{slug}", "host"),
        ("https://news..example/{slug}", "host"),
        ("https://news.example:70000/{slug}", "host"),
        ("https://news.example:/{slug}", "host"),
        ("https:///{slug}", "host"),
        ("https://[::1]/{slug}", "host"),
        (f"https://{'а' * 64}.example/{{slug}}", "host"),
        (f"https://{'a.' * 130}example/{{slug}}", "host"),
        ("https://news.example/{slug}/{key}", "no {key}"),
        ("https://news.example/{Slug}", "no {Slug}"),
        ("https://news.example/{}{slug}", "no {}"),
        ("https://news.example/{slug!r}", "no {slug!r}"),
        ("https://news.example/{{slug}}", "brace"),
        ("https://news.example/{slug}}", "brace"),
        ("https://news.example/{slug", "brace"),
        ("https://news.example/a b/{slug}", "U+0020"),
        ("https://news.example/{slug}\n", "U+000A"),
        ("https://news.example/\u202e{slug}", "U+202E"),
        ('https://news.example/"{slug}', "U+0022"),
        ("https://news.example/<{slug}>", "U+003C"),
        ("https://news.example\\{slug}", "host"),
        ("https://news.example/50%/{slug}", "U+0025"),
        ("", "500"),
        (f"https://news.example/{'a' * 500}/{{slug}}", "500"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused(template: str, part: str) -> None:
    """Each refusal names its place in the body and says why."""
    (fault,) = templates.faults({"article": template}, languages=1)
    assert (fault.pointer, part in str(fault.detail)) == ("/pages/article", True), str(fault.detail)


def test_two_languages_do_not_share_an_address() -> None:
    """A key is the same in all languages, so its page names the language; a slug or a token is of one language only."""
    keyed = {"site": "https://news.example/", "issue": "https://a.example/{key}", "topic": "https://b.example/{key}"}
    alone = {"article": "https://c.example/{slug}", "preview": "https://d.example/{token}"}
    faults = templates.faults(keyed | alone, languages=2)
    assert [fault.pointer for fault in faults] == ["/pages/site", "/pages/issue", "/pages/topic"]
    assert templates.faults(keyed | alone, languages=1) == []


def test_two_kinds_of_pages_do_not_share_an_address() -> None:
    """A topic and a byline may have the same key, so pages of both cannot lie in one place."""
    both = {"topic": "https://news.example/{language}/{key}", "byline": "https://news.example/{language}/{key}"}
    (fault,) = templates.faults(both, languages=2)
    assert (fault.code, fault.pointer) == ("duplicate", "/pages/byline")


@pytest.mark.parametrize(
    ("template", "value", "language", "address"),
    [
        (GOOD["article"], "the-vote", "en", "https://news.example/en/the-vote"),
        (GOOD["article"], "a/b ?#ў", "be-Latn", "https://news.example/be-Latn/a%2Fb%20%3F%23%D1%9E"),
        ("https://{language}.News.example/{slug}", "x", "be-Latn", "https://be-latn.news.example/x"),
        ("https://навіны.example/é%C3%A9/{slug}", "x", "be", "https://xn--80ae5ac4e2c.example/%C3%A9%C3%A9/x"),
        ("https://news.example/{slug}/{slug}", "x", "be", "https://news.example/x/x"),
    ],
)
def test_a_page_is_a_uri_whatever_is_filled_in(template: str, value: str, language: str, address: str) -> None:
    """What is put in is percent-encoded, other alphabets are too, and hosts are as they are asked for."""
    assert templates.faults({"article": template}, languages=1) == []
    assert templates.fill(template, language, slug=value) == address
