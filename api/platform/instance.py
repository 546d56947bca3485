"""What all rooms may know of the instance: its public address, and keys that are derived from its secret.

Set for the process when the database is opened, from the settings.
"""

from __future__ import annotations

import hmac
from pathlib import Path
from zoneinfo import ZoneInfo

from api.platform.destinations import Rule
from api.platform.settings import Settings

_settings: Settings | None = None


def use(settings: Settings) -> None:
    """Set what this process runs."""
    global _settings  # noqa: PLW0603 - one for the whole process, as its database
    _settings = settings


def base_url() -> str:
    """Give the address at which readers find the instance, without a slash at its end."""
    return _current().base_url


def data_dir() -> Path:
    """Give the folder of data, the one place where files may be written."""
    return _current().data_dir


def timezone() -> ZoneInfo:
    """Give the time zone in which the publication lives."""
    return _current().timezone


def has_foreign_pictures() -> bool:
    """Tell whether texts may show pictures of other hosts, which are told who reads what."""
    return _current().has_foreign_pictures


def hub() -> str | None:
    """Give the address of the WebSub hub of the feeds; None where the operator wants none."""
    return f"{base_url()}/v1/websub" if _current().has_websub else None


def outbound_rules() -> tuple[Rule, ...]:
    """Give what the operator allows of addresses to which requests go, besides what is public."""
    return _current().outbound_rules


def sends() -> bool:
    """Tell whether this copy of the instance may tell others anything, by its operator's setting."""
    return _current().sends


def sandboxes() -> Path:
    """Give the folder in which partners' sandboxes lie."""
    return _current().sandboxes


def key(purpose: str) -> bytes:
    """Give the key of a purpose: 32 bytes, the same in all processes of the instance."""
    return hmac.digest(_current().secret, purpose.encode(), "sha256")


def _current() -> Settings:
    assert _settings is not None  # noqa: S101 - whoever asks has opened the database
    return _settings
