"""An issue is released to a partner with the first text of it that is theirs, though others had texts of it before."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.receivers import receiving, turn, verified, working


@pytest.mark.parametrize("is_late", [False, True], ids=["worker at work", "worker that was away"])
def test_an_issue_is_released_with_the_first_text_of_a_contract(newsroom: Newsroom, is_late: bool) -> None:  # noqa: FBT001
    """Who has Russian only hears of it once, when its first text is there in Russian, and not with the English one."""
    with receiving() as there, working(newsroom) as worker:
        partner = parties.partner(newsroom, languages=["ru"], per_minute=6_000)
        verified(newsroom, worker, parties.key(newsroom, partner, "webhooks"), there.url)
        article = newsroom.publish()
        newsroom.translate(article, "ru")
        newsroom.approve(article, "ru")
        if not is_late:
            turn(worker)
            assert there.events() == []
        newsroom.release(article, "ru")
        turn(worker)
        assert sorted(there.events()) == ["article.published", "issue.released"]
        newsroom.publish("ru", title="Another text of the week")
        turn(worker)
        assert sorted(there.events()) == ["article.published", "article.published", "issue.released"]
