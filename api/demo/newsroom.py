"""Raising the demo newsroom through the same verbs that people use, in one transaction: whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from api.accounts import people as accounts
from api.accounts.models import Person
from api.content import issues, site, topics, weeks
from api.content.site import SiteWords
from api.content.texts import Text
from api.content.topics import Name
from api.demo import aftermath, people, stages
from api.demo.pictures import library
from api.demo.texts import articles_of, newsroom
from api.languages import languages
from api.platform import db
from api.platform.errors import Conflict, say
from api.platform.locks import only_one
from api.platform.preconditions import ANY
from api.platform.settings import Settings
from api.publishing import bylines as public_bylines
from api.publishing import issues as public_issues

_DEADLINE = timedelta(days=6, hours=12)  # Sunday evening, from Monday at eight

LANGUAGES = (("be", "беларуская", None), ("ru", "русский", "be"), ("en", "English", "ru"))


def raise_newsroom(settings: Settings, *, at: datetime) -> dict[str, Any]:
    """Raise the demo in an empty database, or leave it as it stands; gives it as `polyweek demo --json` prints it.

    Raises:
        Conflict: the database has people who are not of the demo.
    """
    with only_one("demo"), db.together():
        if not accounts.has_anyone():
            _raise(settings, at=at)
        elif not Person.select().where(Person.login == people.PLAYERS[0].login).exists() or not _is_ours(settings):
            raise Conflict(say("This database already has users; the demo needs an empty one."))
    return show(settings)


def show(settings: Settings) -> dict[str, Any]:
    """Show the demo (CONTRACT.md, "Running"): who is there with which token, and which issues."""
    rows = db.rows("SELECT key, EXISTS (SELECT 1 FROM reading WHERE reading.issue = issue.key) FROM issue ORDER BY key")
    published = [key for key, is_published in rows if is_published]
    still_open = [key for key, is_published in rows if not is_published]
    return {
        "base_url": settings.base_url,
        "people": [
            {
                "login": player.login,
                "name": player.name,
                "password": people.password(settings, player.login),
                "token": people.token(settings, player.login),
                "grants": [{"role": grant.role, "language": grant.language} for grant in player.grants],
            }
            for player in people.PLAYERS
        ],
        "languages": list(languages.everything()),
        "published_issues": published,
        "open_issue": still_open[-1] if still_open else None,
    }


def _is_ours(settings: Settings) -> bool:
    return accounts.has_token(people.PLAYERS[0].login, people.token(settings, people.PLAYERS[0].login))


def _raise(settings: Settings, *, at: datetime) -> None:
    told = newsroom()
    for code, native_name, fallback in LANGUAGES:
        languages.add(code, native_name=native_name, fallback=fallback)
    actors = people.add_all(settings, at=at)
    for language, words in told["site"].items():
        site.put(language, SiteWords(**words))
    for topic in told["topics"]:
        topics.add(topic["key"], {language: Name(**name) for language, name in topic["names"].items()})
    for byline in told["bylines"]:
        public_bylines.add(byline["key"], byline["names"], byline["biographies"], by=actors["editor"], at=at)
    pictures = library.fill(settings, by=actors["editor"], at=at)
    texts = {article["key"]: _texts(article, pictures) for article in told["articles"]}
    for planned in told["issues"]:
        monday = _monday(settings, at, planned["weeks_ago"])
        key = weeks.key_of(monday.date())
        issue_id = issues.add(key, titles=planned["titles"], at=monday)
        deadline = {"deadline_at": monday + _DEADLINE}
        public_issues.change(issue_id, deadline, expected=ANY, by=actors["editor"], at=monday)
        of_week = [article for article in told["articles"] if article["weeks_ago"] == planned["weeks_ago"]]
        if planned["weeks_ago"]:
            _put_out(issue_id, key, of_week, texts, actors, monday)
        else:
            _begin(key, of_week, texts, actors, monday, at=at)


def _texts(article: Mapping[str, Any], pictures: Mapping[str, str]) -> dict[str, Text]:
    """Give the texts of an article, with its lead picture where it has one."""
    name = article.get("picture")
    lead = library.lead(name, pictures[name], article.get("captions", {})) if name is not None else None
    return articles_of(article["key"], pictures, lead)


def _put_out(
    issue_id: str,
    key: str,
    of_week: list[dict[str, Any]],
    texts: Mapping[str, Mapping[str, Text]],
    actors: Mapping[str, Any],
    monday: datetime,
) -> None:
    written = {}
    for number, article in enumerate(of_week):
        printed = aftermath.as_first_printed(article, texts[article["key"]])
        when = monday + timedelta(days=1, hours=number)
        written[article["key"]] = stages.bring(article, key, printed, stages.PUBLISHED, actors, at=when)
    stages.release(issue_id, actors, at=monday + timedelta(days=5, hours=1))
    for article in of_week:
        found = article["key"]
        aftermath.follow(article, written[found], texts[found], actors, at=monday + timedelta(days=5, hours=7))


def _begin(
    key: str,
    of_week: list[dict[str, Any]],
    texts: Mapping[str, Mapping[str, Text]],
    actors: Mapping[str, Any],
    monday: datetime,
    *,
    at: datetime,
) -> None:
    for number, article in enumerate(of_week):
        stage = stages.OF_THE_WEEK[number % len(stages.OF_THE_WEEK)]
        when = min(at, monday + timedelta(minutes=number))
        article_id = stages.bring(article, key, texts[article["key"]], stage, actors, at=when)
        stages.assign(article, article_id, stage, actors, monday=monday, at=when)


def _monday(settings: Settings, at: datetime, weeks_ago: int) -> datetime:
    """Give eight o'clock on a week's Monday, in the publication's time zone."""
    today = at.astimezone(settings.timezone).date()
    monday = today - timedelta(days=today.weekday() + 7 * weeks_ago)
    return datetime.combine(monday, time(8), tzinfo=settings.timezone)
