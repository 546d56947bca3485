"""Every route by every kind of credential: a matrix without a missing cell."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import Rule

from api.accounts import people, suspensions, tokens
from api.accounts.roles import ALLOWED, Action, Granted
from api.platform import clock
from tests.contract import callers
from tests.newsroom import Newsroom
from tests.partners import parties

# Who may come in, and what the route answers to them when they send nothing at all.
Cell = tuple[str, int]

EXPECTED: dict[str, Cell] = {
    "GET /": ("public", 200),
    "GET /.well-known/jwks.json": ("public", 200),
    "GET /docs": ("public", 200),
    "GET /docs/assets/<tag>/<name>": ("public", 404),
    "GET /docs/problems": ("public", 200),
    "GET /favicon.ico": ("public", 200),
    "GET /healthz": ("public", 200),
    "GET /media/<picture>/<crop>/<int:width>.<format>": ("public", 404),
    "GET /media/<picture>/<int:width>.<format>": ("public", 404),
    "GET /openapi.json": ("public", 200),
    "GET /readyz": ("public", 200),
    "GET /robots.txt": ("public", 200),
    "GET /sitemap-news.xml": ("public", 404),
    "GET /sitemap.xml": ("public", 404),
    "GET /sitemaps/<name>.xml": ("public", 404),
    "GET /v1/admin/audit": ("administer", 200),
    "GET /v1/admin/languages": ("administer", 200),
    "POST /v1/admin/languages": ("administer", 415),
    "DELETE /v1/admin/languages/<language>": ("administer", 428),
    "GET /v1/admin/languages/<language>": ("administer", 200),
    "PATCH /v1/admin/languages/<language>": ("administer", 415),
    "GET /v1/admin/partners": ("administer", 200),
    "POST /v1/admin/partners": ("administer", 415),
    "GET /v1/admin/partners/<partner>": ("administer", 200),
    "PATCH /v1/admin/partners/<partner>": ("administer", 415),
    "GET /v1/admin/partners/<partner>/keys": ("administer", 200),
    "POST /v1/admin/partners/<partner>/keys": ("administer", 415),
    "DELETE /v1/admin/partners/<partner>/keys/<key>": ("administer", 428),
    "POST /v1/admin/partners/<partner>/keys/<key>/rotation": ("administer", 415),
    "GET /v1/admin/partners/<partner>/receipts": ("trace", 200),
    "DELETE /v1/admin/partners/<partner>/suspension": ("administer", 428),
    "PUT /v1/admin/partners/<partner>/suspension": ("administer", 200),
    "GET /v1/admin/partners/<partner>/webhooks": ("administer", 200),
    "GET /v1/admin/people": ("administer", 200),
    "POST /v1/admin/people": ("administer", 415),
    "GET /v1/admin/people/<person>": ("administer", 404),
    "PATCH /v1/admin/people/<person>": ("administer", 415),
    "POST /v1/admin/people/<person>/grants": ("administer", 415),
    "DELETE /v1/admin/people/<person>/grants/<grant>": ("administer", 428),
    "PUT /v1/admin/people/<person>/password": ("administer", 415),
    "DELETE /v1/admin/people/<person>/suspension": ("administer", 428),
    "PUT /v1/admin/people/<person>/suspension": ("administer", 404),
    "GET /v1/admin/site": ("administer", 200),
    "PUT /v1/admin/site": ("administer", 415),
    "GET /v1/admin/takedowns": ("trace", 200),
    "GET /v1/admin/takedowns/<article>": ("trace", 200),
    "GET /v1/articles": ("public", 200),
    "GET /v1/articles/<slug_or_id>": ("public", 200),
    "GET /v1/articles/<slug_or_id>/related": ("public", 200),
    "GET /v1/articles/<slug_or_id>/signature": ("public", 503),
    "POST /v1/auth/login": ("public", 415),
    "POST /v1/auth/logout": ("anyone", 204),
    "GET /v1/bylines": ("public", 200),
    "GET /v1/bylines/<byline>": ("public", 200),
    "GET /v1/changes": ("public", 200),
    "GET /v1/changes/proof": ("public", 422),
    "GET /v1/desk/articles": ("read", 200),
    "POST /v1/desk/articles": ("write", 415),
    "GET /v1/desk/articles/<article>": ("read", 200),
    "PATCH /v1/desk/articles/<article>": ("write", 415),
    "GET /v1/desk/articles/<article>/releases": ("read", 200),
    "POST /v1/desk/articles/<article>/releases": ("release", 415),
    "DELETE /v1/desk/articles/<article>/releases/<release_id>": ("release", 428),
    "GET /v1/desk/articles/<article>/releases/<release_id>": ("read", 404),
    "GET /v1/desk/articles/<article>/revisions": ("read", 200),
    "POST /v1/desk/articles/<article>/revisions": ("write", 415),
    "GET /v1/desk/articles/<article>/revisions/<int:number>": ("read", 200),
    "GET /v1/desk/articles/<article>/revisions/<int:number>/diff": ("read", 200),
    "GET /v1/desk/articles/<article>/versions/<language>": ("read", 200),
    "DELETE /v1/desk/articles/<article>/versions/<language>/approval": ("review", 428),
    "POST /v1/desk/articles/<article>/versions/<language>/approval": ("review", 415),
    "DELETE /v1/desk/articles/<article>/versions/<language>/assignment": ("translate", 428),
    "PUT /v1/desk/articles/<article>/versions/<language>/assignment": ("translate", 415),
    "GET /v1/desk/articles/<article>/versions/<language>/catalogue.po": ("read", 200),
    "PUT /v1/desk/articles/<article>/versions/<language>/catalogue.po": ("translate", 422),
    "POST /v1/desk/articles/<article>/versions/<language>/change-request": ("review", 415),
    "GET /v1/desk/articles/<article>/versions/<language>/comments": ("read", 200),
    "POST /v1/desk/articles/<article>/versions/<language>/comments": ("read", 415),
    "GET /v1/desk/articles/<article>/versions/<language>/messages": ("read", 200),
    "GET /v1/desk/articles/<article>/versions/<language>/messages/<message_id>": ("read", 200),
    "PATCH /v1/desk/articles/<article>/versions/<language>/messages/<message_id>": ("translate", 415),
    "GET /v1/desk/articles/<article>/versions/<language>/messages/<message_id>/history": ("read", 200),
    "POST /v1/desk/articles/<article>/versions/<language>/messages/<message_id>/reversion": ("translate", 415),
    "POST /v1/desk/articles/<article>/versions/<language>/preview": ("read", 415),
    "GET /v1/desk/articles/<article>/versions/<language>/previews": ("read", 200),
    "DELETE /v1/desk/articles/<article>/versions/<language>/previews/<preview_id>": ("read", 428),
    "GET /v1/desk/articles/<article>/versions/<language>/seo": ("read", 200),
    "PUT /v1/desk/articles/<article>/versions/<language>/seo": ("translate", 415),
    "PUT /v1/desk/articles/<article>/versions/<language>/slug": ("release", 415),
    "POST /v1/desk/articles/<article>/versions/<language>/submission": ("read", 415),
    "POST /v1/desk/articles/<article>/versions/<language>/withdrawal": ("release", 415),
    "GET /v1/desk/bylines": ("read", 200),
    "POST /v1/desk/bylines": ("write", 415),
    "DELETE /v1/desk/bylines/<byline>": ("release", 428),
    "GET /v1/desk/bylines/<byline>": ("read", 200),
    "PATCH /v1/desk/bylines/<byline>": ("release", 415),
    "GET /v1/desk/issues": ("read", 200),
    "POST /v1/desk/issues": ("write", 415),
    "GET /v1/desk/issues/<issue>": ("read", 200),
    "PATCH /v1/desk/issues/<issue>": ("release", 415),
    "GET /v1/desk/issues/<issue>/board": ("read", 200),
    "POST /v1/desk/issues/<issue>/preview": ("read", 415),
    "GET /v1/desk/issues/<issue>/previews": ("read", 200),
    "DELETE /v1/desk/issues/<issue>/previews/<preview_id>": ("read", 428),
    "GET /v1/desk/issues/<issue>/releases": ("read", 200),
    "POST /v1/desk/issues/<issue>/releases": ("release", 415),
    "DELETE /v1/desk/issues/<issue>/releases/<release_id>": ("release", 428),
    "GET /v1/desk/issues/<issue>/releases/<release_id>": ("read", 404),
    "GET /v1/desk/me": ("anyone", 200),
    "PATCH /v1/desk/me": ("anyone", 415),
    "PUT /v1/desk/me/password": ("anyone", 415),
    "GET /v1/desk/me/tokens": ("anyone", 200),
    "POST /v1/desk/me/tokens": ("anyone", 415),
    "DELETE /v1/desk/me/tokens/<token_id>": ("anyone", 428),
    "GET /v1/desk/pictures": ("read", 200),
    "POST /v1/desk/pictures": ("write", 415),
    "DELETE /v1/desk/pictures/<picture>": ("write", 428),
    "GET /v1/desk/pictures/<picture>": ("read", 200),
    "PATCH /v1/desk/pictures/<picture>": ("write", 415),
    "GET /v1/desk/pictures/<picture>/<crop>/<int:width>.<format>": ("read", 404),
    "GET /v1/desk/pictures/<picture>/<int:width>.<format>": ("read", 200),
    "POST /v1/desk/pictures/<picture>/redactions": ("write", 415),
    "GET /v1/desk/pictures/<picture>/uses": ("read", 200),
    "POST /v1/desk/pictures/<picture>/withdrawal": ("release", 415),
    "DELETE /v1/desk/pictures/<picture>/withdrawal": ("release", 428),
    "GET /v1/desk/queue": ("read", 200),
    "DELETE /v1/desk/releases/<release_id>": ("release", 428),
    "GET /v1/desk/releases/<release_id>": ("read", 404),
    "GET /v1/desk/topics": ("read", 200),
    "POST /v1/desk/topics": ("release", 415),
    "DELETE /v1/desk/topics/<topic>": ("release", 428),
    "GET /v1/desk/topics/<topic>": ("read", 200),
    "PATCH /v1/desk/topics/<topic>": ("release", 415),
    "GET /v1/feeds/<language>.atom": ("public", 200),
    "GET /v1/feeds/<language>.json": ("public", 200),
    "GET /v1/feeds/<language>.rss": ("public", 200),
    "GET /v1/feeds/by-token/<token>/<language>.atom": ("public", 401),
    "GET /v1/feeds/by-token/<token>/<language>.json": ("public", 401),
    "GET /v1/feeds/by-token/<token>/<language>.rss": ("public", 401),
    "GET /v1/issues": ("public", 200),
    "GET /v1/issues/<issue>": ("public", 200),
    "GET /v1/issues/<issue>/archive.zip": ("partner", 200),
    "GET /v1/languages": ("public", 200),
    "GET /v1/partner/acknowledgements": ("partner", 200),
    "POST /v1/partner/acknowledgements": ("partner", 415),
    "GET /v1/partner/deliveries/<delivery>": ("partner", 404),
    "POST /v1/partner/deliveries/<delivery>/replay": ("partner", 404),
    "GET /v1/partner/me": ("partner", 200),
    "GET /v1/partner/outstanding": ("partner", 200),
    "GET /v1/partner/republications": ("partner", 200),
    "POST /v1/partner/republications": ("partner", 415),
    "DELETE /v1/partner/republications/<republication>": ("partner", 428),
    "GET /v1/partner/republications/<republication>": ("partner", 404),
    "GET /v1/partner/sandbox": ("partner", 404),
    "POST /v1/partner/sandbox/events": ("partner", 404),
    "GET /v1/partner/webhooks": ("partner", 200),
    "POST /v1/partner/webhooks": ("partner", 415),
    "DELETE /v1/partner/webhooks/<webhook>": ("partner", 428),
    "GET /v1/partner/webhooks/<webhook>": ("partner", 404),
    "PATCH /v1/partner/webhooks/<webhook>": ("partner", 415),
    "GET /v1/partner/webhooks/<webhook>/deliveries": ("partner", 404),
    "POST /v1/partner/webhooks/<webhook>/enablement": ("partner", 404),
    "POST /v1/partner/webhooks/<webhook>/pings": ("partner", 404),
    "POST /v1/partner/webhooks/<webhook>/replays": ("partner", 415),
    "POST /v1/partner/webhooks/<webhook>/rotation": ("partner", 415),
    "PUT /v1/partner/webhooks/<webhook>/suspension": ("partner", 404),
    "GET /v1/preview/<token>": ("public", 404),
    "GET /v1/preview/issues/<issue_token>": ("public", 404),
    "GET /v1/preview/issues/<issue_token>/articles/<article>": ("public", 404),
    "GET /v1/search": ("public", 422),
    "GET /v1/site": ("public", 200),
    "GET /v1/suggest": ("public", 422),
    "GET /v1/topics": ("public", 200),
    "GET /v1/topics/<topic>": ("public", 200),
    "GET /v1/trends": ("public", 200),
    "GET /v1/trends.svg": ("public", 200),
    "GET /v1/vocabularies/rel": ("public", 200),
    "POST /v1/websub": ("public", 415),
    "GET /v1/widgets/issue.html": ("public", 200),
    "GET /v1/widgets/trends.html": ("public", 200),
}


_ROLES: dict[str, tuple[Granted, ...]] = {
    "no role": (),
    "administrator": (Granted("administrator", None),),
    "editor": (Granted("editor", None),),
    "reviewer": (Granted("reviewer", "ru"),),
    "translator": (Granted("translator", "ru"),),
}


@pytest.fixture
def places(sqlite_newsroom: Newsroom) -> dict[str, Any]:
    """Publish an article and give what its routes have in their paths."""
    return callers.places(sqlite_newsroom)


@pytest.fixture
def credentials(sqlite_newsroom: Newsroom) -> dict[str, str | None]:
    """Give a credential of each kind."""
    found: dict[str, str | None] = {"none": None, "wrong": tokens.make(), "no token": "pw_x"}
    for number, (name, grants) in enumerate(_ROLES.items()):
        found[name] = callers.issue(callers.person(f"person{number}", *grants))
    found["expired"] = callers.issue(people.id_of("editor"), hours=-1)
    suspended = callers.person("suspended", Granted("editor", None), Granted("administrator", None))
    found["suspended"] = callers.issue(suspended)
    suspensions.suspend(suspended, by=None, at=clock.now())
    reader = parties.partner(sqlite_newsroom, "Reader", per_minute=6_000)
    found["key"] = parties.key(sqlite_newsroom, reader, "read", "webhooks")
    found["wrong key"] = tokens.make(prefix="pwk_")
    return found


def test_every_route_has_its_line(sqlite_newsroom: Newsroom) -> None:
    """A route without an expectation, or an expectation without its route, fails here."""
    assert {callers.name(rule, method) for rule, method in callers.routes(sqlite_newsroom)} == set(EXPECTED)


def test_every_route_answers_every_credential_as_expected(
    sqlite_newsroom: Newsroom, places: dict[str, Any], credentials: dict[str, str | None]
) -> None:
    """No, a wrong, an expired or a suspended credential is 401; a role that does not allow it is 403; nobody else."""
    found = {}
    for rule, method in sorted(callers.routes(sqlite_newsroom), key=lambda route: "logout" in route[0].rule):
        is_narrowed = hasattr(sqlite_newsroom.app.view_functions[rule.endpoint], "is_narrowed")
        for kind, credential in credentials.items():
            if (got := callers.send(sqlite_newsroom, rule, method, credential, places)) != (
                want := _expected(rule, method, kind, is_narrowed=is_narrowed)
            ):
                found[callers.name(rule, method), kind] = f"{got} instead of {want}"
    assert not found


def _expected(rule: Rule, method: str, kind: str, *, is_narrowed: bool) -> int:
    who, status = EXPECTED[callers.name(rule, method)]
    if who == "public":
        return 401 if kind == "wrong key" and is_narrowed else status
    if who == "partner":
        return status if kind == "key" else 401
    if kind not in _ROLES:
        return 401
    if who == "anyone":
        return status
    action: Action = next(action for action in ALLOWED if action == who)
    return status if any(grant.role in ALLOWED[action] for grant in _ROLES[kind]) else 403
