"""Logging in, and being stopped from guessing."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest

from api.accounts import forgetting, guard, logins, networks, passwords, people, suspensions
from api.accounts.models import AuditEntry, KnownNetwork
from api.platform import clock, counters, db
from api.platform.counters import Limit, Try
from api.platform.errors import NotFound, RateLimited, Unauthenticated
from api.platform.models import RateCounter
from tests.at_once import held
from tests.newsroom import PASSWORD, Newsroom

AT = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)
SECRET = b"a secret of the tests"
LIMIT = Limit("tries", 3, timedelta(minutes=15))


def _log_in(login: str, password: str, network: str = "192.0.2.0/24", at: datetime = AT) -> str:
    return logins.log_in(login, password, network=network, secret=SECRET, at=at)[0]


def _guess(times: int, *, network: str = "192.0.2.0/24", secret: bytes = SECRET, at: datetime = AT) -> None:
    """Count guesses at the editor's password, without the cost of hashing each."""
    for _ in range(times):
        counters.take(secret, logins._tries("editor", network), at=at)


def test_a_login_with_its_password_gives_a_session(newsroom: Newsroom) -> None:
    """The answer has a token that works and expires, and the person with their roles."""
    session = newsroom.post("/v1/auth/login", None, {"login": "translator-ru", "password": PASSWORD})
    assert session["person"]["grants"] == [{"role": "translator", "language": "ru"}]
    assert session["expires_at"] is not None
    me = newsroom.client.get("/v1/desk/me", headers={"Authorization": f"Bearer {session['token']}"})
    assert me.get_json()["login"] == "translator-ru"


def test_unknown_wrong_and_suspended_sound_the_same(sqlite_newsroom: Newsroom) -> None:
    """Nobody learns from a refusal which logins there are, or who has been suspended."""
    suspensions.suspend(people.id_of("editor2"), by=None, at=AT)
    answers = [
        sqlite_newsroom.call("POST", "/v1/auth/login", json={"login": login, "password": password})
        for login, password in (("nobody", PASSWORD), ("editor", "the wrong password"), ("editor2", PASSWORD))
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.get_json()["detail"] for answer in answers}) == 1


def test_guessing_at_an_account_is_stopped(newsroom: Newsroom) -> None:
    """After ten wrong passwords from one network the eleventh try is 429 with Retry-After, the right one included."""
    _guess(9, network="127.0.0.0/24", secret=newsroom.settings.secret, at=clock.now())
    data = {"login": "editor", "password": "the wrong password"}
    tenth = newsroom.call("POST", "/v1/auth/login", json=data)
    stopped = newsroom.call("POST", "/v1/auth/login", json=data | {"password": PASSWORD})
    assert tenth.status_code == 401
    assert (stopped.status_code, stopped.get_json()["code"]) == (429, "rate_limited")
    assert 0 < int(stopped.headers["Retry-After"]) <= 15 * 60


def test_the_owner_elsewhere_still_gets_in(sqlite_newsroom: Newsroom) -> None:
    """Who guesses at an account from one network does not shut its owner out of another."""
    _guess(10)
    with pytest.raises(RateLimited):
        _log_in("editor", PASSWORD)
    assert _log_in("editor", PASSWORD, "198.51.100.0/24")


def test_nobody_is_locked_out_from_afar(newsroom: Newsroom) -> None:
    """However many guess from however many networks, its owner gets in from where they have been before."""
    home, away = "203.0.113.0/24", "198.51.100.0/24"
    _log_in("editor", PASSWORD, home)
    for number in range(5):
        _guess(10, network=f"10.0.{number}.0/24")
    with pytest.raises(RateLimited):
        _log_in("editor", PASSWORD, away)
    assert _log_in("editor", PASSWORD, home)


def test_guessing_from_a_known_network_is_stopped_all_the_same(sqlite_newsroom: Newsroom) -> None:
    """A network that its owner has used is no way in: ten wrong passwords are the most from there too."""
    _log_in("editor", PASSWORD)
    tries = logins._tries("editor", "192.0.2.0/24", is_known=True)
    for _ in range(10):
        counters.take(SECRET, tries, at=AT)
    with pytest.raises(RateLimited):
        _log_in("editor", PASSWORD)


def test_an_operator_unlocks_an_account(newsroom: Newsroom) -> None:
    """What was tried at it is forgotten, from wherever; what a network tried at others is not."""
    for number in range(5):
        _guess(10, network=f"10.0.{number}.0/24")
    logins.unlock("editor", secret=SECRET, at=AT + timedelta(minutes=1))
    assert _log_in("editor", PASSWORD, "10.0.0.0/24")
    assert AuditEntry.select().where(AuditEntry.action == "person.unlock").count() == 1
    networks_left = [counter.count for counter in RateCounter.select() if "." not in counter.key]
    assert sorted(networks_left) == [10, 10, 10, 10, 10]
    with pytest.raises(NotFound):
        logins.unlock("nobody", secret=SECRET, at=AT)


def test_known_networks_are_few_and_tell_nothing(newsroom: Newsroom) -> None:
    """Ten of a person, as the start of a keyed hash; another password forgets them, and so does time."""
    person = people.id_of("editor")
    with db.transaction():
        for number in range(30):
            networks.remember(person, f"10.0.{number}.0/24", secret=SECRET, at=AT + timedelta(days=number))
        networks.remember(person, networks.UNKNOWN, secret=SECRET, at=AT)
    assert KnownNetwork.select().count() == networks.MOST
    assert networks.is_known("editor", "10.0.29.0/24", secret=SECRET)
    assert not networks.is_known("editor2", "10.0.29.0/24", secret=SECRET)
    assert not networks.is_known("editor", "10.0.29.0/24", secret=b"another")
    assert all(len(known.mark) == 4 for known in KnownNetwork.select())
    assert networks.prune(at=AT + timedelta(days=29) + networks.KEPT) == networks.MOST - 1
    people.reset_password(person, "another battery staple", by=None, at=AT)
    assert not KnownNetwork.select().exists()


def test_a_refused_try_writes_nothing(newsroom: Newsroom) -> None:
    """Whoever is over the limit is told so while somebody else writes: no lock is asked for, no row changes."""
    _guess(10)
    before = sorted((counter.key, counter.count) for counter in RateCounter.select())
    with held(RateCounter.select()), pytest.raises(RateLimited):
        _log_in("editor", PASSWORD)
    assert sorted((counter.key, counter.count) for counter in RateCounter.select()) == before


def test_a_proxy_that_is_not_trusted_is_told_of_once(
    sqlite_newsroom: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """Behind it everybody counts as one network; the log says so, once in a process and not with each login."""
    guard._tell_of_proxy.cache_clear()
    for _ in range(2):
        data = {"login": "editor", "password": "x"}
        sqlite_newsroom.call("POST", "/v1/auth/login", json=data, headers={"X-Forwarded-For": "203.0.113.1"})
    told = [record.message for record in caplog.records if "POLYWEEK_TRUSTED_PROXIES" in record.message]
    assert len(told) == 1
    assert "203.0.113" not in told[0]


def test_a_login_that_succeeds_is_not_counted(sqlite_newsroom: Newsroom) -> None:
    """Logging in rightly as often as one likes is no guessing."""
    _log_in("editor", PASSWORD)
    assert all(counter.count == 0 for counter in RateCounter.select())


def test_a_limit_holds_for_its_window_and_no_longer(newsroom: Newsroom) -> None:
    """The time to wait shrinks as it passes, and then the tries begin anew."""
    tries = [Try(LIMIT, "somebody")]
    for _ in range(3):
        counters.take(SECRET, tries, at=AT)
    with pytest.raises(RateLimited) as stopped:
        counters.take(SECRET, tries, at=AT + timedelta(minutes=10))
    assert stopped.value.retry_after == 300
    counters.take(SECRET, tries, at=AT + timedelta(minutes=15))


def test_the_table_of_counters_tells_nobody_who_tried(newsroom: Newsroom) -> None:
    """Neither login nor network stands there, and the key of the same person is another the next day."""
    counters.take(SECRET, [Try(LIMIT, "192.0.2.0/24")], at=AT)
    (counter,) = RateCounter.select()
    assert len(bytes.fromhex(counter.key)) == 32
    assert counters.key_of(SECRET, Try(LIMIT, "x"), at=AT) != counters.key_of(
        SECRET, Try(LIMIT, "x"), at=AT + timedelta(days=1)
    )
    assert counters.key_of(b"another", Try(LIMIT, "x"), at=AT) != counters.key_of(SECRET, Try(LIMIT, "x"), at=AT)


def test_counters_are_forgotten_after_their_window(newsroom: Newsroom) -> None:
    """The duty leaves no counter whose window has passed."""
    counters.take(SECRET, [Try(LIMIT, "somebody")], at=AT)
    assert forgetting.forget(at=AT + timedelta(minutes=14), audit_days=180) == 0
    assert forgetting.forget(at=AT + timedelta(minutes=15), audit_days=180) == 1


def test_a_password_is_the_same_from_every_keyboard(sqlite_newsroom: Newsroom) -> None:
    """Composed and decomposed letters are one password (RFC 8265)."""
    composed = "пароль йод ёлка"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert passwords.fits(passwords.make(composed), decomposed)


def test_a_password_changed_meanwhile_lets_nobody_in(newsroom: Newsroom) -> None:
    """The old password does not work after a reset, the new one does."""
    people.reset_password(people.id_of("editor"), "another battery staple", by=None, at=AT)
    with pytest.raises(Unauthenticated):
        _log_in("editor", PASSWORD)
    assert _log_in("editor", "another battery staple")


def test_hashing_does_not_take_all_threads(sqlite_newsroom: Newsroom) -> None:
    """Beyond a short line a login is told to come back at once, so that readers keep a thread."""
    held = [passwords._line.acquire(blocking=False) for _ in range(passwords._LINE)]
    try:
        assert all(held)
        refused = sqlite_newsroom.call("POST", "/v1/auth/login", json={"login": "editor", "password": PASSWORD})
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
        assert not RateCounter.select().exists()
    finally:
        for _ in held:
            passwords._line.release()
