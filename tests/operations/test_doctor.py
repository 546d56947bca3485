"""The doctor: finds what is wrong, says what to do, and touches nothing."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from api import cli
from api.accounts import people
from api.operations import doctor, machine
from api.platform import db, migrate
from tests import databases
from tests.newsroom import NOW
from tests.operations import instances, patients


def test_a_proxy_that_is_not_trusted_is_told(environ: dict[str, str]) -> None:
    """An address with TLS is a proxy's: with none trusted, all callers would count as one network."""
    found = patients.look(environ | {"POLYWEEK_TRUSTED_PROXIES": "0"})["proxies"]
    assert found.level == "fault"
    assert "POLYWEEK_TRUSTED_PROXIES" in (found.advice or "")


def _known(environ: dict[str, str], *but: str) -> dict[str, str]:
    """Give what is not well, but for what depends on the machine that the tests run on."""
    return {
        about: level
        for about, level in patients.levels(environ).items()
        if about not in {"user", "disk", "clock", *but}
    }


def test_a_healthy_instance_has_nothing_to_put_right(environ: dict[str, str]) -> None:
    """Settings, machine, database and newsroom are looked at, and each is well; only the tests' PostgreSQL is hasty."""
    found = patients.look(environ)
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
    found = patients.look({"POLYWEEK_DATA_DIR": str(folder), "PORT": str(port)})
    assert found["database"].advice == "Run polyweek migrate."
    assert (found["data folder"].level, found["secret"].level) == ("note", "note")
    assert not folder.exists()


def test_a_folder_open_to_others_is_a_fault(environ: dict[str, str], tmp_path: Path) -> None:
    """Whoever else is on the machine must not read drafts and tokens' hashes."""
    tmp_path.chmod(0o755)
    found = patients.look(environ)["data folder"]
    assert (found.level, found.advice) == ("fault", f"chmod 700 {tmp_path}")


def test_a_secret_open_to_others_is_a_fault(environ: dict[str, str], tmp_path: Path) -> None:
    """A secret file that others may read is named, with the command that closes it."""
    del environ["POLYWEEK_SECRET"]
    (tmp_path / "secret").write_text("x" * 40)
    (tmp_path / "secret").chmod(0o644)
    assert patients.look(environ)["secret"].advice == f"chmod 600 {tmp_path / 'secret'}"
    (tmp_path / "secret").chmod(0o600)
    assert patients.look(environ)["secret"].level == "well"


def test_a_secret_that_is_gone_is_a_fault_where_people_work(environ: dict[str, str], tmp_path: Path) -> None:
    """Nobody is told that a secret will be made at the start when there was one, on which cursors and tokens hang."""
    del environ["POLYWEEK_SECRET"]
    found = patients.look(environ)["secret"]
    assert found.level == "fault"
    assert str(tmp_path / "secret") in found.says
    assert "Restore your copy" in str(found.advice)


def test_a_folder_that_could_not_be_made_is_a_fault(tmp_path: Path) -> None:
    """A place under what cannot be written to is found before the first start fails on it."""
    (tmp_path / "file").touch()
    for folder in (Path("/proc/polyweek/var"), tmp_path / "file" / "var"):
        found = patients.look({"POLYWEEK_DATA_DIR": str(folder)})["data folder"]
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
        assert patients.look(environ)["port"].level == "fault"


def test_an_address_without_encryption_is_a_fault(environ: dict[str, str]) -> None:
    """Readers at risk are not to be served in clear text; an address of this machine only deserves a note."""
    assert patients.levels({**environ, "POLYWEEK_BASE_URL": "http://news.example"})["address"] == "fault"
    assert patients.levels({**environ, "POLYWEEK_BASE_URL": "http://127.0.0.1:8000"})["address"] == "note"


@pytest.mark.parametrize(("free", "level"), [(10, "fault"), (1000, "note"), (10_000, "well")])
def test_a_full_disk_is_seen_before_it_is_full(
    free: int, level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With little room it is a note, with too little for a week's writes a fault."""
    usage = type("Usage", (), {"free": free * 1024 * 1024})
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage)
    assert machine._disk(tmp_path).level == level


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
