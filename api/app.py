"""The application: the only place where the rooms meet."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import flask
from flask import g, request

from api.accounts import forgetting, guard
from api.administration import audit as admin_audit
from api.administration import grants as admin_grants
from api.administration import languages as admin_languages
from api.administration import people as admin_people
from api.administration import site as admin_site
from api.administration.door import door as administration
from api.content.pictures import rendering, storage, upkeep
from api.content.pictures.storage import Store
from api.delivery import (
    archives,
    changes,
    feeds,
    health,
    media,
    related,
    signatures,
    site,
    sitemaps,
    suggestions,
    vocabularies,
)
from api.delivery import articles as delivery_articles
from api.delivery import bylines as delivery_bylines
from api.delivery import issues as delivery_issues
from api.delivery import languages as delivery_languages
from api.delivery import proofs as delivery_proofs
from api.delivery import search as delivery_search
from api.delivery import topics as delivery_topics
from api.delivery import trends as delivery_trends
from api.delivery.door import door as delivery
from api.delivery.edge import Edge
from api.desk import (
    accounts,
    articles,
    board,
    bylines,
    comments,
    files,
    issue_previews,
    issues,
    messages,
    pictures,
    previews,
    queue,
    releases,
    reviews,
    revisions,
    seo,
    topics,
    versions,
)
from api.desk.door import auth, door
from api.languages import words
from api.pages import reference as pages
from api.pages import visitors, welcome
from api.pages.door import door as browsers
from api.partners import access, keys, webhooks
from api.partners import administration as partner_administration
from api.partners import own as partner_own
from api.partners.door import administration as partners
from api.partners.door import door as partner
from api.partners.sending import fanout, outcomes
from api.partners.sending.dispatch import Dispatcher
from api.platform import db, heartbeat, language_tags, locales, metrics, web
from api.platform.duties import Duty
from api.platform.outbound import Outbound
from api.platform.reference import Reference
from api.platform.settings import Settings
from api.publishing import bases, catching_up, rebuilds, schedule, signing, takedowns
from api.publishing import issue_previews as made_issue_previews
from api.publishing import pictures as shown_pictures
from api.publishing import previews as made_previews
from api.publishing.search import entries

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

VERSION = "0.1.0"

_TAGS = {
    "delivery": "Public reading: what front ends get, without a credential.",
    "sitemaps": "Lists of the site's own pages, for search engines.",
    "keys": "The newsroom's public keys, by which documents are verified.",
    "media": "The files of pictures, for everybody who sees one.",
    "preview": "Drafts, for who holds a token.",
    "auth": "In and out.",
    "desk": "Writing, translating, reviewing and releasing, with a personal token.",
    "admin": "People, languages and settings, for administrators.",
    "partners": "Partners, their contracts and keys, for administrators.",
    "partner": "What a partner reads of itself, with an API key; the public paths give it the view of its contract.",
}

# Route modules register on their doors when they are imported; naming them here keeps the imports honest.
_ROUTES = (
    accounts,
    archives,
    admin_audit,
    admin_grants,
    admin_languages,
    admin_people,
    admin_site,
    articles,
    board,
    bylines,
    changes,
    comments,
    delivery_articles,
    delivery_issues,
    delivery_languages,
    delivery_proofs,
    delivery_search,
    related,
    suggestions,
    vocabularies,
    delivery_topics,
    delivery_bylines,
    delivery_trends,
    feeds,
    signatures,
    site,
    files,
    issue_previews,
    issues,
    messages,
    partner_administration,
    partner_own,
    pictures,
    previews,
    queue,
    releases,
    reviews,
    revisions,
    seo,
    topics,
    versions,
    visitors,
    webhooks,
    welcome,
)


def create_app(settings: Settings) -> flask.Flask:
    """Make the application, with the database opened. Tables must stand already (`migrate.up`)."""
    db.open_database(settings)
    locales.use(settings.locales)
    storage.use(settings.pictures)
    app = flask.Flask("polyweek", static_folder=None)
    app.url_map.merge_slashes = False
    app.config |= {
        "API_TITLE": "Polyweek",
        "API_VERSION": VERSION,
        "OPENAPI_VERSION": "3.1.0",
        "API_SPEC_OPTIONS": {
            "info": {
                "description": "Articles and weekly issues in several languages, and how they are translated.",
                "contact": {"name": "The maintainers of Polyweek"},
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
            "components": {"securitySchemes": guard.SECURITY_SCHEMES | access.SECURITY_SCHEMES},
            "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        },
        "BASE_URL": settings.base_url,
        "TIMEZONE": settings.timezone,
        "MAX_CONTENT_LENGTH": None,
        "TRUSTED_PROXIES": settings.trusted_proxies,
        "DESK_ORIGINS": settings.desk_origins,
    }
    app.extensions |= {"secret": settings.secret, "network": guard.network, "audience": access.audience}
    web.install(app, secret=settings.secret, speaking=_speaking, say_in=words.say_in, of_queries=access.refuse_in_query)
    app.after_request(access.tell_quota)
    app.add_url_rule("/healthz", view_func=health.alive)
    app.add_url_rule("/readyz", view_func=health.ready)
    app.register_blueprint(browsers)
    reference = Reference(app)
    public = (delivery, media.door, sitemaps.door, signatures.well_known)
    doors = (*public, previews.preview, auth, door, administration, partners, partner)
    for blueprint in doors:
        reference.register_blueprint(blueprint)
    app.extensions["reference"] = reference
    metrics.watch(app, settings)
    return app


def reference(app: flask.Flask) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document of an application."""
    return pages.document(app)


def create_wsgi(settings: Settings) -> WSGIApplication:
    """Make what the server runs: the application, behind the edge unless the settings want none."""
    application = create_app(settings)
    return Edge(application, note=metrics.notebook(settings)) if settings.has_edge else application


def duties(settings: Settings) -> list[Duty]:
    """Give what the worker does in the background."""
    days = settings.audit_days
    exhibition = takedowns.Exhibition()

    @functools.cache
    def store() -> Store:
        return storage.of(settings.pictures)

    dispatcher = functools.cache(lambda: Dispatcher(Outbound(settings.outbound_rules, agent=_agent(settings))))

    return [
        Duty("heartbeat", seconds=20, run=heartbeat.beat, is_shared=True),
        Duty(
            "scheduled_releases",
            seconds=0.5,
            run=lambda at: schedule.publish_due(at=at),
            is_shared=True,
            goes_by_clock=True,
        ),
        Duty("picture_addresses", seconds=5, run=lambda at: bases.follow(at=at)),
        Duty("pending_rebuilds", seconds=0.1, run=lambda at: rebuilds.run_pending(at=at)),
        Duty("transliterations", seconds=0.5, run=lambda at: catching_up.run_pending(at=at)),
        Duty("search_entries", seconds=0.5, run=lambda at: entries.run_pending(at=at)),
        Duty("forgetting", seconds=600, run=lambda at: forgetting.forget(at=at, audit_days=days), goes_by_clock=True),
        Duty("picture_sizes", seconds=0.5, run=lambda at: rendering.run_pending(store(), at=at), lane="sizes"),
        Duty("hidden_pictures", seconds=0.4, run=lambda _: exhibition.follow(store()), is_shared=True, lane="store"),
        Duty("gone_pictures", seconds=10, run=lambda _: upkeep.clear_gone(store()), lane="store"),
        Duty(
            "stray_pictures",
            seconds=3600,
            run=lambda at: upkeep.sweep(store(), at=at),
            goes_by_clock=True,
            lane="sizes",
        ),
        Duty("expired_pictures", seconds=1, run=lambda at: shown_pictures.expire(at=at), goes_by_clock=True),
        Duty("webhook_deliveries", seconds=0.2, run=lambda at: fanout.follow(at=at), is_shared=True, lane="journal"),
        Duty(
            "webhook_dispatch",
            seconds=0.0,
            run=lambda _: dispatcher().run(),
            is_shared=True,
            lane="webhooks",
            end=lambda: dispatcher().close(),
        ),
        Duty("signing_key", seconds=60, run=lambda at: signing.begin(at=at)),
        Duty("webhook_log", seconds=600, run=lambda at: outcomes.prune(at=at), goes_by_clock=True),
        Duty("ended_keys", seconds=3600, run=lambda at: keys.prune(at=at), goes_by_clock=True),
        Duty("preview_tokens", seconds=3600, run=lambda at: made_previews.prune(at=at), goes_by_clock=True),
        Duty("issue_previews", seconds=3600, run=lambda at: made_issue_previews.prune(at=at), goes_by_clock=True),
    ]


def _agent(settings: Settings) -> str:
    """Give the name by which we ask others, with where to find us (RFC 9110, section 10.1.5)."""
    return f"Polyweek/{VERSION} (+{settings.base_url})"


def _speaking() -> str:
    """Choose the language to speak to the caller in: the one asked for, else Accept-Language, else the person's own."""
    asked = language_tags.conventional(request.args.get("lang", ""))
    header = request.headers.get("Accept-Language", "")
    if not asked and not header and (actor := g.get("actor")) is not None:
        return str(actor.locale)
    return words.speaking(header, asked)
