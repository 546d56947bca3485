"""The doctor: finds what is wrong, says what to do, and touches nothing."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from api import cli
from api.accounts import people
from api.operations import doctor, machine
from api.operations.findings import Finding
from api.platform import db, duties, heartbeat, locales, migrate, settings
from api.platform.settings import Settings
from api.publishing import languages
from tests import databases
from tests.newsroom import NOW, Newsroom
from tests.operations import instances
from tests.platform import posts


@pytest.fixture
def port() -> int:
    """Give a port that is free."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@pytest.fixture
def environ(newsroom: Newsroom, tmp_path: Path, port: int) -> Iterator[dict[str, str]]:
    """Give the environment of a healthy instance, with a worker at work."""
    tmp_path.chmod(0o700)
    duties.take("scheduled_releases", "worker", at=NOW)
    url = newsroom.settings.database_url
    newsroom.close()
    yield {
        "POLYWEEK_DATA_DIR": str(tmp_path),
        "POLYWEEK_DATABASE_URL": url,
        "POLYWEEK_BASE_URL": "https://news.example",
        "POLYWEEK_TRUSTED_PROXIES": "1",
        "POLYWEEK_SECRET": databases.SECRET,
        "PORT": str(port),
    }
    db.close_database()


def _look(environ: dict[str, str]) -> dict[str, Finding]:
    return {finding.about: finding for finding in doctor.examine(environ, at=NOW)}


def _levels(environ: dict[str, str]) -> dict[str, str]:
    return {about: found.level for about, found in _look(environ).items() if found.level != "well"}


def test_a_proxy_that_is_not_trusted_is_told(environ: dict[str, str]) -> None:
    """An address with TLS is a proxy's: with none trusted, all callers would count as one network."""
    found = _look(environ | {"POLYWEEK_TRUSTED_PROXIES": "0"})["proxies"]
    assert found.level == "fault"
    assert "POLYWEEK_TRUSTED_PROXIES" in (found.advice or "")


def test_a_clock_that_is_ahead_is_told(environ: dict[str, str]) -> None:
    """The doctor names both moments and what to type if the clock is right."""
    db.open_database(settings.load(environ))
    with db.transaction():
        heartbeat.confirm(NOW - timedelta(days=2))
    db.close_database()
    found = _look(environ)["clock"]
    assert found.level == "fault"
    assert "polyweek clock --confirm" in (found.advice or "")


def _known(environ: dict[str, str], *but: str) -> dict[str, str]:
    """Give what is not well, but for what depends on the machine that the tests run on."""
    return {about: level for about, level in _levels(environ).items() if about not in {"user", "disk", "clock", *but}}


def test_a_healthy_instance_has_nothing_to_put_right(environ: dict[str, str]) -> None:
    """Settings, machine, database and newsroom are looked at, and each is well; only the tests' PostgreSQL is hasty."""
    found = _look(environ)
    assert {"settings", "data folder", "secret", "disk", "port", "address", "time zone", "database"} <= found.keys()
    assert {"tables", "administrators", "languages", "journal", "worker", "releases"} <= found.keys()
    assert _known(environ) == ({"database": "fault"} if "postgresql" in environ["POLYWEEK_DATABASE_URL"] else {})


def test_every_finding_that_is_not_well_says_what_to_do(tmp_path: Path) -> None:
    """A fault without advice would leave the operator alone."""
    findings = doctor.examine({"POLYWEEK_DATA_DIR": str(tmp_path / "none")}, at=NOW)
    assert all(finding.advice for finding in findings if finding.level != "well")
    assert doctor.is_ill(findings)


def test_bad_settings_are_all_that_is_told() -> None:
    """Each value that cannot be used is a fault of its own, and nothing else is guessed at."""
    findings = doctor.examine({"PORT": "door", "POLYWEEK_EDGE": "maybe"}, at=NOW)
    assert [(finding.about, finding.level) for finding in findings] == [("settings", "fault")] * 2
    assert "PORT" in findings[0].says


def test_looking_makes_nothing(tmp_path: Path, port: int) -> None:
    """Where there is no instance yet, the doctor says so and makes no folder, no secret and no database."""
    folder = tmp_path / "new"
    found = _look({"POLYWEEK_DATA_DIR": str(folder), "PORT": str(port)})
    assert found["database"].advice == "Run polyweek migrate."
    assert (found["data folder"].level, found["secret"].level) == ("note", "note")
    assert not folder.exists()


def test_a_folder_open_to_others_is_a_fault(environ: dict[str, str], tmp_path: Path) -> None:
    """Whoever else is on the machine must not read drafts and tokens' hashes."""
    tmp_path.chmod(0o755)
    found = _look(environ)["data folder"]
    assert (found.level, found.advice) == ("fault", f"chmod 700 {tmp_path}")


def test_a_secret_open_to_others_is_a_fault(environ: dict[str, str], tmp_path: Path) -> None:
    """A secret file that others may read is named, with the command that closes it."""
    del environ["POLYWEEK_SECRET"]
    (tmp_path / "secret").write_text("x" * 40)
    (tmp_path / "secret").chmod(0o644)
    assert _look(environ)["secret"].advice == f"chmod 600 {tmp_path / 'secret'}"
    (tmp_path / "secret").chmod(0o600)
    assert _look(environ)["secret"].level == "well"


def test_a_secret_that_is_gone_is_a_fault_where_people_work(environ: dict[str, str], tmp_path: Path) -> None:
    """Nobody is told that a secret will be made at the start when there was one, on which cursors and tokens hang."""
    del environ["POLYWEEK_SECRET"]
    found = _look(environ)["secret"]
    assert found.level == "fault"
    assert str(tmp_path / "secret") in found.says
    assert "Restore your copy" in str(found.advice)


def test_a_folder_that_could_not_be_made_is_a_fault(tmp_path: Path) -> None:
    """A place under what cannot be written to is found before the first start fails on it."""
    (tmp_path / "file").touch()
    for folder in (Path("/proc/polyweek/var"), tmp_path / "file" / "var"):
        found = _look({"POLYWEEK_DATA_DIR": str(folder)})["data folder"]
        assert (found.level, str(folder) in found.says) == ("fault", True)


def test_a_mistyped_setting_is_a_fault(environ: dict[str, str]) -> None:
    """Its name and the one that was meant are told, never its value; all else is looked at as usual."""
    findings = doctor.examine({**environ, "POLYWEEK_DATABSE_URL": "hunter2"}, at=NOW)
    told = [(finding.level, finding.says) for finding in findings if finding.about == "settings"]
    assert told == [("fault", "POLYWEEK_DATABSE_URL is no setting; did you mean POLYWEEK_DATABASE_URL?")]
    assert "hunter2" not in str(findings)
    assert "tables" in {finding.about for finding in findings}


def test_a_taken_port_is_a_fault_and_our_own_is_not(environ: dict[str, str], port: int) -> None:
    """A port that something else holds cannot be served on; one that a Polyweek answers on is in good hands."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        holder.settimeout(0)
        assert _look(environ)["port"].level == "fault"


def test_an_address_without_encryption_is_a_fault(environ: dict[str, str]) -> None:
    """Readers at risk are not to be served in clear text; an address of this machine only deserves a note."""
    assert _levels({**environ, "POLYWEEK_BASE_URL": "http://news.example"})["address"] == "fault"
    assert _levels({**environ, "POLYWEEK_BASE_URL": "http://127.0.0.1:8000"})["address"] == "note"


@pytest.mark.parametrize(("free", "level"), [(10, "fault"), (1000, "note"), (10_000, "well")])
def test_a_full_disk_is_seen_before_it_is_full(
    free: int, level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With little room it is a note, with too little for a week's writes a fault."""
    usage = type("Usage", (), {"free": free * 1024 * 1024})
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage)
    assert machine._disk(tmp_path).level == level


def test_waiting_migrations_are_a_fault(environ: dict[str, str]) -> None:
    """A database of an older version is named as one, and its contents are not guessed at."""
    _run(environ, "DELETE FROM schema_migration WHERE name = (SELECT MAX(name) FROM schema_migration)")
    found = _look(environ)
    assert (found["tables"].level, found["tables"].says) == ("fault", f"migrations wait: {migrate.known()[-1]}")
    assert "languages" not in found


def test_a_database_of_a_newer_version_is_a_fault(environ: dict[str, str]) -> None:
    """An older program must not work on newer tables."""
    applied = db.write_time(NOW)
    _run(environ, f"INSERT INTO schema_migration (name, applied) VALUES ('9999_from_the_future', '{applied}')")
    assert "newer version" in _look(environ)["tables"].says


def test_a_newsroom_without_administrator_is_a_fault(environ: dict[str, str]) -> None:
    """Where nobody can let people in or out, the command that adds an administrator is told."""
    _run(environ, "DELETE FROM \"grant\" WHERE role = 'administrator'")
    found = _look(environ)["administrators"]
    assert found.level == "fault"
    assert "polyweek person add" in str(found.advice)


def test_a_worker_that_has_gone_is_noticed(environ: dict[str, str]) -> None:
    """Leases that have run out mean that nobody does the background work."""
    findings = {found.about: found for found in doctor.examine(environ, at=NOW + timedelta(minutes=2))}
    assert findings["worker"].level == "note"


def test_a_release_that_did_not_go_out_is_a_fault(environ: dict[str, str]) -> None:
    """A scheduled release a minute over its hour says that the worker is away or stuck; a failed one is a note."""
    for number, state, at in ((1, "scheduled", NOW - timedelta(minutes=2)), (2, "scheduled", NOW + timedelta(days=1))):
        _run(environ, _release(number, state, db.write_time(at)))
    found = _look(environ)["releases"]
    assert (found.level, found.says) == ("fault", "1 should have gone out and did not, the first is release-1")
    _run(environ, "UPDATE release SET state = 'failed' WHERE id = 'release-1'")
    assert _look(environ)["releases"].level == "note"


def _release(number: int, state: str, at: str) -> str:
    return (
        "INSERT INTO release (id, languages, leave_out_unready, state, at, left_out, created_at, created_by, serial)"
        f" SELECT 'release-{number}', '[]', FALSE, '{state}', '{at}', '[]', '{at}', id, 1 FROM person"
        " WHERE login = 'editor'"
    )


def test_dates_of_another_locale_are_noticed_until_they_are_redrawn(environ: dict[str, str]) -> None:
    """Who makes English British is told that articles still have American dates, and how to write them anew."""
    room = Newsroom(_settings(environ))
    room.publish("en")
    room.close()
    shown = environ | {"POLYWEEK_LOCALES": "en=en-GB"}
    found = _look(shown)["locales"]
    assert (found.level, found.advice) == ("note", "polyweek language redraw")
    assert "locales" not in _look(environ)
    settings_ = settings.load(shown)
    room = Newsroom(settings_)
    try:
        languages.redraw(at=NOW)
        (article,) = room.get("/v1/articles?lang=en")["data"]
        assert article["issue"]["period_label"] == "11–17 September 2017"
    finally:
        room.close()
        locales.use({})
    found = _look(shown)["locales"]
    assert (found.level, found.says) == ("well", "shown: en as en-GB")
    assert _look(environ | {"POLYWEEK_LOCALES": "pt=pt-PT"})["locales"].level == "note"
    locales.use({})


def test_a_clock_that_stands_before_the_journal_is_a_fault(environ: dict[str, str]) -> None:
    """A machine whose clock was set back would publish into the past."""
    room = Newsroom(_settings(environ))
    room.publish("en")
    room.close()
    assert _look(environ)["journal"].level == "fault"


@pytest.mark.parametrize(("place", "content"), [(4096 * 5, b"\xff" * 64), (0, b"rubbish " * 8)])
def test_a_damaged_file_is_a_fault(environ: dict[str, str], tmp_path: Path, place: int, content: bytes) -> None:
    """A SQLite file with a damaged page, or of another kind, is named; the advice is to keep it and restore."""
    path = tmp_path / "damaged" / "polyweek.db"
    path.parent.mkdir(mode=0o700)
    settings = instances.sqlite(tmp_path, "damaged")
    db.open_database(settings)
    migrate.up()
    db.close_database()
    data = bytearray(path.read_bytes())
    data[place : place + 64] = content
    path.write_bytes(data)
    found = _look({**environ, "POLYWEEK_DATABASE_URL": settings.database_url})
    (told,) = [found[about] for about in ("contents", "database") if about in found and found[about].level == "fault"]
    assert str(path) in told.says
    assert "polyweek restore" in str(told.advice)
    assert "POLYWEEK_DATABASE_URL" not in str(told.advice)


def test_the_command_prints_lines_or_json_and_ends_with_one_on_a_fault(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`polyweek doctor` shows signs and advice; `--json` gives the same to a program; the exit status tells both."""
    monkeypatch.setenv("POLYWEEK_DATA_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("PORT", str(port))
    told = CliRunner().invoke(cli.main, ["doctor"])
    assert told.exit_code == 1
    assert "✗ database" in told.stdout
    assert "→ Run polyweek migrate." in told.stdout
    as_json = CliRunner().invoke(cli.main, ["doctor", "--json"])
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["ok"] is False


def test_the_command_ends_with_zero_when_all_is_well(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Notes alone do not make an instance ill."""
    settings = instances.sqlite(tmp_path, "well")
    db.open_database(settings)
    migrate.up()
    databases.newsroom.raise_newsroom()
    people.add(login="boss", name="Boss", password="correct horse battery", locale="en", grants=[], at=NOW)
    db.close_database()
    given = {"POLYWEEK_DATA_DIR": str(settings.data_dir), "PORT": str(port), "POLYWEEK_SECRET": databases.SECRET}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    os.chmod(settings.data_dir, 0o700)  # noqa: PTH101 - as an operator does
    told = CliRunner().invoke(cli.main, ["doctor"])
    assert told.exit_code == 0, told.stdout
    assert "! worker" in told.stdout


def _settings(environ: dict[str, str]) -> Settings:
    return databases.settings(Path(environ["POLYWEEK_DATA_DIR"]), environ["POLYWEEK_DATABASE_URL"])


def _run(environ: dict[str, str], sql: str) -> None:
    db.open_database(_settings(environ))
    db.database.execute_sql(sql)
    db.close_database()


def test_letters_that_nobody_can_send_are_told(environ: dict[str, str], newsroom: Newsroom) -> None:
    """Without a relay those that wait are a note; a relay that cannot be spoken to is a fault, with the reason."""
    assert "letters" not in _levels(environ)
    db.open_database(newsroom.settings)
    posts.letter(at=NOW)
    db.close_database()
    assert _levels(environ)["letters"] == "note"
    environ["POLYWEEK_MAIL_FROM"] = "desk@news.example"
    with posts.relaying() as box:
        assert "letters" not in _levels(environ | {"POLYWEEK_SMTP_URL": box.url()})
    found = _look(environ | {"POLYWEEK_SMTP_URL": box.url()})["letters"]
    assert (found.level, "the relay cannot be spoken to: the connection failed" in found.says) == ("fault", True)


def test_a_tally_that_is_wrong_is_found(environ: dict[str, str], newsroom: Newsroom) -> None:
    """What lists say of a version is counted again from its messages."""
    db.open_database(newsroom.settings)
    newsroom.write()
    newsroom.close()
    assert _look(environ)["tallies"].level == "well"
    db.open_database(newsroom.settings)
    with db.transaction():
        db.database.execute_sql("UPDATE version SET untranslated = 0 WHERE language = 'ru'")
    newsroom.close()
    found = _look(environ)["tallies"]
    assert (found.level, found.says[:14]) == ("fault", "1 versions are")
