"""What the desk's deeds leave in the audit."""

from __future__ import annotations

from typing import Any

from api.platform import db
from tests.newsroom import Newsroom


def _done(newsroom: Newsroom, method: str, path: str, data: Any) -> list[tuple[str, str]]:
    """Do something as an editor, and give what was noted of it: actions, and the names of who did them."""
    before = db.rows("SELECT MAX(id) FROM audit_entry")[0][0] or 0
    answer = newsroom.call(method, path, "editor", etag="*", json=data)
    assert answer.status_code < 300, answer.get_data(as_text=True)
    return db.rows(
        "SELECT audit_entry.action, person.login FROM audit_entry JOIN person ON person.id = audit_entry.person_id"
        " WHERE audit_entry.id > ? ORDER BY audit_entry.id",
        (before,),
    )


def test_planning_stands_in_the_audit(newsroom: Newsroom) -> None:
    """Who plans an issue, or says what an article is about, is written down with it; an empty change is no deed."""
    assert _done(newsroom, "POST", "/v1/desk/issues", {"key": "2017-W38"}) == [("issue.add", "editor")]
    article = f"/v1/desk/articles/{newsroom.write()}"
    assert _done(newsroom, "PATCH", article, {"issue": "2017-W38"}) == [("article.change", "editor")]
    assert _done(newsroom, "PATCH", article, {}) == []


def test_another_address_stands_in_the_audit(newsroom: Newsroom) -> None:
    """Who gives a public version another address is written down; the same address again is no deed."""
    path = f"/v1/desk/articles/{newsroom.publish()}/versions/en/slug"
    assert _done(newsroom, "PUT", path, {"slug": "elsewhere"}) == [("version.address", "editor")]
    assert _done(newsroom, "PUT", path, {"slug": "elsewhere"}) == []
