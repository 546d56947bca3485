"""What stands around a text that another language moved twice: who has only the first is told what is gone."""

from __future__ import annotations

from typing import Any

import pytest

from api.content import issues
from api.platform import clock
from tests.newsroom import ISSUE, Newsroom
from tests.partners import parties
from tests.partners.test_mirrors_of_all import Mirror


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ({"issue": "2017-W38"}, {"issue": ISSUE}),
        ({"bylines": ["vasil"]}, {"bylines": ["hanna"]}),
        ({"topic": "river"}, {"topic": "society"}),
    ],
    ids=["issue", "byline", "topic"],
)
def test_what_another_language_brought_and_took_is_gone(
    newsroom: Newsroom, there: dict[str, Any], back: dict[str, Any]
) -> None:
    """A partner without English holds no issue, author or topic that an English release gave to a text for a while."""
    issues.add("2017-W38", titles={}, at=clock.now())
    key = parties.reader(newsroom, languages=["be"], per_minute=6_000)
    article = newsroom.publish("be", "en", source_language="be")
    mirror = Mirror(newsroom, key, limit=100)
    _release_english(newsroom, article, there)
    mirror.sync()
    before = set(mirror.places)
    newsroom.publish(topic="river", issue="2017-W38", bylines=["vasil"])  # by which readers in general have all of it
    _release_english(newsroom, article, back)
    mirror.sync()
    anew = Mirror(newsroom, key, limit=100)
    anew.sync()
    assert mirror.all() == anew.all()
    assert before - set(mirror.places), "something is gone"


def test_what_another_language_brought_outside_of_the_contract_is_never_named(newsroom: Newsroom) -> None:
    """An issue that a text had while it was moved out of the contract is told to nobody who lost it by that."""
    issues.add("2017-W38", titles={}, at=clock.now())
    key = parties.reader(newsroom, languages=["be"], topics=["society"], per_minute=6_000)
    article = newsroom.publish("be", "en", source_language="be")
    mirror = Mirror(newsroom, key, limit=100)
    mirror.sync()
    _release_english(newsroom, article, {"topic": "river", "issue": "2017-W38", "bylines": ["vasil"]})
    mirror.entries.clear()
    mirror.sync()
    known = {each["id"] for name in ("issues", "bylines") for each in newsroom.get(f"/v1/{name}?lang=be")["data"]}
    assert known
    assert not known & {entry["id"] for entry in mirror.entries}


def _release_english(newsroom: Newsroom, article: str, change: dict[str, Any]) -> None:
    changed = newsroom.call("PATCH", f"/v1/desk/articles/{article}", "editor", etag="*", json=change)
    assert changed.status_code == 200, changed.get_data(as_text=True)
    newsroom.release(article, "en")


@pytest.mark.parametrize(
    ("there", "path", "change"),
    [
        ({"issue": "2017-W38"}, "issues/2017-W38", {"titles": {"be": "Другі"}}),
        ({"bylines": ["vasil"]}, "bylines/vasil", {"biographies": {"be": "Жыве ля ракі."}}),
    ],
    ids=["issue", "byline"],
)
def test_what_another_language_brought_is_followed(
    newsroom: Newsroom, there: dict[str, Any], path: str, change: dict[str, Any]
) -> None:
    """A partner without English is told when the issue or author changes that an English release gave to a text."""
    issues.add("2017-W38", titles={}, at=clock.now())
    key = parties.reader(newsroom, languages=["be"], per_minute=6_000)
    outside = parties.reader(newsroom, name="Outside", languages=["be"], topics=["river"], per_minute=6_000)
    article = newsroom.publish("be", "en", source_language="be")
    _release_english(newsroom, article, there)
    mirrors = [Mirror(newsroom, each, limit=100) for each in (key, outside)]
    for mirror in mirrors:
        mirror.sync()
        mirror.entries.clear()
    changed = newsroom.call("PATCH", f"/v1/desk/{path}", "editor", etag="*", json=change)
    assert changed.status_code == 200, changed.get_data(as_text=True)
    for mirror in mirrors:
        mirror.sync()
    assert [entry["resource"] for entry in mirrors[0].entries] == [path.partition("s/")[0]]
    assert mirrors[1].entries == []
    anew = Mirror(newsroom, key, limit=100)
    anew.sync()
    assert mirrors[0].all() == anew.all()
