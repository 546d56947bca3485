"""The people of the demo, with passwords and tokens derived from the instance's secret, so they can be shown again."""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime

from api.accounts import people, tokens
from api.accounts.roles import Actor, Granted
from api.platform.settings import Settings


@dataclass(frozen=True, slots=True)
class Player:
    """Someone of the demo."""

    login: str
    name: str
    locale: str
    grants: tuple[Granted, ...]


PLAYERS = (
    Player("admin", "Zoya Lukash", "en", (Granted("administrator", None),)),
    Player("editor", "Alena Hryb", "be", (Granted("editor", None),)),
    Player("second-editor", "Piotr Sokol", "en", (Granted("editor", None),)),
    Player("reviewer-be", "Taras Rak", "be", (Granted("reviewer", "be"),)),
    Player("reviewer-ru", "Nina Belova", "ru", (Granted("reviewer", "ru"),)),
    Player("reviewer-en", "Ruth Hale", "en", (Granted("reviewer", "en"),)),
    Player("translator-be", "Yanka Verabei", "be", (Granted("translator", "be"),)),
    Player("translator-ru", "Lev Ozerov", "ru", (Granted("translator", "ru"),)),
    Player("translator-en", "Mary Reed", "en", (Granted("translator", "en"),)),
)


def password(settings: Settings, login: str) -> str:
    """Give the demo password of a person."""
    return base64.b32encode(_derived(settings, "password", login)[:15]).decode().lower()


def token(settings: Settings, login: str) -> str:
    """Give the demo token of a person."""
    return tokens.make(_derived(settings, "token", login))


def add_all(settings: Settings, *, at: datetime) -> dict[str, Actor]:
    """Add everyone, each with a token, and give them by login. A step inside a transaction."""
    actors = {}
    for player in PLAYERS:
        person_id = people.add(
            login=player.login,
            name=player.name,
            password=password(settings, player.login),
            locale=player.locale,
            grants=player.grants,
            at=at,
        )
        tokens.issue(person_id, name="demo", at=at, expires_at=None, text=token(settings, player.login))
        actors[player.login] = Actor(person_id, player.login, player.name, player.locale, player.grants)
    return actors


def _derived(settings: Settings, what: str, login: str) -> bytes:
    return hmac.digest(settings.secret, f"demo {what}: {login}".encode(), "sha256")
