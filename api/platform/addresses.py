"""Addresses in the settings, parsed strictly; the errors are sentences for operators."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlsplit

_HOST = re.compile(r"[\w.:%-]+")
_PATH = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-Fa-f]{2})*")  # what needs no care in HTML, srcset, CSS or a header
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PORTS = {"http": 80, "https": 443}
# Hosts to which plain http is safe: this machine, and Tor, which encrypts.
_SAFE_OVER_HTTP = re.compile(r"localhost|127\.[\d.]+|::1|.+\.localhost|.+\.onion")


def base_url(text: str) -> str:
    """Read the address at which readers find the instance.

    Raises:
        ValueError: it is no http or https address, has a user, a query or a fragment, or a sign that pages and headers
            take for their own.
    """
    parts = split(text)
    if (
        parts is None
        or parts.scheme not in {"http", "https"}
        or not parts.hostname
        or not _HOST.fullmatch(parts.hostname)
        or not _PATH.fullmatch(parts.path)
        or text != f"{text.partition('://')[0]}://{parts.netloc}{parts.path}"
        or parts.username is not None
    ):
        raise ValueError(
            "it must be an address such as https://news.example, without user, query or fragment; in its path letters, "
            "digits, . _ ~ - and %, nothing else."
        )
    return text.rstrip("/")


def host(text: str) -> str:
    """Read a name or an address to listen at.

    Raises:
        ValueError: it is neither.
    """
    if not _HOST.fullmatch(text):
        raise ValueError("it must be a name or an address to listen at, such as 127.0.0.1.")
    return text


def origins(text: str) -> frozenset[str]:
    """Read origins with commas between them; gives each as a browser writes it (RFC 6454 section 6.2).

    Raises:
        ValueError: one is no origin, or is plain http from another machine, whose pages could be changed in transit.
    """
    return frozenset(_origin(part.strip()) for part in text.split(",") if part.strip())


def pictures(text: str) -> str | None:
    """Read where the files of pictures lie: a folder or a bucket of a store that speaks S3; nothing where none is said.

    Raises:
        ValueError: it is neither, or asks for what there is not.
    """
    parts = split(text)
    if not text or (parts is not None and not parts.scheme and Path(text).is_absolute() and "\0" not in text):
        return text or None
    if (
        parts is None
        or parts.scheme != "s3"
        or not parts.hostname
        or not _BUCKET.fullmatch(parts.hostname)
        or parts.port is not None
        or not parse_qs(parts.query, keep_blank_values=True).keys() <= {"endpoint", "region"}
        or parts.fragment
    ):
        raise ValueError(
            "it must be the absolute path of a folder, or s3://key:secret@bucket/prefix?endpoint=https://…&region=…."
        )
    return text


def bracketed(host: str) -> str:
    """Write a host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def split(text: str) -> SplitResult | None:
    """Split an address into its parts; None if it cannot be parsed."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises where it is none
    except ValueError:
        return None
    return parts


def _origin(text: str) -> str:
    parts = split(text)
    if (
        parts is None
        or parts.scheme not in _PORTS
        or not parts.hostname
        or not _HOST.fullmatch(parts.hostname)
        or text.rstrip("/") != f"{text.partition('://')[0]}://{parts.netloc}"
        or parts.username is not None
    ):
        raise ValueError("each must be an origin such as https://desk.example, without a path; commas between them.")
    if parts.scheme == "http" and not _SAFE_OVER_HTTP.fullmatch(parts.hostname):
        raise ValueError("an origin must begin with https://, or a page that somebody changed on the way would write.")
    try:
        host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode()
    except UnicodeError:
        raise ValueError("each must be an origin such as https://desk.example; nobody has that name.") from None
    port = f":{parts.port}" if parts.port not in {None, _PORTS[parts.scheme]} else ""
    return f"{parts.scheme}://{bracketed(host)}{port}"
