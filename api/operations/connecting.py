"""Why a PostgreSQL does not let us in: its name, its door, its database, or the password, each with what to do."""

from __future__ import annotations

import os
import re
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg

from api.operations.findings import Finding, fault
from api.platform.settings import Settings

_PATIENCE = 5  # seconds
_URL = "POLYWEEK_DATABASE_URL"

# What libpq, psycopg and the server say of each, in the server's English; what it says otherwise is shown as it is.
_CAUSES = (
    (
        r"could not translate host name|failed to resolve host|[Nn]ame or service not known",
        "there is no host {host}",
        f"Write its name right in {_URL}, or see to the machine's DNS.",
    ),
    (
        r"[Cc]onnection refused|No such file or directory",
        "nobody listens at {host}:{port}: the connection was refused",
        f"Start PostgreSQL there, or set {_URL} to where it runs.",
    ),
    (
        r"timeout|timed out|No route to host|Network is unreachable",
        "{host}:{port} cannot be reached",
        f"See to the network and the firewall between, or set {_URL} to where it runs.",
    ),
    (
        r"password authentication failed|no password supplied",
        "{host}:{port} does not take the password of user {user}",
        f"Put the right one into {_URL} (signs such as @ and / as %40 and %2F), or give the user another there.",
    ),
    (
        r'database ".*" does not exist',
        "{host}:{port} has no database {name}",
        "Make it there: CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0; or name another in " + _URL + ".",
    ),
    (
        r'role ".*" does not exist',
        "{host}:{port} has no user {user}",
        f"Make the user there with CREATE ROLE … LOGIN PASSWORD …, or name another in {_URL}.",
    ),
    (
        r"no pg_hba\.conf entry|pg_hba\.conf rejects",
        "{host}:{port} does not let user {user} in from this machine",
        "Add a line for user, database and this machine to its pg_hba.conf, and reload it.",
    ),
    (
        r"too many (clients|connections)|remaining connection slots",
        "{host}:{port} has no connection left",
        "Raise its max_connections, or end what holds them.",
    ),
)


def refusal(settings: Settings) -> Finding | None:
    """Knock once; gives why nobody was let in, without the password, or nothing."""
    try:
        psycopg.connect(settings.database_url, connect_timeout=_PATIENCE, application_name="polyweek doctor").close()
    except psycopg.Error as error:
        return cause(settings, str(error))
    return None


def cause(settings: Settings, said: str) -> Finding:
    """Tell by what was said why the database that the settings name did not let us in."""
    user, password = _credentials(settings.database_url)
    address, _, name = settings.database_place.rpartition("/")
    host, _, port = address.rpartition(":")
    about = {"host": host, "port": port, "name": name, "user": user}
    for pattern, says, advice in _CAUSES:
        if re.search(pattern, said):
            return fault("database", says.format(**about), advice.format(**about))
    says = f"{address} does not let us in: {_without(password, said)}"
    return fault("database", says, f"See that it runs and that {_URL} names it.")


def _credentials(url: str) -> tuple[str, str]:
    """Give user and password, from before the host or from the query, where libpq takes them too."""
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    user = unquote(parts.username or "") or asked.get("user") or os.environ.get("PGUSER", "")
    return user, unquote(parts.password or "") or asked.get("password", "")


def _without(password: str, said: str) -> str:
    line = " ".join(said.split())
    return line.replace(password, "…") if password else line
