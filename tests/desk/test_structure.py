"""A version is approved as a whole: with its code, its pictures and the order and kind of its blocks."""

from __future__ import annotations

from typing import Any

import pytest

from api.platform import db, migrate
from tests.desk.review_steps import refused, step
from tests.newsroom import Newsroom

BODY = """\
Look at the map.

![A map](https://a.org/1.png)

```
open = yes
```

- One point
- Another point

Who wants more asks the council.
"""
EDITS = {
    "code": BODY.replace("yes", "no"),
    "picture": BODY.replace("1.png", "2.png"),
    "list": BODY.replace("- One", "1. One").replace("- Another", "2. Another"),
    "heading": BODY.replace("Who wants", "## Who wants"),
    "rule": BODY.replace("Who wants", "---\n\nWho wants"),
    "order": BODY.replace("```\nopen = yes\n```\n\n", "").replace("Look at", "```\nopen = yes\n```\n\nLook at"),
    "messages moved": BODY.replace("Look at the map.\n\n", "") + "\nLook at the map.\n",
    "removed": BODY.replace("\nWho wants more asks the council.\n", ""),
}


def approved(newsroom: Newsroom, body: str = BODY) -> str:
    """Write an article of this body and have both versions approved."""
    newsroom.let_foreign_pictures_in()
    article = newsroom.write(body=body)
    newsroom.translate(article, "ru")
    for language in ("en", "ru"):
        newsroom.approve(article, language)
    return article


def statuses(newsroom: Newsroom, article: str) -> list[str]:
    """Give the status of the source and of the translation."""
    return [newsroom.version(article, language)["status"] for language in ("en", "ru")]


def codes(shown: Any) -> list[str]:
    """Give the codes of what keeps a version from going on."""
    return [blocker["code"] for blocker in shown["blockers"]]


@pytest.mark.parametrize("weight", ["meaning", "correction"])
@pytest.mark.parametrize("edit", EDITS)
def test_what_no_message_says_is_approved_too(sqlite_newsroom: Newsroom, edit: str, weight: str) -> None:
    """Where nothing is to translate, source and translation are to be looked at again, and say so; neither goes out."""
    article = approved(sqlite_newsroom)
    sqlite_newsroom.revise(article, body=EDITS[edit], weight=weight)
    for language in ("en", "ru"):
        shown = sqlite_newsroom.version(article, language)
        assert (shown["status"], codes(shown)) == ("in_progress", ["structure_changed"])
        assert (shown["blockers"][0]["message_ids"], shown["approval"]) == ([], None)
        assert {message["state"] for message in sqlite_newsroom.messages(article, language)} == {"approved"}
    path = f"/v1/desk/articles/{article}/releases"
    refused(sqlite_newsroom.call("POST", path, "editor", json={"languages": ["en", "ru"]}), 409, "not_ready")


def test_alignment_of_a_table_is_approved_too(sqlite_newsroom: Newsroom) -> None:
    """So is what readers see of a table beside its cells."""
    table = "| Year | Sum |\n| --- | --: |\n| 2017 | 5 |\n"
    article = approved(sqlite_newsroom, table)
    sqlite_newsroom.revise(article, body=table.replace("--:", "---"), weight="meaning")
    assert statuses(sqlite_newsroom, article) == ["in_progress", "in_progress"]


def test_a_look_again_is_all_that_it_takes(newsroom: Newsroom) -> None:
    """The versions are submitted and approved as they are, in a queue until then; what was looked at goes out."""
    article = approved(newsroom)
    newsroom.revise(article, body=EDITS["code"], weight="meaning")
    waiting = newsroom.get("/v1/desk/queue", "translator-ru")["data"]
    assert [(row["article_id"], row["action"], row["words_left"]) for row in waiting] == [(article, "submit", 0)]
    for language in ("en", "ru"):
        newsroom.approve(article, language)
        assert newsroom.version(article, language)["blockers"] == []
    newsroom.release(article, "en", "ru")
    assert "open = no" in newsroom.get(f"/v1/articles/{article}?lang=ru")["body"]["content"]


def test_the_board_says_so_in_words(sqlite_newsroom: Newsroom) -> None:
    """Whoever plans the issue sees why an approved text is not ready any more, in their own language."""
    article = approved(sqlite_newsroom)
    sqlite_newsroom.revise(article, body=EDITS["picture"], weight="meaning")
    issue = sqlite_newsroom.get(f"/v1/desk/articles/{article}", "editor")["issue"]
    board = sqlite_newsroom.get(f"/v1/desk/issues/{issue}/board", "editor", headers={"Accept-Language": "be"})
    told = [row["blockers"] for language in board["languages"] for row in language["articles"]]
    found = [blocker for blockers in told for blocker in blockers if blocker["code"] == "structure_changed"]
    assert len(found) == 2
    assert "здымк" in found[0]["detail"] or "малюн" in found[0]["detail"] or "выяв" in found[0]["detail"]


def test_what_is_changed_back_was_approved(sqlite_newsroom: Newsroom) -> None:
    """The approval was of the very document that stands there again."""
    article = approved(sqlite_newsroom)
    for body in (EDITS["code"], BODY, EDITS["messages moved"], BODY):
        sqlite_newsroom.revise(article, body=body, weight="meaning")
        assert statuses(sqlite_newsroom, article) == ["approved" if body == BODY else "in_progress"] * 2


@pytest.mark.parametrize("language", ["en", "ru"])
def test_nobody_approves_alone_what_they_restructured(sqlite_newsroom: Newsroom, language: str) -> None:
    """Whoever changed the code and hands it in needs somebody else, in the translations as well."""
    article = approved(sqlite_newsroom)
    sqlite_newsroom.revise(article, body=EDITS["code"], weight="meaning")
    sqlite_newsroom.submit(article, language)
    refused(step(sqlite_newsroom, article, language, "approval", "editor"), 403, "four_eyes")
    assert step(sqlite_newsroom, article, language, "approval", "editor2").status_code == 201


def test_a_translation_that_somebody_else_handed_in_has_been_seen(sqlite_newsroom: Newsroom) -> None:
    """Its translator looked at the new structure, so the editor who made it may approve."""
    article = approved(sqlite_newsroom)
    sqlite_newsroom.revise(article, body=EDITS["code"], weight="meaning")
    sqlite_newsroom.submit(article, "ru", by="translator-ru")
    assert step(sqlite_newsroom, article, "ru", "approval", "editor").status_code == 201


def test_who_carries_a_submission_over_a_new_structure_handed_it_in(sqlite_newsroom: Newsroom) -> None:
    """A typo that leaves a version in review gives nobody else's eyes to what changed with it."""
    article = approved(sqlite_newsroom)
    sqlite_newsroom.revise(article, body=BODY.replace("Look at", "See"), weight="meaning")
    sqlite_newsroom.translate(article, "ru")
    sqlite_newsroom.submit(article, "ru", by="translator-ru")
    sqlite_newsroom.revise(article, body=EDITS["code"].replace("Look at", "See"), weight="typo")
    assert sqlite_newsroom.version(article, "ru")["status"] == "in_review"
    refused(step(sqlite_newsroom, article, "ru", "approval", "editor"), 403, "four_eyes")
    assert step(sqlite_newsroom, article, "ru", "approval", "reviewer-ru").status_code == 201


def test_a_reason_carries_an_approval_over_another_structure(newsroom: Newsroom) -> None:
    """An editor who calls it a typo with a reason answers for it, as for words."""
    article = approved(newsroom)
    newsroom.revise(article, body=EDITS["code"], weight="typo", override_reason="The code was wrong.")
    assert statuses(newsroom, article) == ["approved", "approved"]


def test_a_change_request_is_told_of_a_new_structure_too(sqlite_newsroom: Newsroom) -> None:
    """Who mends what was returned learns that the text has other blocks since; the request stands."""
    sqlite_newsroom.let_foreign_pictures_in()
    article = sqlite_newsroom.write(body=BODY)
    sqlite_newsroom.translate(article, "ru")
    sqlite_newsroom.submit(article, "ru")
    step(sqlite_newsroom, article, "ru", "change-request", "reviewer-ru", {"note": "Look at the title."})
    sqlite_newsroom.revise(article, body=EDITS["code"], weight="meaning")
    shown = sqlite_newsroom.version(article, "ru")
    assert (shown["status"], codes(shown)) == ("changes_requested", ["structure_changed"])
    sqlite_newsroom.submit(article, "ru")
    assert sqlite_newsroom.version(article, "ru")["blockers"] == []


def test_approvals_of_an_older_version_stand_until_the_structure_changes(newsroom: Newsroom) -> None:
    """No migration reads Markdown: what was approved is so still, through typos as well, and falls with the code."""
    article = approved(newsroom)
    migrate.down("0017_structure")
    assert migrate.up()[0] == "0017_structure"
    assert db.rows("SELECT DISTINCT structure FROM revision") == [("",)]
    assert statuses(newsroom, article) == ["approved", "approved"]
    newsroom.revise(article, body=BODY.replace("council", "councils"), weight="typo")
    assert statuses(newsroom, article) == ["approved", "approved"]
    newsroom.revise(article, body=EDITS["code"].replace("council", "councils"), weight="meaning")
    assert statuses(newsroom, article) == ["in_progress", "in_progress"]


@pytest.mark.parametrize("reason", [None, "The code was wrong."])
def test_an_approval_that_is_carried_keeps_its_own_reason(sqlite_newsroom: Newsroom, reason: str | None) -> None:
    """Why its giver approved alone is shown beside why another carried it, before and after the migration."""
    sqlite_newsroom.let_foreign_pictures_in()
    article = sqlite_newsroom.write(body=BODY)
    sqlite_newsroom.submit(article, "en")
    step(sqlite_newsroom, article, "en", "approval", "editor", {"override_reason": "Nobody else is awake."})
    body = BODY.replace("council", "councils") if reason is None else EDITS["code"]
    sqlite_newsroom.revise(article, by="editor2", body=body, weight="typo", override_reason=reason)
    for _ in range(2):
        shown = sqlite_newsroom.version(article, "en")["approval"]
        assert (shown["by"]["name"], shown["carried_by"]["name"]) == ("Editor", "Editor2")
        assert (shown["override_reason"], shown["carried_reason"]) == ("Nobody else is awake.", reason)
        migrate.down("0017_structure")
        assert db.rows("SELECT note FROM step WHERE carried_by IS NOT NULL") == [(reason or "typo",)]
        migrate.up()
