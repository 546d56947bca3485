"""Refused keys: the words of the refusal fit those who come with keys as well as those who come with tokens."""

from __future__ import annotations

from tests.newsroom import Newsroom

_TITLES = {
    "en": "A valid token or key is needed",
    "be": "Патрэбны сапраўдны токен або ключ",
    "ru": "Нужен действительный токен или ключ",
}


def test_the_title_of_401_speaks_of_keys_too(sqlite_newsroom: Newsroom) -> None:
    """Whoever comes with a key that is none, or with nothing, reads in their language that a key will do."""
    for language, title in _TITLES.items():
        for header in ({}, {"Authorization": "Bearer pwk_nothing"}):
            answer = sqlite_newsroom.app.test_client().get(
                "/v1/partner/me", headers={**header, "Accept-Language": language}
            )
            assert (answer.status_code, answer.get_json()["title"]) == (401, title)
