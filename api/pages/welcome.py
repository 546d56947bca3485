"""Routes: the welcome page, and for machines the same in JSON."""

from __future__ import annotations

import flask
import orjson
from flask import request

from api.accounts import guard
from api.languages import languages
from api.pages import views
from api.pages.door import answer, door, newsroom_language, page
from api.pages.words import FRAME
from api.platform.errors import Phrase, say

_VARY = "Accept, Accept-Language"
_WORDS = FRAME | {
    "what": say("What this is"),
    "what_text": say(
        "The content API of a newsroom, made with Polyweek. Editors write an article once, in the language they think "
        "in; translators bring it into the others, paragraph by paragraph; reviewers approve; and a release puts the "
        "week's issue out in every language at once. Sites and apps read it here as JSON."
    ),
    "issue": say("The latest issue"),
    "json": say("Each title leads to the article as sites and apps get it: as JSON."),
    "read": say("Read"),
    "work": say("For the newsroom"),
    "login": say("Log in with the login and password that your administrator gave you. The answer holds a token."),
    "token": say("Send the token with each call:"),
    "learn": say("Learn more"),
    "reference_text": say("Every call with its parameters and examples, to be tried on the page."),
    "problems_text": say("What each error code means, and what to do."),
    "machines": say("The reference as OpenAPI 3.1, for client generators and tools."),
}
_ADDRESSES: tuple[tuple[str, str, Phrase], ...] = (
    ("latest_issue", "/v1/issues/latest", say("the latest issue with its articles, in order")),
    ("articles", "/v1/articles", say("all articles, the newest first")),
    ("issues", "/v1/issues", say("all issues, week by week")),
    ("topics", "/v1/topics", say("the topics")),
    ("site", "/v1/site", say("all that a front page needs, in one call")),
    ("languages", "/v1/languages", say("the languages")),
    ("changes", "/v1/changes", say("everything that was published, corrected or withdrawn, to keep a copy current")),
)


@door.route("/")
@guard.public
def show_welcome() -> flask.Response:
    """Show what this is and where to go: a page for browsers, JSON for everything else."""
    language = newsroom_language()
    known = languages.everything()
    site = views.site(known[language].chain if language else ())
    addresses = {name: (_address(path, language), what) for name, path, what in _ADDRESSES}
    if request.accept_mimetypes.best_match(["application/json", "text/html"]) != "text/html":
        links = {name: address for name, (address, _) in addresses.items()}
        body = {
            "name": site.name,
            "tagline": site.tagline,
            "about": site.about,
            "language": site.language,
            "links": {**links, "login": "/v1/auth/login", "docs": "/docs", "openapi": "/openapi.json"},
        }
        return answer(orjson.dumps(body), "application/json", language=site.language, vary=_VARY)
    return page(
        "welcome.html",
        path="/",
        vary=_VARY,
        words=_WORDS,
        site=site,
        stories=views.stories(language) if language else [],
        addresses=addresses.values(),
        base=flask.current_app.config["BASE_URL"],
    )


def _address(path: str, language: str | None) -> str:
    return path if language is None or path == "/v1/changes" else f"{path}?lang={language}"
