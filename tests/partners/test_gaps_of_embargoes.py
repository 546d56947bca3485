"""Who reads while the worker has not yet seen that a planned text was touched: nothing is lost to them by that."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom
from tests.partners import ahead, parties
from tests.partners.test_sync_of_partners import Mirror


@pytest.mark.parametrize("is_initial", [False, True])
def test_a_text_that_was_touched_and_stands_is_told(newsroom: Newsroom, is_initial: bool) -> None:  # noqa: FBT001
    """Whether they follow or begin in between, they are given the text when it is seen to say the same as before."""
    key = parties.key(newsroom, ahead.partner(newsroom))
    mirror = Mirror(newsroom, key)
    if not is_initial:
        mirror.sync()
    article, _ = ahead.planned(newsroom, hours=1)
    ahead.follow()
    _touch(newsroom, article)
    mirror.sync(is_initial=is_initial)
    assert mirror.copy == {}
    ahead.follow()
    mirror.sync()
    assert mirror.copy.keys() == {(article, "be"), (article, "en")}


def test_a_text_that_was_pulled_meanwhile_is_told_as_gone(newsroom: Newsroom) -> None:
    """Who holds it from before hears that it is gone when the worker has seen it, and of other texts too."""
    key = parties.key(newsroom, ahead.partner(newsroom))
    mirror = Mirror(newsroom, key, limit=1)
    article, _ = ahead.planned(newsroom, hours=1)
    ahead.follow()
    mirror.sync()
    newsroom.call("PATCH", f"/v1/desk/articles/{article}", "editor", etag="*", json={"trend": "improved"})
    ahead.follow()
    other, _ = ahead.planned(newsroom, hours=1)
    ahead.follow()
    ahead.cancel(newsroom, article)
    mirror.sync()
    ahead.follow()
    mirror.sync()
    assert mirror.copy.keys() == {(other, "be"), (other, "en")}


def _touch(newsroom: Newsroom, article: str) -> None:
    """Change an article and change it back."""
    for topic in ("river", "society"):
        changed = newsroom.call("PATCH", f"/v1/desk/articles/{article}", "editor", etag="*", json={"topic": topic})
        assert changed.status_code == 200, changed.get_data(as_text=True)
