"""The application: the only place where the rooms meet."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import flask
from flask import g, request

from api.accounts import guard
from api.administration import audit as admin_audit
from api.administration import grants as admin_grants
from api.administration import languages as admin_languages
from api.administration import people as admin_people
from api.administration import site as admin_site
from api.administration.door import door as administration
from api.content.pictures import storage
from api.delivery import (
    archives,
    changes,
    feed_pages,
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
from api.delivery import widgets as delivery_widgets
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
from api.partners import access, webhooks
from api.partners import acknowledgements as partner_acknowledgements
from api.partners import administration as partner_administration
from api.partners import hub as websub
from api.partners import own as partner_own
from api.partners import republications as partner_republications
from api.partners import sandbox as partner_sandbox
from api.partners import takedowns as partner_takedowns
from api.partners.admissions import Doorkeeper
from api.partners.door import administration as partners
from api.partners.door import door as partner
from api.partners.door import hub as websub_door
from api.partners.door import takedowns as takedown
from api.partners.receipts import collector, placed
from api.partners.sandboxes import entering
from api.partners.websub.feeds import Feeds
from api.platform import db, language_tags, locales, metrics, web
from api.platform.paging import Signer
from api.platform.reference import Reference
from api.platform.settings import Settings

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
    "websub": "The hub of the feeds, for whoever wants to be sent them.",
    "takedowns": "Which partners have not heard of a withdrawal, for editors and administrators.",
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
    delivery_widgets,
    signatures,
    site,
    files,
    issue_previews,
    issues,
    messages,
    partner_acknowledgements,
    partner_administration,
    partner_own,
    partner_republications,
    partner_sandbox,
    partner_takedowns,
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
    websub,
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
    app.extensions |= {
        "secret": settings.secret,
        "network": guard.network,
        "audience": access.audience,
        "audience_of_feed": access.audience_of_feed,
    }
    app.extensions["feeds"] = feeds_by_address(settings)
    app.extensions["receipts"] = collector.keeper
    app.extensions["republished"] = placed.of_articles
    web.install(
        app, secret=settings.secret, speaking=_speaking, say_in=words.say_in, of_addresses=access.refuse_in_address
    )
    app.after_request(access.tell_quota)
    app.after_request(access.note_poll)
    app.teardown_appcontext(lambda _: entering.leave())  # before the newsroom's own connection is given back
    app.add_url_rule("/healthz", view_func=health.alive)
    app.add_url_rule("/readyz", view_func=health.ready)
    app.register_blueprint(browsers)
    reference = Reference(app)
    doors = (
        delivery,
        media.door,
        sitemaps.door,
        signatures.well_known,
        previews.preview,
        auth,
        door,
        administration,
        partners,
        takedown,
        partner,
        websub_door,
    )
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
    if not settings.has_edge:
        return application
    return Edge(application, note=metrics.notebook(settings), doorkeeper=Doorkeeper(settings, collector.keeper))


def feeds_by_address(settings: Settings) -> Feeds:
    """Give what makes a feed by its address, for the hub."""
    return functools.partial(feed_pages.distributed, signer=Signer(settings.secret))


def _speaking() -> str:
    """Choose the language to speak to the caller in: the one asked for, else Accept-Language, else the person's own."""
    asked = language_tags.conventional(request.args.get("lang", ""))
    header = request.headers.get("Accept-Language", "")
    if not asked and not header and (actor := g.get("actor")) is not None:
        return str(actor.locale)
    return words.speaking(header, asked)
