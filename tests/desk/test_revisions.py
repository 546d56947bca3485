from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from api.platform import db
from tests.at_once import at_once
from tests.desk.po_files import dump
from tests.desk.revised import FOUR, approved, path_of, said
from tests.effort import effort
from tests.newsroom import Newsroom


def paragraphs() -> list[str]:
    """Give the four paragraphs."""
    return FOUR.strip().split("\n\n")


def test_a_trial_gives_the_answer_and_keeps_nothing(newsroom: Newsroom) -> None:
    """With dry_run the impact is the very one that saving then has, and the tables are as before."""
    article = newsroom.publish("en", "ru", body=FOUR)
    path, etag, before = path_of(article), newsroom.etag(path_of(article)), dump()
    change = {"body": FOUR.replace("forty", "fifty"), "title": "Council delays", "weight": "correction", "note": "Oh."}
    tried = newsroom.post(f"{path}/revisions?dry_run=true", "editor", change, etag=etag, status=200)
    assert dump() == before
    saved = newsroom.post(f"{path}/revisions", "editor", change, etag=etag)
    assert tried["dry_run"] is True
    assert {**tried, "dry_run": False, "created_at": ""} == {**saved, "created_at": ""}
    assert (saved["number"], saved["weight"], saved["note"]) == (2, "correction", "Oh.")
    assert [(each["language"], each["published"]) for each in saved["impact"]] == [("be", False), ("ru", True)]
    assert saved["impact"][1]["messages"] == {"unchanged": 4, "changed": 2, "new": 0, "removed": 0, "moved": 0}
    assert saved["impact"][1]["words_to_do"] == 2 + 12


def test_each_kind_of_edit_does_what_it_should(newsroom: Newsroom) -> None:
    """Unchanged, changed, moved, removed and new paragraphs each have their state in each language."""
    article = approved(newsroom, "ru")
    first, second, third, fourth = paragraphs()
    changed = second.replace("all winter", "until March")
    revised = newsroom.revise(article, body=f"{fourth}\n\n{first}\n\n{changed}\n\nSomething entirely new happened.")
    counts = revised["impact"][1]["messages"]
    assert counts == {"unchanged": 3, "changed": 1, "new": 1, "removed": 1, "moved": 1}
    messages = said(newsroom, article)
    assert messages[first]["state"] == messages[fourth]["state"] == "approved"
    assert messages[changed]["state"] == "fuzzy"
    assert (messages[changed]["translation"], messages[changed]["previous_source"]) == (f"RU {second}", second)
    assert (messages[third]["position"], messages[third]["translation"]) == (None, f"RU {third}")
    assert messages["Something entirely new happened."]["state"] == "untranslated"
    assert newsroom.version(article, "ru")["status"] == "in_progress"


def test_a_text_that_comes_back_has_its_translation_and_approval(newsroom: Newsroom) -> None:
    """Removed and brought back, a paragraph is approved again under the same id, and its history tells of both."""
    article = approved(newsroom, "ru")
    third = paragraphs()[2]
    key = said(newsroom, article)[third]["id"]
    newsroom.revise(article, body="\n\n".join(text for text in paragraphs() if text != third))
    assert said(newsroom, article)[third]["position"] is None
    newsroom.revise(article, body=FOUR)
    message = said(newsroom, article)[third]
    assert (message["id"], message["state"], message["translation"]) == (key, "approved", f"RU {third}")
    history = newsroom.get(f"{path_of(article)}/versions/ru/messages/{key}/history", "editor")["data"]
    assert [event["action"] for event in history] == ["source_returned", "source_removed", "approved", "edited"]


def test_joined_paragraphs_have_both_translations(sqlite_newsroom: Newsroom) -> None:
    """The joint one is fuzzy with both texts, in either order of their ids, also where one was untranslated."""
    article = sqlite_newsroom.write(body=FOUR)
    first, second, third, fourth = paragraphs()
    messages = said(sqlite_newsroom, article)
    for source in (first, second, fourth):
        path = f"{path_of(article)}/versions/ru/messages/{messages[source]['id']}"
        data = {"translation": f"RU {source}"}
        assert sqlite_newsroom.call("PATCH", path, "editor", etag="*", json=data).status_code == 200
    sqlite_newsroom.revise(article, body=f"{first} {second}\n\n{third} {fourth}\n")
    now = said(sqlite_newsroom, article)
    joint = now[f"{first} {second}"]
    assert (joint["state"], joint["translation"]) == ("fuzzy", f"RU {first} RU {second}")
    assert now[f"{third} {fourth}"]["state"] == "fuzzy"
    assert now[f"{third} {fourth}"]["translation"] == f"RU {fourth}"


def test_both_halves_of_a_split_paragraph_keep_its_translation(sqlite_newsroom: Newsroom) -> None:
    """Each half is fuzzy beside the whole; nothing of the text is lost."""
    article = approved(sqlite_newsroom, "ru", body=f"{FOUR.strip()} Nobody had expected so much water in that month.")
    whole = next(source for source in said(sqlite_newsroom, article) if source.startswith("The river"))
    first, half = whole.split(". ")
    sqlite_newsroom.revise(article, body=FOUR.replace(paragraphs()[3], f"{first}.\n\n{half}"))
    messages = said(sqlite_newsroom, article)
    for source in (f"{first}.", half):
        assert (messages[source]["state"], messages[source]["translation"]) == ("fuzzy", f"RU {whole}")
        assert messages[source]["previous_source"] == whole


def test_a_typo_carries_translations_and_approvals(newsroom: Newsroom) -> None:
    """All languages stay approved, source and translations, and the audit says who carried them."""
    article = approved(newsroom, "ru")
    changed = FOUR.replace("decided", "desided")
    revised = newsroom.revise(article, body=changed, weight="typo")
    assert [each["words_to_do"] for each in revised["impact"]][1] == 0
    for language in ("en", "ru"):
        assert newsroom.version(article, language)["status"] == "approved"
    assert {message["state"] for message in newsroom.messages(article, "ru")} == {"approved"}
    lines = db.rows("SELECT language, details FROM audit_entry WHERE action = 'version.carry' ORDER BY language")
    assert lines == [("en", '{"revision": 2, "messages": 1}'), ("ru", '{"revision": 2, "messages": 1}')]


def test_a_change_of_meaning_carries_nothing(sqlite_newsroom: Newsroom) -> None:
    """The same edit without the weight leaves every language to be looked at."""
    article = approved(sqlite_newsroom, "ru")
    sqlite_newsroom.revise(article, body=FOUR.replace("forty", "fifty"))
    assert sqlite_newsroom.version(article, "en")["status"] == "in_progress"
    assert sqlite_newsroom.version(article, "ru")["blockers"][0]["code"] == "fuzzy_messages"


def test_the_same_text_again_is_no_revision(sqlite_newsroom: Newsroom) -> None:
    """What is the same in its normal form is refused, and nothing changes."""
    article = sqlite_newsroom.write(body=FOUR)
    path, before = path_of(article), dump()
    for change in ({}, {"body": FOUR}, {"body": FOUR.replace("\n\n", "\n\n\n"), "note": "Again"}):
        response = sqlite_newsroom.call(
            "POST", f"{path}/revisions", "editor", etag=sqlite_newsroom.etag(path), json=change
        )
        assert (response.status_code, response.get_json()["code"]) == (409, "conflict")
    assert dump() == before


def test_of_two_revisions_at_once_one_is_saved(newsroom: Newsroom) -> None:
    """Both hold the same ETag: one gets 201, the other 412."""
    article = newsroom.write(body=FOUR)
    path, etag = f"{path_of(article)}/revisions", newsroom.etag(path_of(article))
    answers = together(newsroom, *[("POST", path, etag, {"title": f"Title {number}"}) for number in range(2)])
    assert sorted(answers) == [201, 412]
    assert newsroom.get(path_of(article), "editor")["revision"]["number"] == 2


def test_a_translation_written_during_a_revision_is_not_lost(newsroom: Newsroom) -> None:
    """Whoever comes first, the text stands afterwards or its writer has heard that the message changed."""
    article = newsroom.write(body=FOUR)
    for number in range(3):
        path, message = path_of(article), newsroom.messages(article, "ru")[2]
        place = f"{path}/versions/ru/messages/{message['id']}"
        revised = FOUR.replace("Monday", f"day {number} after Monday")
        answers = together(
            newsroom,
            ("POST", f"{path}/revisions", newsroom.etag(path), {"body": revised}),
            ("PATCH", place, message["etag"], {"translation": f"text {number}"}),
        )
        assert answers[0] == 201
        now = newsroom.messages(article, "ru")[2]
        assert now["source"].startswith(f"The council met on day {number} after")
        if answers[1] == 200:
            assert (now["translation"], now["state"], now["previous_source"]) == (
                f"text {number}",
                "fuzzy",
                message["source"],
            )
        else:
            assert answers[1] == 412
            assert now["translation"] == message["translation"]


def test_the_difference_of_two_revisions_is_told_block_by_block(sqlite_newsroom: Newsroom) -> None:
    """From the one before, from any earlier one or from nothing; each block of either text once."""
    article = sqlite_newsroom.write(body=FOUR)
    first, second, third, fourth = paragraphs()
    changed = second.replace("all winter", "until March")
    sqlite_newsroom.revise(article, body=f"{fourth}\n\n{first}\n\n{changed}\n\nEntirely new.")
    sqlite_newsroom.revise(article, title="Another title of this")
    path = f"{path_of(article)}/revisions"
    told = sqlite_newsroom.get(f"{path}/2/diff", "reviewer-en")
    assert (told["from"], told["to"]) == (1, 2)
    assert {(block["change"], block["before"], block["after"]) for block in told["blocks"]} == {
        ("same", "River council delays the vote", "River council delays the vote"),
        ("same", "Nobody was surprised.", "Nobody was surprised."),
        ("moved", fourth, fourth),
        ("same", first, first),
        ("changed", second, changed),
        ("removed", third, None),
        ("new", None, "Entirely new."),
    }
    assert {block["change"] for block in sqlite_newsroom.get(f"{path}/3/diff?against=1", "editor")["blocks"]} > {
        "moved"
    }
    assert {block["change"] for block in sqlite_newsroom.get(f"{path}/1/diff", "editor")["blocks"]} == {"new"}
    for query, status in (("9/diff", 404), ("2/diff?against=9", 404), ("2/diff?against=-1", 422), ("0/diff", 404)):
        assert sqlite_newsroom.call("GET", f"{path}/{query}", "editor").status_code == status


BAD_BODIES: dict[str, tuple[str, int, str, int | None]] = {
    "over 1 MiB": ("word " * 220_000, 413, "too_large", None),
    "raw HTML": ("Good.\n\n<div>x</div>\n", 422, "raw_html", 3),
    "raw HTML inside": ("Good.\n\nAlso\na <b>word</b>\n", 422, "raw_html", 4),
    "10,000 nested lists": ("- " * 10_000 + "a\n", 422, "invalid_body", 1),
    "a footnote without reference": ("Text.\n\n[^1]: Lost.\n", 422, "invalid_body", 3),
    "a reference without footnote": ("Text[^1].\n", 422, "invalid_body", 1),
    "bidi controls": ("One.\n\nTwo \u202e three.\n", 422, "invalid_body", 3),
    "zero width": ("Ze\u200bro.\n", 422, "invalid_body", 1),
    "a dangerous link": ("[x](javascript:alert)\n", 422, "invalid_body", 1),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_body_that_cannot_be_accepted_says_where(sqlite_newsroom: Newsroom, name: str) -> None:
    """Each has its own problem with the line, soon, and nothing is saved."""
    body, status, code, line = BAD_BODIES[name]
    article = sqlite_newsroom.write(body=FOUR)
    path, before = path_of(article), dump()
    save = partial(sqlite_newsroom.call, "POST", f"{path}/revisions", "editor", etag="*", json={"body": body})
    assert effort(save) < 1_000
    response = save()
    problem = response.get_json()
    assert (response.status_code, problem["code"]) == (status, code), problem["detail"]
    if line is not None:
        assert problem["errors"][0]["line"] == line
    assert dump() == before


def test_thousands_of_footnotes_are_saved_or_refused_soon(sqlite_newsroom: Newsroom) -> None:
    """5,000 footnotes take a time in proportion to them."""
    body = " ".join(f"w[^{n}]" for n in range(300)) + "\n\n" + "".join(f"[^{n}]: Note {n}.\n\n" for n in range(5_000))
    path = f"{path_of(sqlite_newsroom.write(body=FOUR))}/revisions"
    save = partial(sqlite_newsroom.call, "POST", path, "editor", etag="*", json={"body": body})
    response = save()
    assert (response.status_code, response.get_json()["errors"][0]["code"]) == (422, "footnote_unreferenced")
    assert effort(save) < 1_000


def together(newsroom: Newsroom, *requests: tuple[str, str, str, Any]) -> list[int]:
    """Send requests as the editor at the same moment; gives their statuses."""

    def send(method: str, path: str, etag: str, data: Any) -> int:
        return int(newsroom.call(method, path, "editor", etag=etag, json=data).status_code)

    return at_once(*[partial(send, *request) for request in requests])
