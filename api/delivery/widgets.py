"""Routes: widgets, whole documents for the pages of partners who do not program. They run nothing and keep nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import flask
from babel.numbers import format_decimal

from api.accounts import guard
from api.content import naming, site
from api.delivery import addresses, answers, forms, readers, trends
from api.delivery.door import door
from api.delivery.schemas import widgets as schemas
from api.delivery.turns import in_turn
from api.delivery.views.trends import Verdicts
from api.delivery.widget_issues import Shown, read
from api.formats import trend_charts, widget_themes
from api.formats.widget_themes import LEAST_CONTRAST, Theme
from api.languages import languages, words
from api.languages.languages import Known
from api.platform import web
from api.platform.errors import Fault, InvalidParameter, LanguageName, Phrase, say
from api.publishing import pages, series
from api.publishing.pages import Pages

_HTML = "text/html"
_DOCUMENT = {"type": "string"}

_WORDS: dict[str, Phrase] = {
    "elsewhere": say("Opens a new tab"),
    "trends": trend_charts.TITLE,
    "chart": say("A chart; its numbers are below."),
    "none": trend_charts.NOTHING,
}
_COUNTS: dict[str, Phrase] = {"improved": say("better"), "unchanged": say("no change"), "worsened": say("worse")}
_RUNNING = say("Balance since the first week")


@door.route("/widgets/issue.html")
@guard.public
@door.refuses(422)
@door.query(schemas.IssueWidgetQuery)
@door.response(200, _DOCUMENT, content_type=_HTML, description="The document, for an `<iframe>`")
def show_issue_widget(query: dict[str, Any]) -> flask.Response:
    """Show an issue as a document for an `<iframe>` on anybody's page: titles, summaries, pictures.

    It needs no script, keeps nothing in the browser and asks no other host. Where there is nothing to read it says so
    in words. Pictures that are not for partners are left out.
    """
    theme, language = _theme(query), readers.asked_language(query["lang"])
    known, of_site = languages.everything(), pages.current()
    shown = read(query, known[language], known, of_site)
    return _answer("issue", theme, query, known[language], of_site, _of_issue(shown), shown.tags, shown.canonical)


@door.route("/widgets/trends.html")
@guard.public
@door.refuses(422)
@door.query(schemas.TrendWidgetQuery)
@door.response(200, _DOCUMENT, content_type=_HTML, description="The document, for an `<iframe>`")
@in_turn
def show_trend_widget(query: dict[str, Any]) -> flask.Response:
    """Show how topics went as a document for an `<iframe>`: the chart of `/v1/trends.svg`, and its numbers in words."""
    theme, language = _theme(query), readers.asked_language(query["lang"])
    found, shown = _asked(query)
    reader, of_site = languages.everything()[language], pages.current()
    names = trends.names_of(found, reader)
    asked = _narrowed(query, found, shown, language)
    told = {
        "period": trend_charts.span(shown, language),
        "chart": _chart(asked, theme) if query["density"] == "full" else None,
        "topics": [_topic(each, names[each.topic], shown, reader, of_site) for each in found] if shown else [],
    }
    tags = [*trends.tags(query, language), "site"]
    return _answer("trends", theme, query, reader, of_site, told, tags, addresses.address("/v1/trends", asked))


def _theme(query: Mapping[str, Any]) -> Theme:
    """Give the looks that are asked for.

    Raises:
        InvalidParameter: a colour cannot be read on its ground, or is for a ground that there is not.
    """
    theme = Theme(query["theme"], query["accent"], query["accent_dark"], query["size"])
    if theme.scheme != "auto" and theme.accent_dark is not None:
        detail = say("accent_dark goes with theme=auto; give the colour of one theme as accent.")
        raise InvalidParameter(detail, Fault("invalid_value", detail, parameter="accent_dark"))
    for name, colour, ground in theme.accents():
        if (found := widget_themes.contrast(colour, ground)) < LEAST_CONTRAST:
            detail = say(
                "{colour} on {ground} has a contrast of {found}; it needs {least}.",
                colour=colour,
                ground=ground,
                found=f"{int(found * 100) / 100:.2f}",  # never rounded up to what is enough
                least=LEAST_CONTRAST,
            )
            raise InvalidParameter(detail, Fault("low_contrast", detail, parameter=name))
    return theme


def _of_issue(shown: Shown) -> dict[str, Any]:
    return {
        "heading": shown.heading,
        "title_language": shown.title_language,
        "period": shown.period,
        "href": shown.href,
        "articles": shown.articles,
        "more": shown.more,
        "empty": shown.empty,
        "elsewhere": shown.elsewhere,
        "in_language": _in_language,
    }


def _in_language(code: str) -> Phrase:
    return say("Language: {language}", language=LanguageName(code))


def _asked(query: dict[str, Any]) -> tuple[list[Verdicts], list[str]]:
    """Give the topics and the weeks to show, no more of both than was asked for.

    Raises:
        InvalidParameter: as `trends.asked`; or both a first week and a number of weeks are given.
    """
    if query["weeks"] is not None and query["from_"] is not None:
        detail = say("Give from or weeks, not both.")
        raise InvalidParameter(detail, Fault("invalid_value", detail, parameter="weeks"))
    found, shown = trends.asked(query)
    return found[: query["limit"]], shown[-query["weeks"] :] if query["weeks"] is not None else shown


def _narrowed(
    query: Mapping[str, Any], found: Sequence[Verdicts], shown: Sequence[str], language: str
) -> list[tuple[str, str]]:
    """Give what to ask the chart for: the very topics and weeks that the numbers are of."""
    weeks = {"from_": shown[0], "to": shown[-1]} if shown else {"from_": query["from_"], "to": query["to"]}
    return addresses.pairs({"topic": tuple(each.topic for each in found), **weeks}, language)


def _chart(asked: Sequence[tuple[str, str]], theme: Theme) -> str:
    """Give the address of the chart in the colours of the widget, which has the heading already."""
    how = {"theme": theme.scheme if theme.scheme != "light" else None, "heading": "off"}
    return addresses.address("/v1/trends.svg", asked, **how)


def _topic(found: Verdicts, name: str, shown: Sequence[str], reader: Known, of_site: Pages) -> dict[str, Any]:
    points = series.points(found.tallies, shown)
    total, running = series.total(point.tally for point in points), points[-1].running
    locale = languages.locale_of(reader.code) or words.SOURCE
    counts = [
        (words.say_in(phrase, reader.code), format_decimal(getattr(total, kind), locale=locale))
        for kind, phrase in _COUNTS.items()
    ]
    if running is not None:
        signed = trend_charts.signed(running, reader.code, is_rtl=reader.direction == "rtl")
        counts.append((words.say_in(_RUNNING, reader.code), signed))
    return {"name": name, "page": of_site.of_topic(found.topic, reader.code), "counts": counts}


def _answer(
    name: str,
    theme: Theme,
    query: Mapping[str, Any],
    reader: Known,
    of_site: Pages,
    told: Mapping[str, Any],
    tags: Sequence[str],
    canonical: str,
) -> flask.Response:
    """Answer with a document that any page may frame, and that may load pictures of this host and nothing else."""
    sheet = widget_themes.style(theme)
    body = flask.render_template(
        f"widgets/{name}.html",
        density=query["density"],
        direction=reader.direction,
        language=reader.code,
        site=_site(reader, of_site),
        speak=lambda phrase: words.say_in(phrase, reader.code),
        style=sheet,
        words=_WORDS,
        **told,
    ).encode()
    return answers.answer(
        body,
        answers.tag_of(body),
        language=reader.code,
        cache_tags=tags,
        pictures=forms.pictures(body),
        negotiated=query["lang"] is None,
        links=web.link_field([("canonical", canonical)]),
        media_type=f"{_HTML}; charset=utf-8",
        more=[("Content-Security-Policy", _policy(sheet)), *_HEADERS],
    )


_HEADERS = [
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
    # So that a page may frame it that shares its own memory with nobody (HTML, 7.1.4).
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
]


def _policy(sheet: str) -> str:
    return (
        f"default-src 'none'; style-src '{widget_themes.digest(sheet)}'; img-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors *"
    )


def _site(reader: Known, of_site: Pages) -> dict[str, str | None]:
    said = naming.chosen(site.everything(), reader.chain)
    language, name = (said[0], said[1].name) if said is not None else (None, None)
    return {"name": name, "language": language, "page": of_site.of_site(reader.code)}
