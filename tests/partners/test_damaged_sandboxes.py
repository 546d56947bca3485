"""Damaged sandboxes: `reset` mends them, what can be read of their endpoints stays, and others notice nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from api.partners.sandboxes import files, rounds
from api.partners.sandboxes.models import Sandbox
from api.platform import clock
from tests.newsroom import Newsroom
from tests.partners import parties, receivers, sandboxes
from tests.partners.receivers import receiving
from tests.partners.sandboxes import FERRY
from tests.partners.test_sandbox_webhooks import go, going_round


@pytest.fixture
def spoiled(with_seed: Newsroom) -> Iterator[tuple[Newsroom, str, str]]:
    """Give a newsroom with a partner's sandbox in which something has happened; its id and key."""
    partner = parties.partner(with_seed, per_minute=600)
    text = sandboxes.key(with_seed, partner)
    sandboxes.play(with_seed, text, "article.corrected")
    yield with_seed, partner, text
    files.forget()


def _file(partner: str) -> Path:
    """Give the file of a partner's sandbox with all that was written, and let nobody have it open."""
    path = files._path(partner, Sandbox.get_by_id(partner).number)
    files.forget()
    with closing(apsw.Connection(str(path))) as file:
        file.pragma("wal_checkpoint(TRUNCATE)")
    for each in files._beside(path):
        each.unlink(missing_ok=True)
    return path


def _spoil_table(path: Path, table: str) -> None:
    """Overwrite the pages of a table, and leave all others."""
    with closing(apsw.Connection(str(path))) as file:
        size = file.pragma("page_size")
        (page,) = file.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    with path.open("r+b") as raw:
        raw.seek((page - 1) * size)
        raw.write(b"\xff" * size)


def test_a_reset_mends_a_file_that_is_no_database(
    spoiled: tuple[Newsroom, str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """Until then each request says so; after it all answers, the spoiled file lies beside, and the log has told it."""
    newsroom, partner, text = spoiled
    path = _file(partner)
    path.write_bytes(b"no database" * 1_000)
    for asked in ("/v1/partner/me", f"/v1/articles/{FERRY}"):
        refused = parties.call(newsroom, asked, text)
        assert refused.status_code == 503
        assert "reset" in refused.get_json()["detail"]
    assert sandboxes.event(newsroom, text, "article.corrected").status_code == 503
    with caplog.at_level(logging.WARNING, "polyweek"):
        sandboxes.play(newsroom, text, "reset")
    assert "1240 people" in parties.get(newsroom, f"/v1/articles/{FERRY}?lang=en", text)["body"]["content"]
    told = [record for record in caplog.records if "sandbox" in record.message]
    assert [getattr(record, "partner_id", None) for record in told] == [partner]
    aside = path.with_name(f"{path.name}.damaged")
    assert aside.read_bytes().startswith(b"no database")
    sandboxes.play(newsroom, text, "article.corrected")


def test_endpoints_stay_where_they_can_be_read(spoiled: tuple[Newsroom, str, str]) -> None:
    """A damage among the texts costs no endpoint and no log, wherever it is; a repeated reset is done once."""
    newsroom, partner, text = spoiled
    with receiving() as there, going_round(newsroom) as goes:
        made = receivers.hook(newsroom, text, there.url)
        go(goes)
        sandboxes.play(newsroom, text, "article.corrected")
        go(goes)
    before = receivers.log(newsroom, text, made["id"])
    _spoil_table(_file(partner), "reading")
    assert parties.call(newsroom, f"/v1/articles/{FERRY}", text).status_code == 503
    once = {"Idempotency-Key": "once"}
    for _ in range(2):
        answer = parties.call(newsroom, sandboxes.EVENTS, text, "POST", json={"event": "reset"}, headers=dict(once))
        assert answer.status_code == 201, answer.get_data(as_text=True)
    assert answer.headers["Idempotency-Replayed"] == "true"
    assert receivers.show(newsroom, text, made["id"])["state"] == "active"
    assert receivers.log(newsroom, text, made["id"]) == before != []


def test_a_damage_among_the_endpoints_costs_them_and_no_more(spoiled: tuple[Newsroom, str, str]) -> None:
    """What cannot be read is left behind; the rest begins anew."""
    newsroom, partner, text = spoiled
    receivers.hook(newsroom, text, "https://radio.example/hook")
    _spoil_table(_file(partner), "webhook")
    sandboxes.play(newsroom, text, "reset")
    assert parties.get(newsroom, "/v1/partner/webhooks", text)["data"] == []
    assert parties.call(newsroom, f"/v1/articles/{FERRY}", text).status_code == 200


def test_a_damaged_sandbox_keeps_no_other_waiting(spoiled: tuple[Newsroom, str, str]) -> None:
    """The worker passes it by, tells of it, and goes on with those of others; it comes back after the reset."""
    newsroom, partner, text = spoiled
    other = sandboxes.key(newsroom, parties.partner(newsroom, "Other"))
    path = _file(partner)
    path.write_bytes(b"no database" * 1_000)
    with receiving() as there, going_round(newsroom) as goes:
        receivers.hook(newsroom, other, there.url)
        go(goes)
        assert [got.event for got in there.got] == ["ping"]
        assert rounds.sweep(at=clock.now()) == 0
        go(goes)
        sandboxes.play(newsroom, text, "reset")
        receivers.hook(newsroom, text, there.url)
        go(goes)
        assert [got.event for got in there.got] == ["ping", "ping"]
