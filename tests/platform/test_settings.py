from __future__ import annotations

import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from api.platform import settings
from api.platform.settings import BadSettings

_BAD = [
    ("PORT", "0", "whole number from 1 to 65535"),
    ("PORT", "eight", "whole number"),
    ("PORT", "٨٠", "whole number"),
    ("PORT", "9" * 5_000, "whole number"),
    ("HOST", "a b/c", "to listen at"),
    ("POLYWEEK_DATA_DIR", "a\0b", "a folder"),
    ("POLYWEEK_DATA_DIR", "~nobody-of-that-name/x", "a folder"),
    ("POLYWEEK_TIMEZONE", "Europe/Atlantis", "IANA"),
    ("POLYWEEK_TIMEZONE", "../../etc/passwd", "IANA"),
    ("POLYWEEK_DATABASE_URL", "mysql://u:hunter2@host/news", "sqlite:///"),
    ("POLYWEEK_DATABASE_URL", "postgresql://u:hunter2@[host/news", "postgresql://"),
    ("POLYWEEK_DATABASE_URL", "postgresql://u:hunter2@host:99999/news", "postgresql://"),
    ("POLYWEEK_DATABASE_URL", "postgresql://u:hunter2@host", "postgresql://"),
    ("POLYWEEK_DATABASE_URL", "sqlite:///", "sqlite:///path"),
    ("POLYWEEK_BASE_URL", "news.example", "an address"),
    ("POLYWEEK_BASE_URL", "https://editor:hunter2@news.example", "without user"),
    ("POLYWEEK_BASE_URL", "https://news.example/?a=1", "without"),
    ("POLYWEEK_BASE_URL", "http://[::1", "an address"),
    ("POLYWEEK_DESK_ORIGINS", "*", "an origin such as"),
    ("POLYWEEK_DESK_ORIGINS", "null", "an origin such as"),
    ("POLYWEEK_DESK_ORIGINS", "https://desk.example, desk.example", "an origin such as"),
    ("POLYWEEK_DESK_ORIGINS", "https://desk.example/path", "without a path"),
    ("POLYWEEK_DESK_ORIGINS", "https://*.example", "an origin such as"),
    ("POLYWEEK_DESK_ORIGINS", "https://editor:hunter2@desk.example", "an origin such as"),
    ("POLYWEEK_DESK_ORIGINS", "https://desk.example:99999", "an origin such as"),
    ("POLYWEEK_DESK_ORIGINS", "http://desk.example", "begin with https://"),
    ("POLYWEEK_EDGE", "yes", "on or off"),
    ("POLYWEEK_SMTP_URL", "mail.example:25", "smtp+starttls://user:password@host:587"),
    ("POLYWEEK_SMTP_URL", "http://mail.example", "smtp+starttls://user:password@host:587"),
    ("POLYWEEK_SMTP_URL", "smtps://mail.example/path", "smtp+starttls://user:password@host:587"),
    ("POLYWEEK_SMTP_URL", "smtps://0x7f000001", "neither a name nor an address"),
    ("POLYWEEK_SMTP_URL", "smtp://u:p@mail.example", "must not travel in the clear"),
    ("POLYWEEK_SMTP_URL", "smtps://u@mail.example", "must both be there"),
    ("POLYWEEK_SMTP_URL", "smtps://u:p%0d%0aQUIT@mail.example", "printable ASCII"),
    ("POLYWEEK_MAIL_FROM", "Neman Review", "an e-mail address such as"),
    ("POLYWEEK_MAIL_FROM", "Neman Review <desk@news.example", "an address, or a name and an address"),
    ("POLYWEEK_MAIL_OPERATORS", "ops@news.example, nobody", "an e-mail address such as"),
    ("POLYWEEK_MAIL_LANGUAGE", "by the way", "a language such as be"),
    ("POLYWEEK_MAIL_DAYS", "0", "a whole number from 1"),
    ("POLYWEEK_OUTBOUND_ALLOW", "partner.example", "networks and ports such as"),
    ("POLYWEEK_OUTBOUND_ALLOW", "10.0.0.1/8", "networks and ports such as"),
    ("POLYWEEK_OUTBOUND_ALLOW", ":0", "networks and ports such as"),
    ("POLYWEEK_OUTBOUND_ALLOW", ":99999", "networks and ports such as"),
    ("POLYWEEK_OUTBOUND_ALLOW", "10.0.0.0/8:http", "networks and ports such as"),
    ("POLYWEEK_OUTBOUND_ALLOW", "fd00::/8:8443", "networks and ports such as"),
    ("POLYWEEK_OUTBOUND_ALLOW", "[10.0.0.0/8", "networks and ports such as"),
    ("POLYWEEK_METRICS_PORT", "x", "whole number"),
    ("POLYWEEK_METRICS_PORT", "8000", "not be that of PORT"),
    ("POLYWEEK_SECRET", "hunter2", "at least 32 characters"),
    ("POLYWEEK_WORKERS", "0", "from 1 to 64"),
    ("POLYWEEK_THREADS", "257", "from 1 to 256"),
    ("POLYWEEK_LOCALES", "en-GB", "such as en=en-GB"),
    ("POLYWEEK_LOCALES", "en=fr", "such as en=en-GB"),
    ("POLYWEEK_LOCALES", "en=en-QQ", "such as en=en-GB"),
    ("POLYWEEK_LOCALES", "en=en-GB,en=en-US", "such as en=en-GB"),
    ("POLYWEEK_LOCALES", "=", "such as en=en-GB"),
    ("POLYWEEK_PICTURES", "pictures", "absolute path"),
    ("POLYWEEK_PICTURES", "https://key:hunter2@store.example/pictures", "s3://"),
    ("POLYWEEK_PICTURES", "s3://key:hunter2@", "s3://"),
    ("POLYWEEK_PICTURES", "s3://key:hunter2@bucket/?endpont=x", "endpoint"),
    ("POLYWEEK_PICTURES", "s3://key:hunter2@../x", "s3://"),
]


@pytest.mark.parametrize(("name", "value", "told"), _BAD)
def test_a_value_that_cannot_be_used_is_told_in_one_sentence(name: str, value: str, told: str) -> None:
    """The sentence names the variable and what it takes, and never shows what may be a secret."""
    with pytest.raises(BadSettings) as caught:
        settings.load({name: value})
    (sentence,) = caught.value.problems
    assert sentence.startswith(f"{name} is ")
    assert told in sentence
    assert sentence.endswith((".", ")"))
    assert "hunter2" not in sentence


@pytest.mark.parametrize("sign", [*" \t\n\"'<>\\{}|^`,;()$%?#", "é", "\u00a0", "%g", "//\n"])
def test_an_address_has_no_sign_that_pages_take_for_their_own(sign: str) -> None:
    """It stands in pages, `srcset` and headers as it is, so whatever ends or changes it there is refused."""
    for address in (f"https://news.example/a{sign}b", f"https://news.example/a{sign}"):
        with pytest.raises(BadSettings, match=r"^POLYWEEK_BASE_URL is "):
            settings.load({"POLYWEEK_BASE_URL": address})


def test_an_address_may_have_a_port_and_a_path() -> None:
    """In any case and script of the host, and escaped where its path needs it."""
    for address in ("https://news.example/a/~b_c.d-e/%D0%B0", "HTTPS://News.Example:8443/x", "http://[::1]:80/x"):
        assert settings.load({"POLYWEEK_BASE_URL": f"{address}/"}).base_url == address
    assert settings.load({"POLYWEEK_BASE_URL": "https://навіны.example"}).base_url == "https://навіны.example"


def test_a_relay_is_read_with_its_password_and_never_shown() -> None:
    """Percent-encoded, at the usual port unless another is named; a relay without a sender stops the start."""
    asked = {"POLYWEEK_SMTP_URL": "smtp+starttls://neman:p%40ss@Mail.Example", "POLYWEEK_MAIL_FROM": "a@news.example"}
    found = settings.load(asked)
    assert found.relay is not None
    assert (found.relay.target.host, found.relay.target.port, found.relay.password) == ("mail.example", 587, "p@ss")
    assert "p@ss" not in repr(found)
    with pytest.raises(BadSettings, match=r"^POLYWEEK_SMTP_URL is set: .* POLYWEEK_MAIL_FROM\.$"):
        settings.load({"POLYWEEK_SMTP_URL": "smtp://127.0.0.1:2525"})


def test_origins_are_read_as_browsers_write_them() -> None:
    """In lower case, without the port that goes without saying, in ASCII; none unless some are named."""
    text = "https://Desk.Example:443/, http://localhost:5173,https://стол.example:8443,http://abc.onion"
    found = settings.load({"POLYWEEK_DESK_ORIGINS": text}).desk_origins
    strange = "https://xn--k1afie.example:8443"
    assert found == {"https://desk.example", "http://localhost:5173", strange, "http://abc.onion"}
    assert settings.load({}).desk_origins == frozenset()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("POLYWEEK_DATABSE_URL", "did you mean POLYWEEK_DATABASE_URL?"),
        ("POLYWEEK_PORT", "did you mean PORT?"),
        ("POLYWEEK_WORKER", "did you mean POLYWEEK_WORKERS?"),
        ("polyweek_secret", "did you mean POLYWEEK_SECRET?"),
        ("POLYWEEK_XYZ", "docs/operators.md has them all."),
    ],
)
def test_a_name_that_is_no_setting_is_told_with_the_one_that_was_meant(name: str, meant: str) -> None:
    """A mistyped name has its sentence, which never shows the value."""
    (sentence,) = settings.strangers({name: "hunter2", "PORT": "8000", "POLYWEEK_EDGE": "on", "PATH": "/bin"})
    assert sentence == f"{name} is no setting; {meant}"


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgresql://u:hunter2@db.example:5433/news", "db.example:5433/news"),
        ("postgres://u:hunter2@db.example/news", "db.example:5432/news"),
        ("postgresql://u:hunter2@[::1]:5433/news", "[::1]:5433/news"),
        ("postgresql:///news?host=/run/postgresql&port=5433&password=hunter2", "/run/postgresql:5433/news"),
        ("sqlite:////srv/news.db", "/srv/news.db"),
    ],
)
def test_where_the_database_is_can_be_told(url: str, place: str) -> None:
    """The place of a database has no user and no password in it."""
    assert settings.load({"POLYWEEK_DATABASE_URL": url}).database_place == place


def test_pictures_lie_in_the_data_folder_unless_another_place_is_named(tmp_path: Path) -> None:
    """A folder by its path, or a bucket by its address; without either the folder of the data."""
    assert settings.load({"POLYWEEK_DATA_DIR": str(tmp_path)}).pictures == str(tmp_path / "pictures")
    for place in ("/srv/pictures", "s3://key:secret@bucket/prefix?endpoint=https://store.example&region=eu-1"):
        assert settings.load({"POLYWEEK_PICTURES": place}).pictures == place


def test_every_bad_value_is_told_at_once() -> None:
    """Who has made three mistakes is told of three."""
    with pytest.raises(BadSettings) as caught:
        settings.load({"PORT": "x", "POLYWEEK_EDGE": "x", "POLYWEEK_TIMEZONE": "x"})
    assert [problem.split()[0] for problem in caught.value.problems] == ["PORT", "POLYWEEK_TIMEZONE", "POLYWEEK_EDGE"]


def test_settings_that_are_left_out_have_defaults() -> None:
    """An empty environment gives SQLite in the data folder, the edge on, no metrics and the address of the port."""
    found = settings.load({})
    assert (found.port, found.has_edge, found.metrics_port) == (8000, True, None)
    assert found.base_url == "http://127.0.0.1:8000"
    assert found.sqlite_path == Path("var").absolute() / "polyweek.db"
    assert settings.load({"PORT": ""}) == found


def test_settings_are_taken_as_they_are_given(tmp_path: Path) -> None:
    """Each variable reaches the setting that it names."""
    found = settings.load(
        {
            "HOST": "::1",
            "PORT": "8123",
            "POLYWEEK_DATA_DIR": str(tmp_path),
            "POLYWEEK_DATABASE_URL": "postgres://u:p@host/news",
            "POLYWEEK_EDGE": "off",
            "POLYWEEK_LOCALES": "en=en-gb, pt=pt-PT be-Latn=be",
            "POLYWEEK_METRICS_PORT": "9000",
            "POLYWEEK_SECRET": "s" * 32,
            "POLYWEEK_TIMEZONE": "Europe/Vilnius",
        }
    )
    assert (found.base_url, found.data_dir) == ("http://[::1]:8123", tmp_path)
    assert (found.database_url, found.is_postgres) == ("postgresql://u:p@host/news", True)
    assert (found.has_edge, found.metrics_port, found.timezone.key) == (False, 9000, "Europe/Vilnius")
    assert found.locales == {"en": "en-GB", "pt": "pt-PT", "be-Latn": "be"}
    assert found.secret == b"s" * 32


def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A folder under a file, or under what only the system writes, is told in a sentence."""
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file" / "var", Path("/proc/polyweek")):
        with pytest.raises(BadSettings, match=r"POLYWEEK_DATA_DIR is .* can be written to"):
            settings.load({"POLYWEEK_DATA_DIR": str(folder)}).prepare()


def test_the_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    """Nobody else on the machine looks into the folder."""
    found = settings.load({"POLYWEEK_DATA_DIR": str(tmp_path / "var")})
    found.prepare()
    assert stat.S_IMODE(found.data_dir.stat().st_mode) == 0o700
    assert list(found.data_dir.iterdir()) == []


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """The file has mode 0600 whatever the umask, and a second reading gives the same secret."""
    before = os.umask(0)
    try:
        first = settings.load({"POLYWEEK_DATA_DIR": str(tmp_path)}).secret
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert settings.load({"POLYWEEK_DATA_DIR": str(tmp_path)}).secret == first
    assert len(first) == 64
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_processes_that_start_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    """Four processes that find no secret end up with one."""
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        secrets = pool.map(_secret, [str(tmp_path / "var")] * 8, chunksize=1)
    assert len(set(secrets)) == 1


def test_a_damaged_secret_is_told_and_not_replaced(tmp_path: Path) -> None:
    """A secret file that was cut short would silently change every key, so it is refused."""
    (tmp_path / "secret").write_bytes(b"")
    with pytest.raises(BadSettings, match="at least 32 characters"):
        _ = settings.load({"POLYWEEK_DATA_DIR": str(tmp_path)}).secret
    assert (tmp_path / "secret").read_bytes() == b""


def _secret(folder: str) -> bytes:
    return settings.load({"POLYWEEK_DATA_DIR": folder}).secret
