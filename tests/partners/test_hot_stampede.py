"""What many partners ask of the edge at once is made once, and takes a bounded share of its memory."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from api.accounts import tokens
from api.delivery.edge_partners import Places
from api.partners.models import ApiKey
from api.platform import clock
from tests.delivery.edge_stage import at_once
from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.hot import Hot, left

_PATH = "/v1/articles?lang=en"


def _same_terms(newsroom: Newsroom, number: int) -> list[str]:
    return [
        parties.key(newsroom, parties.partner(newsroom, f"Partner {each}", per_minute=100)) for each in range(number)
    ]


def test_a_stampede_is_made_once(newsroom: Newsroom) -> None:
    """However many partners of the same terms come at once, the application is asked twice at most, and all count."""
    newsroom.publish()
    keys, hot = _same_terms(newsroom, 8), Hot(newsroom, patience=20.0)
    for _ in range(2):
        found = at_once(*(lambda key=key: hot.call(_PATH, key) for key in keys))  # type: ignore[misc]
        assert [answer.status_code for answer in found] == [200] * len(keys)
        assert len({answer.data for answer in found}) == 1
    assert len(hot.asked) <= 2
    assert [left(hot.call(_PATH, key)) for key in keys] == [97] * len(keys)


def test_who_has_waited_is_judged_again(sqlite_newsroom: Newsroom) -> None:
    """A key that is revoked while its partner waits for what another has made gets nothing, and counts once."""
    sqlite_newsroom.publish()
    first, second = _same_terms(sqlite_newsroom, 2)
    hot = Hot(sqlite_newsroom, patience=20.0)
    hot.call(_PATH, first)
    begun, going = threading.Event(), threading.Event()
    make = hot.newsroom.app.wsgi_app

    def slowly(environ: dict[str, Any], start_response: Any) -> Any:
        hot.asked.append(environ)
        begun.set()
        assert going.wait(20)
        return make(environ, start_response)

    hot.edge._partners._application = slowly  # type: ignore[union-attr, assignment]
    judged = threading.Event()
    join = hot.edge._partners._flights.join  # type: ignore[union-attr]

    def joined(key: Any) -> Any:
        found = join(key)
        if not found[1]:
            judged.set()
        return found

    hot.edge._partners._flights.join = joined  # type: ignore[union-attr, method-assign]
    answers: dict[str, Any] = {}
    threads = [
        threading.Thread(target=lambda key=key: answers.update({key: hot.call(_PATH, key)})) for key in (first, second)
    ]
    threads[0].start()
    assert begun.wait(20)
    threads[1].start()
    assert judged.wait(20)
    ApiKey.update(revoked_at=clock.now()).where(ApiKey.partner != _owner(first)).execute()
    going.set()
    for thread in threads:
        thread.join(20)
    assert answers[first].status_code == 200
    assert parties.fault(answers[second]) == (401, "revoked_key")
    assert "RateLimit" not in hot.call(_PATH, second).headers


def _owner(text: str) -> str:
    return str(ApiKey.get(ApiKey.hash == tokens.digest(text)).partner_id)


def test_a_failure_is_for_the_next_to_mend(sqlite_newsroom: Newsroom) -> None:
    """An answer that fails while it is made is kept for nobody, and the next request makes it."""
    sqlite_newsroom.publish()
    (key,), hot = _same_terms(sqlite_newsroom, 1), Hot(sqlite_newsroom)
    hot.call(_PATH, key)
    make = hot.edge._partners._application  # type: ignore[union-attr]

    def failing(_environ: Any, _start: Any) -> Any:
        raise OSError("broken")

    hot.edge._partners._application = failing  # type: ignore[union-attr]
    with pytest.raises(OSError, match="broken"):
        hot.call(_PATH, key)
    hot.edge._partners._application = make  # type: ignore[union-attr]
    assert hot.call(_PATH, key).status_code == 200
    assert hot.is_hot(_PATH, key)


def test_partners_push_out_nobody_else(sqlite_newsroom: Newsroom) -> None:
    """However many addresses of however many terms are asked for, partners take their share and nothing of others."""
    sqlite_newsroom.publish()
    hot = Hot(sqlite_newsroom, bound=400_000)
    keys = [
        parties.key(sqlite_newsroom, parties.partner(sqlite_newsroom, str(each), licence=str(each), per_minute=6_000))
        for each in range(4)
    ]
    for _ in range(2):
        hot.call(_PATH, None)
    public = hot.edge._eras.era.store
    before = public.size
    for limit in range(1, 30):
        for key in keys:
            hot.heat(f"/v1/articles?lang=en&limit={limit}", key)
    assert 100_000 < hot.shared.size <= 200_000
    assert hot.edge._eras.era.store is public
    assert public.size == before


def test_too_many_addresses_are_forgotten() -> None:
    """Of the addresses that are known to let partners in, the oldest go first, and none is taken for another."""
    places = Places(most=3)
    for number in range(5):
        places.add((f"/v1/articles/{number}", "lang=en"))
    assert [places.has((f"/v1/articles/{number}", "lang=en")) for number in range(5)] == [False] * 2 + [True] * 3
    assert not places.has(("/v1/articles/4", "lang=be"))
    assert not places.has(("/v1/articles/4\nlang=en", ""))


def test_an_answer_is_made_anew_in_time(sqlite_newsroom: Newsroom) -> None:
    """What is kept for partners is kept for a minute at most, and not beyond a new generation."""
    sqlite_newsroom.publish()
    (key,), hot = _same_terms(sqlite_newsroom, 1), Hot(sqlite_newsroom)
    hot.heat(_PATH, key)
    hot.now += 59
    assert hot.is_hot(_PATH, key)
    hot.now += 2
    assert not hot.is_hot(_PATH, key)
    assert hot.is_hot(_PATH, key)
    sqlite_newsroom.publish(title="Another")
    assert len(hot.call(_PATH, key).get_json()["data"]) == 2
