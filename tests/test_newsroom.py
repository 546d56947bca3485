"""The application that tests share answers as one of their own would, whatever others have asked of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from tests import newsroom as newsrooms
from tests.contract import walk
from tests.databases import SqliteTemplate
from tests.newsroom import Newsroom


def test_a_shared_application_answers_as_a_new_one(
    sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After another newsroom, with texts and languages of its own, each answer is that of a new application."""
    with sqlite_template.copy(tmp_path_factory.mktemp("other")) as settings:
        other = Newsroom(settings)
        article = other.publish("ru", title="Of another newsroom")
        other.post("/v1/admin/languages", "admin", {"code": "pl", "native_name": "polski", "fallback": "en"})
        for address in _addresses(other, article):
            other.call("GET", address, "admin")
        other.close()
    with sqlite_template.copy(tmp_path_factory.mktemp("own")) as settings:
        shared = Newsroom(settings)
        assert shared.app is other.app
        article = shared.publish("ru")
        addresses = [*_addresses(shared, article), "/v1/articles?lang=pl"]
        answers = {address: _told(shared.call("GET", address, "admin")) for address in addresses}
        alone = Newsroom(settings, is_alone=True)
        assert alone.app is not shared.app
        assert answers == {address: _told(alone.call("GET", address, "admin")) for address in addresses}
        alone.close()


def test_who_changes_the_shared_application_is_told(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view replaced, a route or a setting added does not go on to the next test unnoticed."""
    monkeypatch.setitem(sqlite_newsroom.app.config, "BASE_URL", "http://elsewhere")
    with pytest.raises(AssertionError, match="shares"):
        newsrooms.application(sqlite_newsroom.settings)


def _addresses(room: Newsroom, article: str) -> Iterator[str]:
    """Give what is public, and what an administrator and editor reads."""
    yield from walk.public_addresses(room, slug_or_id=(article,), token=("none",))
    for rule in room.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.rule.startswith(walk.BEHIND_A_DOOR) and rule.arguments <= {"article"}:
            yield rule.rule.replace("<article>", article)


def _told(answer: TestResponse) -> tuple[int, str, str]:
    """Give all of an answer but the id of its request."""
    own = answer.headers["X-Request-Id"]
    return answer.status_code, str(answer.headers).replace(own, "ID"), answer.get_data(as_text=True).replace(own, "ID")
