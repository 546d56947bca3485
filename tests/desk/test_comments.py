"""Comments: what people say to each other about a version, and readers never see."""

from __future__ import annotations

from tests.newsroom import Newsroom


def test_comments_are_listed_in_order_and_by_message(newsroom: Newsroom) -> None:
    """What was said of one message can be asked for alone, and pages go on where the last one ended."""
    article = newsroom.write()
    path = f"/v1/desk/articles/{article}/versions/ru/comments"
    message = newsroom.messages(article, "ru")[1]["id"]
    for number in range(5):
        data = {"text": f"Word {number}", "message_id": message if number % 2 else None}
        newsroom.post(path, "translator-ru" if number % 2 else "reviewer-be", data)
    first = newsroom.get(f"{path}?limit=3", "editor")
    second = newsroom.get(first["links"]["next"], "editor")
    assert [row["text"] for row in first["data"] + second["data"]] == [f"Word {number}" for number in range(5)]
    assert newsroom.get(second["links"]["prev"], "editor")["data"] == first["data"]
    of_one = newsroom.get(f"{path}?message_id={message}", "editor")["data"]
    assert [(row["text"], row["by"]["name"]) for row in of_one] == [
        ("Word 1", "Translator-Ru"),
        ("Word 3", "Translator-Ru"),
    ]


def test_a_comment_leaves_the_version_as_it_is(sqlite_newsroom: Newsroom) -> None:
    """Saying something does not make anybody's ETag stale."""
    article = sqlite_newsroom.write()
    path = f"/v1/desk/articles/{article}/versions/ru"
    before = sqlite_newsroom.etag(path)
    sqlite_newsroom.post(f"{path}/comments", "translator-ru", {"text": "Hm."})
    assert sqlite_newsroom.etag(path) == before


def test_a_remark_of_a_change_request_is_among_the_comments(sqlite_newsroom: Newsroom) -> None:
    """What came with a change request stands there too, marked as such."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.submit(article, "en")
    path = f"/v1/desk/articles/{article}/versions/en"
    message = sqlite_newsroom.messages(article, "en")[0]["id"]
    data = {"note": "No.", "remarks": [{"message_id": message, "text": "Too long."}]}
    sqlite_newsroom.post(f"{path}/change-request", "reviewer-en", data, etag="*")
    (remark,) = sqlite_newsroom.get(f"{path}/comments", "editor")["data"]
    assert (remark["text"], remark["message_id"], remark["is_remark"]) == ("Too long.", message, True)


def test_a_comment_on_what_is_not_there_is_refused(sqlite_newsroom: Newsroom) -> None:
    """A message of another article, an unknown language, no text: each its own refusal."""
    article, other = sqlite_newsroom.write(), sqlite_newsroom.write(title="Another")
    path = f"/v1/desk/articles/{article}/versions"
    foreign = sqlite_newsroom.messages(other, "ru")[0]["id"]
    response = sqlite_newsroom.call("POST", f"{path}/ru/comments", "editor", json={"text": "x", "message_id": foreign})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["pointer"] == "/message_id"
    assert sqlite_newsroom.call("POST", f"{path}/xx/comments", "editor", json={"text": "x"}).status_code == 404
    assert sqlite_newsroom.call("POST", f"{path}/ru/comments", "editor", json={"text": " "}).status_code == 422
    assert sqlite_newsroom.call("POST", f"{path}/ru/comments", "admin", json={"text": "x"}).status_code == 403
    assert sqlite_newsroom.get(f"{path}/ru/comments", "editor")["data"] == []
