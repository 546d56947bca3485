"""Partners over HTTP and from the command line: added, changed and refused at their places."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests import terminal
from tests.contents import Contents
from tests.newsroom import Newsroom
from tests.partners import parties
from tests.terminal import typed

NEW = {"name": "Radio Luzhana", "contact": "desk@radio.example"}


def test_a_partner_is_added_listed_and_changed(newsroom: Newsroom) -> None:
    """What is left out of a contract has its default, networks are written shortly, and a change leaves the rest."""
    made = newsroom.call("POST", parties.PATH, "admin", json={**NEW, "networks": ["192.0.2.7/24", "2001:DB8::1"]})
    assert made.status_code == 201
    shown = made.get_json()
    assert shown["networks"] == ["192.0.2.0/24", "2001:db8::1/128"]
    assert (shown["languages"], shown["topics"], shown["state"]) == (None, None, "active")
    changed = newsroom.call(
        "PATCH", made.headers["Location"], "admin", etag=made.headers["ETag"], json={"topics": ["river", "society"]}
    )
    assert changed.get_json() == {**shown, "topics": ["river", "society"]}
    stale = newsroom.call("PATCH", made.headers["Location"], "admin", etag=made.headers["ETag"], json={"name": "X"})
    assert stale.status_code == 412
    listed = newsroom.get(parties.PATH, "admin")["data"]
    assert listed == [changed.get_json()]
    again = newsroom.call("PATCH", made.headers["Location"], "admin", etag="*", json={"topics": None})
    assert again.get_json()["topics"] is None


def test_a_partner_is_added_once(newsroom: Newsroom) -> None:
    """An Idempotency-Key makes one partner of two requests, and of a key none whose text would be kept."""
    headers = {"Idempotency-Key": "radio-luzhana"}
    first, again = (newsroom.call("POST", parties.PATH, "admin", json=NEW, headers=headers) for _ in range(2))
    assert first.get_json() == again.get_json()
    taken = newsroom.call("POST", parties.PATH, "admin", json=NEW)
    assert taken.status_code == 409
    path = f"{parties.PATH}/{first.get_json()['id']}/keys"
    headers = {"Idempotency-Key": "key-of-radio-luzhana"}
    made = newsroom.call("POST", path, "admin", json={"name": "site"}, headers=headers)
    repeated = newsroom.call("POST", path, "admin", json={"name": "site"}, headers=headers)
    assert made.status_code == 201
    assert repeated.status_code == 409
    assert len(newsroom.get(path, "admin")["data"]) == 1


BAD: list[tuple[dict[str, Any], str]] = [
    ({"contact": "nobody"}, "/contact"),
    ({"contact": "a@b@radio.example"}, "/contact"),
    ({"contact": "a\r\nBcc: b@radio.example"}, "/contact"),
    ({"languages": ["xx"]}, "/languages/0"),
    ({"languages": []}, "/languages"),
    ({"topics": ["nothing"]}, "/topics/0"),
    ({"formats": ["docx"]}, "/formats/0"),
    ({"formats": "json"}, "/formats"),
    ({"embargo_lead_minutes": -1}, "/embargo_lead_minutes"),
    ({"embargo_lead_minutes": 10_081}, "/embargo_lead_minutes"),
    ({"embargo_lead_minutes": "1h"}, "/embargo_lead_minutes"),
    ({"embargo_lead_minutes": 60, "delay_hours": 2}, "/embargo_lead_minutes"),
    ({"networks": ["300.1.1.1"]}, "/networks/0"),
    ({"networks": ["192.0.2.0/24", "fe80::1%eth0"]}, "/networks/1"),
    ({"lead_hours": 2}, "/lead_hours"),
    ({"per_minute": 0}, "/per_minute"),
    ({"attribution": {"xx": "By the newsroom"}}, "/attribution/xx"),
    ({"hours": 3}, "/hours"),
]


def test_what_cannot_be_accepted_is_refused_at_its_place(newsroom: Newsroom) -> None:
    """Each value that cannot be is named by its place, and nothing changes."""
    partner = parties.partner(newsroom, "Another")
    held = Contents(newsroom.settings, without={"token"})
    before = held.now()
    for change, pointer in BAD:
        for method, path, data in (
            ("POST", parties.PATH, {**NEW, **change}),
            ("PATCH", f"{parties.PATH}/{partner}", change),
        ):
            refused = newsroom.call(method, path, "admin", etag="*", json=data)
            assert refused.status_code == 422, (method, change)
            assert refused.get_json()["errors"][0]["pointer"] == pointer, (method, change)
    assert held.now() == before
    held.close()


def test_a_key_of_another_partner_is_unknown(newsroom: Newsroom) -> None:
    """By one partner's address nobody rotates or revokes another's key."""
    one, other = parties.partner(newsroom), parties.partner(newsroom, "Another")
    made = newsroom.post(f"{parties.PATH}/{one}/keys", "admin", {"name": "site"})
    path = f"{parties.PATH}/{other}/keys/{made['id']}"
    assert newsroom.call("DELETE", path, "admin", etag="*").status_code == 404
    assert newsroom.call("POST", f"{path}/rotation", "admin", json={}).status_code == 404
    rotated = newsroom.call("POST", f"{parties.PATH}/{one}/keys/{made['id']}/rotation", "admin", json={})
    assert (rotated.status_code, rotated.get_json()["succeeds"]) == (201, made["id"])


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Give a runner of the command over an instance with a language."""
    return terminal.begun(tmp_path, monkeypatch, "language add be --name Беларуская")


def test_partners_and_keys_from_the_command_line(run: CliRunner) -> None:
    """A partner is added, gets a key, has it rotated and revoked, and is suspended, and each list shows it."""
    line = "partner add Radio --contact desk@radio.example --language be --attribution 'be=Ад рэдакцыі' --delay 2"
    assert typed(run, line).output == "Radio is a partner now.\n"
    key = typed(run, "key issue Radio --scope read --days 30").stdout.strip()
    assert re.fullmatch("pwk_[0-9A-Za-z]{49}", key)
    key_id = typed(run, "key list Radio").output.partition("\t")[0]
    assert typed(run, f"key rotate Radio {key_id} --overlap 1").output.startswith("pwk_")
    assert typed(run, "partner list").output == "Radio\tactive\tbe\tall\t2 keys\n"
    assert typed(run, f"key revoke Radio {key_id}").exit_code == 0
    assert typed(run, "partner add Archive --contact desk@archive.example").exit_code == 0
    assert re.fullmatch("pwf_[0-9A-Za-z]{49}", typed(run, "key issue Archive --scope feed").stdout.strip())
    assert typed(run, "partner suspend Radio").exit_code == 0
    assert typed(run, "partner list").output == "Archive\tactive\tall\tall\t1 key\nRadio\tsuspended\tbe\tall\t1 key\n"
    assert typed(run, "partner resume Radio").exit_code == 0
    assert "no partner Nobody" in typed(run, "key issue Nobody").output
    assert "Radio has no key nothing" in typed(run, "key revoke Radio nothing").output
