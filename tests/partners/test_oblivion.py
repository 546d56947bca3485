"""Receipts that go after a year: offers that came to nothing, a few at a time; what proves something stays."""

from __future__ import annotations

from api.partners.receipts import collector, oblivion
from api.partners.receipts.models import Receipt
from api.platform import clock
from tests.at_once import at_once
from tests.newsroom import Newsroom
from tests.partners import parties

LATER = 2 * oblivion.KEPT


def test_an_offer_that_came_to_nothing_goes_after_a_year(newsroom: Newsroom) -> None:
    """What was taken, known, corrected or withdrawn since stays: by it somebody may have to be told or to prove."""
    partner = parties.partner(newsroom, per_minute=6_000)
    key = parties.key(newsroom, partner)
    offered, taken, corrected, withdrawn = (newsroom.publish(title=f"Text {number} of the week") for number in range(4))
    parties.get(newsroom, "/v1/changes?limit=100", key)
    parties.get(newsroom, f"/v1/articles/{taken}?lang=en", key)
    collector.keeper.write(is_last=True)
    newsroom.revise(corrected, summary="Somebody was.", weight="correction", note="Who was.")
    newsroom.approve(corrected, "en")
    newsroom.release(corrected, "en")
    newsroom.post(f"/v1/desk/articles/{withdrawn}/versions/en/withdrawal", "editor", {"reason": "Wrong."}, etag="*")
    assert _offered() == {offered, taken, corrected, withdrawn}
    assert oblivion.Sweep().run(clock.now() + oblivion.KEPT / 2) == 0
    assert oblivion.Sweep().run(clock.now() + LATER) == 1
    assert _offered() == {taken, corrected, withdrawn}
    parties.get(newsroom, "/v1/changes?limit=100", key)
    collector.keeper.write(is_last=True)
    assert _offered() == {offered, taken, corrected, withdrawn}


def test_what_is_known_stays(newsroom: Newsroom) -> None:
    """Whose cursor came back has read of the text, and may have it from elsewhere: it is to hear of its withdrawal."""
    key = parties.reader(newsroom)
    article = newsroom.publish()
    page = parties.get(newsroom, "/v1/changes?limit=100", key)
    parties.get(newsroom, f"/v1/changes?since={page['meta']['cursor']}", key)
    collector.keeper.write(is_last=True)
    assert oblivion.Sweep().run(clock.now() + LATER) == 0
    assert _offered() == {article}


def test_all_come_to_their_turn_a_few_at_a_time(newsroom: Newsroom) -> None:
    """In turns of two receipts, by two workers at once, all that are to go have gone, and no other."""
    key, other = parties.reader(newsroom), parties.reader(newsroom, name="Archive")
    articles = [newsroom.publish(title=f"Text {number} of the week") for number in range(4)]
    for text in (key, other):
        parties.get(newsroom, "/v1/changes?limit=100", text)
    parties.get(newsroom, f"/v1/articles/{articles[0]}?lang=en", key)
    collector.keeper.write(is_last=True)

    def sweep() -> int:
        turns = oblivion.Sweep(2)
        return sum(turns.run(clock.now() + LATER) for _ in range(10))

    assert sum(at_once(sweep, sweep)) == 7
    assert _offered() == {articles[0]}


def _offered() -> set[str]:
    return {each.article_id for each in Receipt.select()}
