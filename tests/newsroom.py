"""A newsroom for tests: raised once through the verbs, then worked in over HTTP as its people would."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api import app
from api.accounts import people, tokens
from api.accounts.roles import Granted
from api.content import bylines, issues, site, topics
from api.content.pictures import storage
from api.content.site import SiteWords
from api.content.topics import Name
from api.languages import languages
from api.platform import clock, db, faults, instance, locales, problems
from api.platform.preconditions import ANY
from api.platform.settings import Settings
from api.translation import messages

NOW = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)
ISSUE = "2017-W37"
PASSWORD = "correct horse battery"

PEOPLE: dict[str, tuple[Granted, ...]] = {
    "admin": (Granted("administrator", None),),
    "editor": (Granted("editor", None),),
    "editor2": (Granted("editor", None),),
    "reviewer-be": (Granted("reviewer", "be"),),
    "reviewer-ru": (Granted("reviewer", "ru"),),
    "reviewer-en": (Granted("reviewer", "en"),),
    "translator-ru": (Granted("translator", "ru"),),
    "translator-en": (Granted("translator", "en"),),
}

BODY = """\
The council met on Monday and put the vote off.

## What it means

The second paragraph has a [link](https://example.org/vote) and the number 12.

- one point
- another point
"""


def raise_newsroom() -> None:
    """Fill an empty database: languages be, ru (falls back to be) and en (to ru), people, topics, bylines, an issue."""
    for code, name, fallback in (("be", "беларуская", None), ("ru", "русский", "be"), ("en", "English", "ru")):
        languages.add(code, native_name=name, fallback=fallback)
        site.put(code, SiteWords("Neman Review", "Weekly", "About the river."))
    for login, grants in PEOPLE.items():
        person = people.add(login=login, name=login.title(), password=PASSWORD, locale="en", grants=grants, at=NOW)
        with db.transaction():
            tokens.issue(person, name="test", at=NOW, expires_at=None, text=token(login))
    for key, by_language in {
        "society": {"be": "Грамадства", "ru": "Общество", "en": "Society"},
        "river": {"be": "Рака", "en": "River"},
    }.items():
        topics.add(key, {language: Name(name, f"About {key}.") for language, name in by_language.items()})
    bylines.add("hanna", {"be": "Ганна Чарот", "ru": "Анна Чарот", "en": "Hanna Charot"})
    bylines.add("vasil", {"be": "Васіль Перавоз"})
    issues.add(ISSUE, titles={}, at=NOW)


def token(login: str) -> str:
    """Give the token of a person of the newsroom, the same in every test."""
    return tokens.make(login.encode().ljust(32, b"."))


_shared: list[tuple[Settings, Flask, object]] = []


def application(settings: Settings) -> Flask:
    """Give an application over the database of the settings: the one made before, if only folder and database differ.

    It holds nothing of what is in a database (`tests/test_newsroom.py`), and to make one takes longer than most tests.
    """
    own = dataclasses.replace(settings, data_dir=Path(), database_url="")
    for known, made, shape in _shared:
        if known == own:
            assert _shape(made) == shape, "A test has changed the application that it shares with others."
            db.open_database(settings)
            locales.use(settings.locales)
            storage.use(settings.pictures)
            return made
    made = app.create_app(settings)
    if own.given_secret is not None and own.metrics_port is None:
        _shared.append((own, made, _shape(made)))
    return made


def _shape(made: Flask) -> object:
    """Give what a test may be tempted to change of an application: views, routes, what runs around them, settings."""
    hooks = [len(around) for around in (made.before_request_funcs[None], made.after_request_funcs[None])]
    return made.view_functions.copy(), made.config.copy(), len(made.url_map._rules), hooks


class Newsroom:
    """The newsroom of one test, with the application over it; `is_alone` for a test that changes the application."""

    def __init__(self, settings: Settings, *, is_alone: bool = False) -> None:
        self.settings = settings
        self.app = app.create_app(settings) if is_alone else application(settings)
        self.client: FlaskClient = self.app.test_client()

    def close(self) -> None:
        """Leave the database."""
        db.close_database()

    def let_foreign_pictures_in(self) -> None:
        """Let texts show pictures of other hosts, as the setting does, for as long as this database is open."""
        instance.use(dataclasses.replace(self.settings, has_foreign_pictures=True))

    def call(
        self, method: str, path: str, by: str | None = None, *, etag: str | None = None, **options: Any
    ) -> TestResponse:
        """Send a request as a person (by login) or as a reader, with If-Match where `etag` is given."""
        headers = dict(options.pop("headers", {}))
        if by is not None:
            headers["Authorization"] = f"Bearer {token(by)}"
        if etag is not None:
            headers["If-Match"] = etag
        response = self.client.open(path, method=method, headers=headers, **options)
        if response.mimetype == problems.MEDIA_TYPE and method != "HEAD":
            assert {fault["code"] for fault in response.get_json()["errors"]} <= faults.CODES.keys()
        return response

    def get(self, path: str, by: str | None = None, **options: Any) -> Any:
        """Read JSON that must be there."""
        response = self.call("GET", path, by, **options)
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_json()

    def post(self, path: str, by: str | None, data: Any, *, etag: str | None = None, status: int = 201) -> Any:
        """Post JSON that must be accepted."""
        response = self.call("POST", path, by, etag=etag, json=data)
        assert response.status_code == status, response.get_data(as_text=True)
        return response.get_json() if response.data else None

    def etag(self, path: str, by: str = "editor") -> str:
        """Give the ETag of a resource as it stands."""
        return self.call("GET", path, by).headers["ETag"]

    def write(self, **changes: Any) -> str:
        """Write an article in English as the editor and give its id."""
        data = {
            "source_language": "en",
            "topic": "society",
            "issue": ISSUE,
            "trend": "worsened",
            "bylines": ["hanna"],
            "title": "River council delays the vote",
            "summary": "Nobody was surprised.",
            "body": BODY,
            **changes,
        }
        return str(self.post("/v1/desk/articles", "editor", data)["id"])

    def revise(self, article: str, by: str = "editor", **changes: Any) -> Any:
        """Save a revision and give it with its impact."""
        path = f"/v1/desk/articles/{article}"
        return self.post(f"{path}/revisions", by, changes, etag="*")

    def version(self, article: str, language: str, by: str = "editor") -> Any:
        """Read a language version."""
        return self.get(f"/v1/desk/articles/{article}/versions/{language}", by)

    def messages(self, article: str, language: str) -> list[Any]:
        """Read the messages of a version."""
        return list(self.get(f"/v1/desk/articles/{article}/versions/{language}/messages", "editor")["data"])

    def translate(self, article: str, language: str, by: str | None = None, mark: str | None = None) -> None:
        """Translate every message that is not done, by putting a mark before its source; by the verb, all at once."""
        actor = tokens.actor_of(token(by or f"translator-{language}"), at=clock.now())
        waiting = [each for each in self.messages(article, language) if each["state"] in {"untranslated", "fuzzy"}]
        with db.together():
            for message in waiting:
                messages.edit(
                    article,
                    language,
                    message["id"],
                    text=f"{mark or language.upper()} {message['source']}",
                    needs_work=None,
                    expected=ANY,
                    by=actor,
                    at=clock.now(),
                )
        db.release_connection()

    def submit(self, article: str, language: str, by: str = "editor") -> None:
        """Submit a version."""
        path = f"/v1/desk/articles/{article}/versions/{language}"
        self.post(f"{path}/submission", by, {}, etag="*")

    def approve(self, article: str, language: str, by: str | None = None) -> None:
        """Submit a version as the editor and approve it as its language's reviewer."""
        path = f"/v1/desk/articles/{article}/versions/{language}"
        self.submit(article, language)
        self.post(f"{path}/approval", by or f"reviewer-{language}", {}, etag="*")

    def release(self, article: str, *languages: str, **options: Any) -> Any:
        """Release an article in some languages, now."""
        return self.post(f"/v1/desk/articles/{article}/releases", "editor", {"languages": languages, **options})

    def publish(self, *languages: str, **changes: Any) -> str:
        """Write an article, bring it into some languages and release it in all of them; gives its id."""
        article = self.write(**changes)
        source = changes.get("source_language", "en")
        self.approve(article, source)
        for language in languages:
            if language != source:
                self.translate(article, language)
                self.approve(article, language)
        self.release(article, source, *(language for language in languages if language != source))
        return article
