from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from api.platform import db
from tests.at_once import at_once
from tests.desk.po_files import dump
from tests.effort import effort
from tests.newsroom import Newsroom

FOUR = """\
The council met on Monday and put the vote off until the spring.

The mayor said that the bridge would be closed for repairs all winter.

A hundred people came to the square to hear what had been decided.

The river rose by forty centimetres in a single night last week.
"""


HASTE = {"weight": "typo", "override_reason": "The office is closed."}


def path_of(article: str) -> str:
    """Give the address of an article."""
    return f"/v1/desk/articles/{article}"


def approved(newsroom: Newsroom, *languages: str, **changes: Any) -> str:
    """Write an article and bring it into some languages, all approved."""
    article = newsroom.write(**{"body": FOUR, **changes})
    newsroom.approve(article, "en")
    for language in languages:
        newsroom.translate(article, language, by="editor2")
        newsroom.approve(article, language)
    return article


def said(newsroom: Newsroom, article: str, language: str = "ru") -> dict[str, Any]:
    """Give a version's messages by their source, obsolete ones too."""
    path = f"{path_of(article)}/versions/{language}/messages?obsolete=true"
    return {message["source"]: message for message in newsroom.get(path, "editor")["data"]}


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


def test_joined_paragraphs_have_both_translations(newsroom: Newsroom) -> None:
    """The joint one is fuzzy with both texts, in either order of their ids, also where one was untranslated."""
    article = newsroom.write(body=FOUR)
    first, second, third, fourth = paragraphs()
    messages = said(newsroom, article)
    for source in (first, second, fourth):
        path = f"{path_of(article)}/versions/ru/messages/{messages[source]['id']}"
        data = {"translation": f"RU {source}"}
        assert newsroom.call("PATCH", path, "editor", etag="*", json=data).status_code == 200
    newsroom.revise(article, body=f"{first} {second}\n\n{third} {fourth}\n")
    now = said(newsroom, article)
    joint = now[f"{first} {second}"]
    assert (joint["state"], joint["translation"]) == ("fuzzy", f"RU {first} RU {second}")
    assert now[f"{third} {fourth}"]["state"] == "fuzzy"
    assert now[f"{third} {fourth}"]["translation"] == f"RU {fourth}"


def test_both_halves_of_a_split_paragraph_keep_its_translation(newsroom: Newsroom) -> None:
    """Each half is fuzzy beside the whole; nothing of the text is lost."""
    article = approved(newsroom, "ru", body=f"{FOUR.strip()} Nobody had expected so much water in that month.")
    whole = next(source for source in said(newsroom, article) if source.startswith("The river"))
    first, half = whole.split(". ")
    newsroom.revise(article, body=FOUR.replace(paragraphs()[3], f"{first}.\n\n{half}"))
    messages = said(newsroom, article)
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


def test_a_change_of_meaning_carries_nothing(newsroom: Newsroom) -> None:
    """The same edit without the weight leaves every language to be looked at."""
    article = approved(newsroom, "ru")
    newsroom.revise(article, body=FOUR.replace("forty", "fifty"))
    assert newsroom.version(article, "en")["status"] == "in_progress"
    assert newsroom.version(article, "ru")["blockers"][0]["code"] == "fuzzy_messages"


@pytest.mark.parametrize(
    "body",
    [
        FOUR.replace("spring.\n\nThe mayor", "spring. The mayor"),
        FOUR.replace("river rose", "river rose high.\n\nIt rose"),
        f"{FOUR}\nOne sentence more that nobody has read.\n",
    ],
    ids=["joined", "split", "new"],
)
def test_a_typo_approves_no_text_that_nobody_has_seen(sqlite_newsroom: Newsroom, body: str) -> None:
    """Joined, split and new paragraphs are no typo, whatever the editor says: nothing counts as approved with them."""
    article = approved(sqlite_newsroom, "ru")
    sqlite_newsroom.revise(article, body=body, **HASTE)
    for language in ("en", "ru"):
        assert sqlite_newsroom.version(article, language)["status"] == "in_progress"
    assert sqlite_newsroom.version(article, "ru")["blockers"]


def tried(newsroom: Newsroom, article: str, **changes: Any) -> tuple[int, Any]:
    """Try to save a typo, as the editor."""
    path = path_of(article)
    response = newsroom.call("POST", f"{path}/revisions", "editor", etag=newsroom.etag(path), json=changes)
    return response.status_code, response.get_json()


def test_what_is_no_typo_needs_a_reason_where_it_was_approved(newsroom: Newsroom) -> None:
    """Name, number and negation are told with their messages, in a trial too; nothing is saved. With a reason it is."""
    article = approved(newsroom, "ru")
    body = FOUR.replace("forty", "four").replace("Monday", "Friday").replace("A hundred", "No")
    before, path = dump(), f"{path_of(article)}/revisions?dry_run=true"
    status, problem = tried(newsroom, article, body=body, weight="typo", override_reason=" ")
    assert (status, problem["code"]) == (409, "not_a_typo")
    sources = {message["id"]: message["source"] for message in newsroom.messages(article, "en")}
    told = {(fault["code"], sources[fault["entry"]][:5]) for fault in problem["errors"] if "entry" in fault}
    assert {("typo_number", "The r"), ("typo_name", "The c"), ("typo_negation", "A hun")} <= told
    trial = newsroom.call("POST", path, "editor", etag="*", json={"body": body, "weight": "typo"}).get_json()
    assert {**trial, "request_id": ""} == {**problem, "request_id": ""}
    assert dump() == before
    reason = {"override_reason": "The agency corrected itself."}
    newsroom.revise(article, body=body, weight="typo", **reason)
    shown = newsroom.version(article, "ru")
    assert (shown["status"], shown["approval"]["carried_reason"]) == ("approved", reason["override_reason"])
    lines = db.rows("SELECT action FROM audit_entry WHERE details LIKE ?", ("%The agency corrected itself.%",))
    assert sorted(lines) == [("article.revise",), ("version.carry",), ("version.carry",)]


@pytest.mark.parametrize("weight", ["meaning", "correction"])
def test_a_reason_without_a_typo_overrides_nothing(sqlite_newsroom: Newsroom, weight: str) -> None:
    """What is said to change the meaning is reviewed again, whatever reason comes along."""
    article = approved(sqlite_newsroom, "ru")
    sqlite_newsroom.revise(article, body=FOUR.replace("forty", "four"), weight=weight, override_reason="Late.")
    assert sqlite_newsroom.version(article, "ru")["status"] == "in_progress"
    assert not db.rows("SELECT 1 FROM audit_entry WHERE details LIKE ?", ("%Late.%",))


def test_ten_typos_make_no_new_text(sqlite_newsroom: Newsroom) -> None:
    """Each is small; together they are more than typos, until somebody looks again or an editor gives a reason."""
    article, body, answers = approved(sqlite_newsroom, "ru"), FOUR, []
    words = ["council", "mayor", "people", "river", "spring", "bridge", "repairs", "square", "decided", "single"]
    for word in words:
        body = body.replace(word, word[:-1])
        answers.append(tried(sqlite_newsroom, article, body=body, weight="typo")[0])
        if answers[-1] != 201:
            body = body.replace(word[:-1], word)
    assert answers == [201] * 3 + [409] * 7
    sqlite_newsroom.revise(article, body=body.replace("night", "nigth"), **HASTE)
    assert tried(sqlite_newsroom, article, body=body, weight="typo")[0] == 201


def test_typos_on_both_sides_of_another_edit_add_up(sqlite_newsroom: Newsroom) -> None:
    """A change of meaning that is taken back gives an editor no new stock of typos."""
    article = approved(sqlite_newsroom, "ru")
    body = FOUR.replace("council", "concil").replace("mayor", "mayr").replace("river", "rivr")
    assert tried(sqlite_newsroom, article, body=body, weight="typo")[0] == 201
    for text in (f"{body}\nMore.\n", body):
        sqlite_newsroom.revise(article, body=text, weight="meaning")
    assert sqlite_newsroom.version(article, "en")["status"] == "approved"
    assert tried(sqlite_newsroom, article, body=body.replace("square", "squre"), weight="typo")[0] == 409


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FOUR, "\n\n".join(reversed(FOUR.strip().split("\n\n")))),
        (FOUR, "\n\n".join(FOUR.strip().split("\n\n")[:3])),
        (FOUR, FOUR.replace("The mayor", "> The mayor")),
        (FOUR, FOUR.replace("The mayor", "## The mayor")),
        ("- One point\n- Another\n", "1. One point\n2. Another\n"),
        ("Look here.\n\n```\nyes\n```\n", "Look here.\n\n```\nno\n```\n"),
        ("Look here.\n\n![A map](https://a.org/1.png)\n", "Look here.\n\n![A map](https://a.org/2.png)\n"),
    ],
    ids=["moved", "removed", "quoted", "headed", "numbered", "code", "picture"],
)
def test_another_structure_is_no_typo(sqlite_newsroom: Newsroom, before: str, after: str) -> None:
    """Where not one word has changed, a text may still say something else."""
    article = approved(sqlite_newsroom, body=before)
    status, problem = tried(sqlite_newsroom, article, body=after, weight="typo")
    assert (status, [fault["code"] for fault in problem["errors"]]) == (409, ["typo_structure"])


def test_where_nothing_is_approved_a_typo_may_be_anything(sqlite_newsroom: Newsroom) -> None:
    """The editor says what it is, and whoever approves sees all of it."""
    article = sqlite_newsroom.write(body=FOUR)
    assert tried(sqlite_newsroom, article, title="No vote in 2018", weight="typo")[0] == 201


def test_a_typo_leaves_a_version_where_it_is(newsroom: Newsroom) -> None:
    """What is in review stays there and can be approved as it now is; what was returned stays returned."""
    article = newsroom.write(body=FOUR)
    newsroom.translate(article, "ru")
    for language in ("en", "ru"):
        newsroom.submit(article, language)
    newsroom.revise(article, by="editor2", body=FOUR.replace("decided", "desided"), weight="typo")
    for language in ("en", "ru"):
        assert newsroom.version(article, language)["status"] == "in_review"
    lines = db.rows("SELECT language, details FROM audit_entry WHERE action = 'version.carry' ORDER BY language")
    assert lines == [("en", '{"revision": 2, "messages": 0}'), ("ru", '{"revision": 2, "messages": 0}')]
    path = f"{path_of(article)}/versions"
    newsroom.post(f"{path}/ru/change-request", "reviewer-ru", {"note": "Why?"}, etag="*")
    newsroom.post(f"{path}/en/approval", "reviewer-en", {}, etag="*")
    newsroom.revise(article, body=FOUR, weight="typo")
    assert newsroom.version(article, "en")["status"] == "approved"
    assert newsroom.version(article, "ru")["status"] == "changes_requested"


def test_a_typo_does_not_keep_in_review_what_lacks_something(sqlite_newsroom: Newsroom) -> None:
    """A new paragraph has no translation: that version must be worked on, whatever the edit is called."""
    article = sqlite_newsroom.write(body=FOUR)
    sqlite_newsroom.translate(article, "ru")
    for language in ("en", "ru"):
        sqlite_newsroom.submit(article, language)
    sqlite_newsroom.revise(article, body=f"{FOUR}\nOne sentence more.\n", weight="typo")
    assert sqlite_newsroom.version(article, "ru")["status"] == "in_progress"
    assert sqlite_newsroom.version(article, "en")["status"] == "in_review"
    approval = ("POST", f"{path_of(article)}/versions/en/approval")
    assert sqlite_newsroom.call(*approval, "editor", etag="*", json={}).get_json()["code"] == "four_eyes"


def test_a_typo_in_an_address_makes_the_translations_fuzzy(sqlite_newsroom: Newsroom) -> None:
    """The translations still have the wrong address, so they must be touched."""
    article = approved(sqlite_newsroom, "ru", body="See [the vote](https://example.org/vot) that was put off.\n")
    sqlite_newsroom.revise(article, body="See [the vote](https://example.org/vote) that was put off.\n", **HASTE)
    assert [message["state"] for message in sqlite_newsroom.messages(article, "ru")][2] == "fuzzy"
    assert sqlite_newsroom.version(article, "en")["status"] == "approved"


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
