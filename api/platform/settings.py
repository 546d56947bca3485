"""The settings of an instance: read from the environment once, checked, and never changed after."""

from __future__ import annotations

import difflib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar, cast
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from api.platform import addresses, destinations, mailboxes, mails, relays, variables
from api.platform.variables import SECRET_LENGTH

T = TypeVar("T")

_DEFAULT_ZONE = ZoneInfo("Europe/Warsaw")

_SECRET_BYTES = 32
NAMES = (
    "HOST",
    "PORT",
    "POLYWEEK_AUDIT_DAYS",
    "POLYWEEK_BASE_URL",
    "POLYWEEK_DATABASE_URL",
    "POLYWEEK_DATA_DIR",
    "POLYWEEK_DESK_ORIGINS",
    "POLYWEEK_EDGE",
    "POLYWEEK_FOREIGN_PICTURES",
    "POLYWEEK_JOURNAL_DAYS",
    "POLYWEEK_LOCALES",
    "POLYWEEK_MAIL_DAYS",
    "POLYWEEK_MAIL_FROM",
    "POLYWEEK_MAIL_LANGUAGE",
    "POLYWEEK_MAIL_OPERATORS",
    "POLYWEEK_METRICS_PORT",
    "POLYWEEK_OUTBOUND",
    "POLYWEEK_OUTBOUND_ALLOW",
    "POLYWEEK_PICTURES",
    "POLYWEEK_SANDBOXES",
    "POLYWEEK_SECRET",
    "POLYWEEK_SMTP_URL",
    "POLYWEEK_THREADS",
    "POLYWEEK_TIMEZONE",
    "POLYWEEK_TRUSTED_PROXIES",
    "POLYWEEK_WEBSUB",
    "POLYWEEK_WORKERS",
)
_PREFIX = "POLYWEEK_"
_UNSPOKEN = {
    "POLYWEEK_SECRET",
    "POLYWEEK_DATABASE_URL",
    "POLYWEEK_BASE_URL",
    "POLYWEEK_DESK_ORIGINS",
    "POLYWEEK_PICTURES",
    "POLYWEEK_SMTP_URL",
}  # a bad value may still hold a password


class BadSettings(ValueError):
    """Some settings cannot be used; `problems` has one sentence for each, fit to be shown to an operator."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """What an operator decides about an instance. Made by `load`; tests make their own."""

    data_dir: Path
    database_url: str
    base_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    timezone: ZoneInfo = _DEFAULT_ZONE
    workers: int = 1
    threads: int = 4
    pool_size: int = 16
    pool_timeout: float = 5.0
    has_edge: bool = True
    metrics_port: int | None = None
    trusted_proxies: int = 0
    audit_days: int = 180
    locales: Mapping[str, str] = field(default_factory=dict)
    given_secret: str | None = None
    desk_origins: frozenset[str] = frozenset()
    given_pictures: str | None = None
    given_sandboxes: Path | None = None
    has_foreign_pictures: bool = False
    has_websub: bool = True
    sends: bool = True
    outbound_rules: tuple[destinations.Rule, ...] = ()
    relay: relays.Relay | None = None
    mail_from: mails.Sender | None = None
    mail_operators: tuple[str, ...] = ()
    mail_language: str = "en"
    mail_days: int = 30
    journal_days: int | None = None

    def prepare(self) -> None:
        """Make the data folder, for this user alone.

        Raises:
            BadSettings: it cannot be made, or not be written to.
        """
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=self.data_dir):
                pass
        except OSError as error:
            raise BadSettings([f"POLYWEEK_DATA_DIR is {str(self.data_dir)!r}: {_reason(error)}"]) from None

    @cached_property
    def secret(self) -> bytes:
        """The instance's secret, from which keys are derived; made once in the data folder, mode 0600.

        Two processes that start at once agree: the file appears whole, by a link, or is read as the other wrote it.
        """
        if self.given_secret is not None:
            return self.given_secret.encode()
        path = self.data_dir / "secret"
        if not path.exists():
            self._write_secret(path)
        kept = path.read_bytes().strip()
        if len(kept) < SECRET_LENGTH:
            raise BadSettings([f"{path} must hold at least {SECRET_LENGTH} characters; it has been cut or changed."])
        return kept

    def _write_secret(self, path: Path) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(_SECRET_BYTES).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()

    @property
    def pictures(self) -> str:
        """Where the files of pictures lie: the path of a folder, or the address of a store, `s3://…`."""
        return self.given_pictures or str(self.data_dir / "pictures")

    @property
    def sandboxes(self) -> Path:
        """The folder in which partners' sandboxes lie, shared by server and worker."""
        return self.given_sandboxes or self.data_dir / "sandboxes"

    @property
    def is_postgres(self) -> bool:
        """Whether the database is PostgreSQL; otherwise it is SQLite."""
        return self.database_url.startswith("postgresql://")

    @property
    def sqlite_path(self) -> Path:
        """The file of the SQLite database."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def database_place(self) -> str:
        """Where the database is, without user and password: a file's path, or `host:port/name`."""
        if not self.is_postgres:
            return str(self.sqlite_path)
        parts = urlsplit(self.database_url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        port = parts.port or asked.get("port", "5432")
        host = unquote(parts.netloc.rpartition("@")[2].removesuffix(f":{port}")) or asked.get("host", "localhost")
        return f"{host}:{port}/{unquote(parts.path.strip('/'))}"


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment.

    Raises:
        BadSettings: with one sentence for every value that cannot be used, naming the variable and what it takes.
    """
    problems: list[str] = []

    def read(name: str, default: str, parse: Callable[[str], T]) -> T:
        text = environ.get(name) or default
        try:
            return parse(text)
        except ValueError as error:
            problems.append(f"{name} is {'set' if name in _UNSPOKEN else repr(text)}: {error}")
            return cast("T", None)  # nobody gets it: the settings are refused as a whole

    data_dir = read("POLYWEEK_DATA_DIR", "var", variables.directory)
    host = read("HOST", "127.0.0.1", addresses.host)
    port = read("PORT", "8000", variables.whole(1, 65_535))
    own_address = f"http://{addresses.bracketed(host or 'localhost')}:{port or 0}"
    found = Settings(
        data_dir=data_dir,
        database_url=read("POLYWEEK_DATABASE_URL", f"sqlite:///{data_dir}/polyweek.db", variables.database),
        base_url=read("POLYWEEK_BASE_URL", own_address, addresses.base_url),
        host=host,
        port=port,
        timezone=read("POLYWEEK_TIMEZONE", "Europe/Warsaw", variables.timezone),
        workers=read("POLYWEEK_WORKERS", "1", variables.whole(1, 64)),
        threads=read("POLYWEEK_THREADS", "4", variables.whole(1, 256)),
        has_edge=read("POLYWEEK_EDGE", "on", variables.switch),
        metrics_port=read("POLYWEEK_METRICS_PORT", "", variables.optional_port(port)),
        trusted_proxies=read("POLYWEEK_TRUSTED_PROXIES", "0", variables.whole(0, 9)),
        audit_days=read("POLYWEEK_AUDIT_DAYS", "180", variables.whole(1, 36_500)),
        locales=read("POLYWEEK_LOCALES", "", variables.locales),
        given_secret=read("POLYWEEK_SECRET", "", variables.secret),
        desk_origins=read("POLYWEEK_DESK_ORIGINS", "", addresses.origins),
        given_pictures=read("POLYWEEK_PICTURES", "", addresses.pictures),
        given_sandboxes=read("POLYWEEK_SANDBOXES", "", variables.optional_directory),
        has_foreign_pictures=read("POLYWEEK_FOREIGN_PICTURES", "off", variables.switch),
        has_websub=read("POLYWEEK_WEBSUB", "on", variables.switch),
        sends=read("POLYWEEK_OUTBOUND", "on", variables.switch),
        outbound_rules=read("POLYWEEK_OUTBOUND_ALLOW", "", destinations.rules),
        relay=read("POLYWEEK_SMTP_URL", "", relays.relay),
        mail_from=read("POLYWEEK_MAIL_FROM", "", mails.sender),
        mail_operators=read("POLYWEEK_MAIL_OPERATORS", "", mailboxes.several),
        mail_language=read("POLYWEEK_MAIL_LANGUAGE", "en", variables.language),
        mail_days=read("POLYWEEK_MAIL_DAYS", "30", variables.whole(1, 36_500)),
        journal_days=read("POLYWEEK_JOURNAL_DAYS", "", variables.optional_whole(90, 36_500)),
    )
    if found.relay is not None and not environ.get("POLYWEEK_MAIL_FROM"):
        problems.append("POLYWEEK_SMTP_URL is set: letters need a sender too, in POLYWEEK_MAIL_FROM.")
    if problems:
        raise BadSettings(problems)
    return found


def strangers(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Give a sentence, without the value, for every variable that is named like a setting and is none."""
    found = sorted(name for name in environ if name.upper().startswith(_PREFIX) and name not in NAMES)
    return [f"{name} is no setting{_meant(name.upper())}" for name in found]


def _meant(name: str) -> str:
    known = {known.removeprefix(_PREFIX): known for known in NAMES}
    near = difflib.get_close_matches(name.removeprefix(_PREFIX), known, 1)
    return f"; did you mean {known[near[0]]}?" if near else "; docs/operators.md has them all."


def _reason(error: OSError) -> str:
    """Say in a clause why a folder cannot be used."""
    return f"it must be a folder that can be written to ({error.strerror or error})."
