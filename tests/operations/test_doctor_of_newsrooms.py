from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from api.operations import doctor
from api.platform import db, heartbeat, locales, migrate, settings
from api.publishing import languages
from tests.newsroom import NOW, Newsroom
from tests.operations import instances, patients
from tests.platform import posts


def test_a_clock_that_is_ahead_is_told(environ: dict[str, str]) -> None:
    """The doctor names both moments and what to type if the clock is right."""
    db.open_database(settings.load(environ))
    with db.transaction():
        heartbeat.confirm(NOW - timedelta(days=2))
    db.close_database()
    found = patients.look(environ)["clock"]
    assert found.level == "fault"
    assert "polyweek clock --confirm" in (found.advice or "")


def test_waiting_migrations_are_a_fault(environ: dict[str, str]) -> None:
    """A database of an older version is named as one, and its contents are not guessed at."""
    patients.run(environ, "DELETE FROM schema_migration WHERE name = (SELECT MAX(name) FROM schema_migration)")
    found = patients.look(environ)
    assert (found["tables"].level, found["tables"].says) == ("fault", f"migrations wait: {migrate.known()[-1]}")
    assert "languages" not in found


def test_a_database_of_a_newer_version_is_a_fault(environ: dict[str, str]) -> None:
    """An older program must not work on newer tables."""
    applied = db.write_time(NOW)
    patients.run(environ, f"INSERT INTO schema_migration (name, applied) VALUES ('9999_from_the_future', '{applied}')")
    assert "newer version" in patients.look(environ)["tables"].says


def test_a_newsroom_without_administrator_is_a_fault(environ: dict[str, str]) -> None:
    """Where nobody can let people in or out, the command that adds an administrator is told."""
    patients.run(environ, "DELETE FROM \"grant\" WHERE role = 'administrator'")
    found = patients.look(environ)["administrators"]
    assert found.level == "fault"
    assert "polyweek person add" in str(found.advice)


def test_a_worker_that_has_gone_is_noticed(environ: dict[str, str]) -> None:
    """Leases that have run out mean that nobody does the background work."""
    findings = {found.about: found for found in doctor.examine(environ, at=NOW + timedelta(minutes=2))}
    assert findings["worker"].level == "note"


def test_a_release_that_did_not_go_out_is_a_fault(environ: dict[str, str]) -> None:
    """A scheduled release a minute over its hour says that the worker is away or stuck; a failed one is a note."""
    for number, state, at in ((1, "scheduled", NOW - timedelta(minutes=2)), (2, "scheduled", NOW + timedelta(days=1))):
        patients.run(environ, _release(number, state, db.write_time(at)))
    found = patients.look(environ)["releases"]
    assert (found.level, found.says) == ("fault", "1 should have gone out and did not, the first is release-1")
    patients.run(environ, "UPDATE release SET state = 'failed' WHERE id = 'release-1'")
    assert patients.look(environ)["releases"].level == "note"


def _release(number: int, state: str, at: str) -> str:
    return (
        "INSERT INTO release (id, languages, leave_out_unready, state, at, left_out, created_at, created_by, serial)"
        f" SELECT 'release-{number}', '[]', FALSE, '{state}', '{at}', '[]', '{at}', id, 1 FROM person"
        " WHERE login = 'editor'"
    )


def test_dates_of_another_locale_are_noticed_until_they_are_redrawn(environ: dict[str, str]) -> None:
    """Who makes English British is told that articles still have American dates, and how to write them anew."""
    room = Newsroom(patients.settings(environ))
    room.publish("en")
    room.close()
    shown = environ | {"POLYWEEK_LOCALES": "en=en-GB"}
    found = patients.look(shown)["locales"]
    assert (found.level, found.advice) == ("note", "polyweek language redraw")
    assert "locales" not in patients.look(environ)
    settings_ = settings.load(shown)
    room = Newsroom(settings_)
    try:
        languages.redraw(at=NOW)
        (article,) = room.get("/v1/articles?lang=en")["data"]
        assert article["issue"]["period_label"] == "11–17 September 2017"
    finally:
        room.close()
        locales.use({})
    found = patients.look(shown)["locales"]
    assert (found.level, found.says) == ("well", "shown: en as en-GB")
    assert patients.look(environ | {"POLYWEEK_LOCALES": "pt=pt-PT"})["locales"].level == "note"
    locales.use({})


def test_a_clock_that_stands_before_the_journal_is_a_fault(environ: dict[str, str]) -> None:
    """A machine whose clock was set back would publish into the past."""
    room = Newsroom(patients.settings(environ))
    room.publish("en")
    room.close()
    assert patients.look(environ)["journal"].level == "fault"


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
    found = patients.look({**environ, "POLYWEEK_DATABASE_URL": settings.database_url})
    (told,) = [found[about] for about in ("contents", "database") if about in found and found[about].level == "fault"]
    assert str(path) in told.says
    assert "polyweek restore" in str(told.advice)
    assert "POLYWEEK_DATABASE_URL" not in str(told.advice)


def test_letters_that_nobody_can_send_are_told(environ: dict[str, str], newsroom: Newsroom) -> None:
    """Without a relay those that wait are a note; a relay that cannot be spoken to is a fault, with the reason."""
    assert "letters" not in patients.levels(environ)
    db.open_database(newsroom.settings)
    posts.letter(at=NOW)
    db.close_database()
    assert patients.levels(environ)["letters"] == "note"
    environ["POLYWEEK_MAIL_FROM"] = "desk@news.example"
    with posts.relaying() as box:
        assert "letters" not in patients.levels(environ | {"POLYWEEK_SMTP_URL": box.url()})
    found = patients.look(environ | {"POLYWEEK_SMTP_URL": box.url()})["letters"]
    assert (found.level, "the relay cannot be spoken to: the connection failed" in found.says) == ("fault", True)


def test_a_tally_that_is_wrong_is_found(environ: dict[str, str], newsroom: Newsroom) -> None:
    """What lists say of a version is counted again from its messages."""
    db.open_database(newsroom.settings)
    newsroom.write()
    newsroom.close()
    assert patients.look(environ)["tallies"].level == "well"
    db.open_database(newsroom.settings)
    with db.transaction():
        db.database.execute_sql("UPDATE version SET untranslated = 0 WHERE language = 'ru'")
    newsroom.close()
    found = patients.look(environ)["tallies"]
    assert (found.level, found.says[:14]) == ("fault", "1 versions are")
