"""What the doctor looks at on the machine: folder, secret, disk, port, clock, and how the world gets in."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from api.operations.findings import Finding, fault, note, well
from api.platform.settings import Settings

_MIB = 1024 * 1024
_TOO_LITTLE = 256 * _MIB  # the database and its WAL could not grow through a week
_LITTLE = 2048 * _MIB
_PATIENCE = 2.0  # seconds


def look(settings: Settings, *, at: datetime, has_people: bool = False) -> Iterator[Finding]:
    """Look at the machine that this process runs on; where people work already, the secret must be there too."""
    yield _user()
    yield _folder(settings.data_dir)
    yield _secret(settings, has_people=has_people)
    yield _disk(settings.data_dir)
    yield _port(settings)
    yield _address(settings)
    yield from _proxies(settings)
    local = at.astimezone(settings.timezone)
    yield well("time zone", f"{settings.timezone.key}, where it is {local:%A %H:%M} now")


def _user() -> Finding:
    if os.geteuid() == 0:
        return note("user", "this runs as root", "Give Polyweek a user of its own.")
    return well("user", f"not root (user {os.geteuid()})")


def _folder(path: Path) -> Finding:
    if not path.exists():
        return _folder_to_be(path)
    found = path.stat()
    if found.st_uid != os.geteuid():
        return fault("data folder", f"{path} belongs to user {found.st_uid}", f"chown -R {os.geteuid()} {path}")
    if stat.S_IMODE(found.st_mode) & 0o077:
        return fault("data folder", f"others on this machine may look into {path}", f"chmod 700 {path}")
    if _reason_against(path):
        return fault("data folder", f"{path} cannot be written to", f"chmod 700 {path}, or mount it for writing.")
    return well("data folder", f"{path}, for this user alone")


def _folder_to_be(path: Path) -> Finding:
    parent = next(folder for folder in path.parents if folder.exists())
    if reason := _reason_against(parent):
        says = f"{path} is not there, and {parent} cannot be written to ({reason})"
        return fault("data folder", says, "Set POLYWEEK_DATA_DIR to a folder that can be made, or make it.")
    return note("data folder", f"{path} is not there yet", "It is made at the first start, or by polyweek migrate.")


def _reason_against(folder: Path) -> str | None:
    """Try whether a file can be made in a folder: one without a name, so that nothing changes. Gives why it cannot."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return error.strerror or str(error)


def _secret(settings: Settings, *, has_people: bool) -> Finding:
    path = settings.data_dir / "secret"
    if settings.given_secret is not None:
        return well("secret", "given by POLYWEEK_SECRET")
    if not path.exists() and has_people:
        says = f"{path} is missing, and there are people in the database: the next start would make another"
        return fault("secret", says, "Restore your copy of the secret there, mode 0600, or set POLYWEEK_SECRET to it.")
    if not path.exists():
        return note("secret", "none yet", "It is made at the first start; then keep a copy in another place.")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        return fault("secret", f"others on this machine may read {path}", f"chmod 600 {path}")
    return well("secret", f"{path}, for this user alone")


def _disk(path: Path) -> Finding:
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free
    says = f"{free // _MIB} MiB free"
    if free < _TOO_LITTLE:
        return fault("disk", says, "Make room now: a database that cannot grow takes no more writes.")
    if free < _LITTLE:
        return note("disk", says, "Make room soon.")
    return well("disk", says)


def _port(settings: Settings) -> Finding:
    says = f"{settings.host}:{settings.port}"
    if _answers(settings.host, settings.port):
        return well("port", f"a Polyweek answers at {says}")
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.socket(family) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((settings.host, settings.port))
    except OSError as error:
        return fault("port", f"{says} cannot be used: {error.strerror}", "End what holds it, or set PORT or HOST.")
    return well("port", f"{says} is free")


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().read() == b'{"status":"ok"}'
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _address(settings: Settings) -> Finding:
    parts = urlsplit(settings.base_url)
    if parts.scheme == "https":
        return well("address", settings.base_url)
    if _is_local(parts.hostname or ""):
        says = f"{settings.base_url} is of this machine only"
        return note("address", says, "Set POLYWEEK_BASE_URL to the address that readers use.")
    says = f"{settings.base_url} is not encrypted: whoever listens sees who reads what, and every token"
    return fault("address", says, "Put a proxy with TLS before it and set POLYWEEK_BASE_URL to https://…")


def _proxies(settings: Settings) -> Iterator[Finding]:
    """See that callers can be told apart: an address with TLS is a proxy's, since Polyweek itself speaks none."""
    if urlsplit(settings.base_url).scheme == "https" and not settings.trusted_proxies:
        says = "none is trusted, so all who come through yours count as one network when logins are limited"
        yield fault("proxies", says, "Set POLYWEEK_TRUSTED_PROXIES to the number of proxies before Polyweek, mostly 1.")


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
