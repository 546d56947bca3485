from __future__ import annotations

from api.translation.status import Progress
from tests.newsroom import Newsroom

TITLE = "Сям'я з'ехала — усё"  # three words
BODY = """\
Рада па-беларуску [сказала](https://example.org/a/b) 12,5 разоў.

It wasn't 3.14 — not *quite* can't.

— — —
"""


def test_a_version_counts_messages_and_words_by_state(newsroom: Newsroom) -> None:
    """Words are those of `wordcount` without marks and addresses; percent is of words that need nothing more."""
    article = newsroom.write(title=TITLE, summary="", body=BODY)
    path = f"/v1/desk/articles/{article}/versions/ru"
    title, first, second, third = newsroom.messages(article, "ru")
    newsroom.call("PATCH", f"{path}/messages/{title['id']}", "editor", etag="*", json={"translation": "Семья"})
    data = {"translation": first["source"], "state": "fuzzy"}
    newsroom.call("PATCH", f"{path}/messages/{first['id']}", "editor", etag="*", json=data)
    progress = newsroom.version(article, "ru")["progress"]
    assert progress["messages"] == {"total": 4, "untranslated": 2, "fuzzy": 1, "translated": 1, "approved": 0}
    assert progress["words"] == {"total": 14, "untranslated": 6, "fuzzy": 5, "translated": 3, "approved": 0}
    assert progress["percent"] == 21
    assert [(second["source"][:4], third["source"])] == [("It w", "— — —")]


def test_what_blocks_a_version_is_named_message_by_message(newsroom: Newsroom) -> None:
    """Untranslated and fuzzy messages block, each with its id; done, nothing does."""
    article = newsroom.write()
    newsroom.translate(article, "ru")
    newsroom.revise(article, title="River council delays its vote", summary="Nobody at all was surprised by it, or us.")
    messages = newsroom.messages(article, "ru")
    blockers = newsroom.version(article, "ru")["blockers"]
    assert [blocker["code"] for blocker in blockers] == ["fuzzy_messages"]
    assert blockers[0]["message_ids"] == [message["id"] for message in messages if message["state"] == "fuzzy"]
    assert blockers[0]["detail"] == "2 messages must be checked."
    assert [blocker["code"] for blocker in newsroom.version(article, "be")["blockers"]] == ["untranslated_messages"]
    newsroom.translate(article, "ru")
    version = newsroom.version(article, "ru")
    assert (version["blockers"], version["progress"]["percent"]) == ([], 100)


def test_the_source_counts_as_translated_until_it_is_approved(newsroom: Newsroom) -> None:
    """Its messages have no translation, and nothing about it blocks."""
    article = newsroom.write()
    assert newsroom.version(article, "en")["progress"]["messages"]["translated"] == 7
    assert {message["translation"] for message in newsroom.messages(article, "en")} == {None}
    newsroom.approve(article, "en")
    assert newsroom.version(article, "en")["progress"]["messages"]["approved"] == 7


def test_a_text_without_words_counts_its_messages(sqlite_newsroom: Newsroom) -> None:
    """A title of signs has no words; half of its messages done is half."""
    article = sqlite_newsroom.write(title="—", summary="", body="…\n")
    message = sqlite_newsroom.messages(article, "ru")[0]
    path = f"/v1/desk/articles/{article}/versions/ru/messages/{message['id']}"
    sqlite_newsroom.call("PATCH", path, "editor", etag="*", json={"translation": "–"})
    assert sqlite_newsroom.version(article, "ru")["progress"]["percent"] == 50


def test_what_is_untranslated_and_what_is_fuzzy_is_left_to_do() -> None:
    """The words that are left are those of both."""
    words = {"total": 20, "untranslated": 7, "fuzzy": 3, "translated": 6, "approved": 4}
    assert Progress({}, words, 50).words_left == 10
