"""Events of a sandbox: what its partner asks for happens, by the verbs by which it would happen in a newsroom."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from api.content import issues
from api.content.texts import Text
from api.partners import contracts, partners
from api.partners.contracts import Contract
from api.partners.models import Partner
from api.partners.sandboxes import corpus, embargoes, terms, views, writing
from api.platform import db
from api.platform.errors import Conflict, Fault, Invalid, Phrase, say
from api.publishing import journal, publications, published, releases
from api.publishing.published import Published
from api.publishing.releases import Order

Event = Literal[
    "article.published",
    "article.updated",
    "article.corrected",
    "article.withdrawn",
    "article.embargoed",
    "article.pulled",
    "issue.released",
    "contract.changed",
    "quota.exceeded",
    "reset",
]
EVENTS: tuple[Event, ...] = get_args(Event)

# Which article an event is of, where none is named: the first of these that the contract has.
USUAL: Mapping[str, tuple[str, ...]] = {
    "article.published": ("bread-price",),
    "article.updated": ("ferry-timetable",),
    "article.corrected": ("ferry-timetable",),
    "article.withdrawn": ("choir-returns", "harbour-crane"),
    "article.embargoed": ("storm-wall", "island-library"),
}

WITH_ARTICLE = frozenset({*USUAL, "article.pulled"})

MOST = 1_000  # generations and offers of one beginning, so that no sandbox grows for ever

_FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Happened:
    """What has happened: to which article or issue, if to any, and until when that is under embargo now."""

    event: str
    at: datetime
    article_id: str | None = None
    issue: str | None = None
    embargoed_until: datetime | None = None


def play(event: str, article_id: str | None, contract: Contract, *, at: datetime) -> Happened:
    """Let something happen to an article, by default to the one that is usual for the event; one transaction.

    That one is in the contract as it stands in the sandbox, so that its partner hears of it.

    Raises:
        Invalid: the sandbox has no such article.
        Conflict: it cannot happen as things stand; the sentence says why.
    """
    chosen = _usual(event, contract) if article_id is None else _chosen(article_id)
    with db.together():
        _require_room()
        if event == "article.embargoed":
            embargoes.plan(chosen, contract.embargo_lead_minutes, at=at)
        else:
            _DEEDS[event](chosen, at)
        until = embargoes.ends([chosen]).get(chosen)
    return Happened(event, at, article_id=chosen, embargoed_until=until)


def release_issue(contract: Contract, *, at: datetime) -> Happened:
    """Release the issue that is not out yet; one transaction.

    Raises:
        Conflict: it is, or the contract has none of its articles, so that its partner would hear nothing.
    """
    key = next(issue["key"] for issue in corpus.told()["issues"] if issue["released_at"] is None)
    with db.together():
        _require_room()
        issue_id = issues.id_of(key)
        if any(_standing(article_id) for article_id in issues.articles_of(issue_id)):
            raise Conflict(say("The issue is out already: begin anew with reset."))
        if not any(_has(contract, article) for article in corpus.told()["articles"] if article["issue"] == key):
            raise _outside()
        releases.release(Order(issue_id, None, corpus.CODES), by=writing.writer(), at=at)
    return Happened("issue.released", at, issue=key)


def require_no_article(article_id: str | None) -> None:
    """Refuse an article where an event is of none.

    Raises:
        Invalid: one is named.
    """
    if article_id is not None:
        raise _refused(say("This event is of no article: leave it out."))


def change_contract(partner_id: str, live: Partner, *, at: datetime) -> None:
    """Take a topic from the contract as it stands in the sandbox, or give back what was taken; one transaction.

    `live` is the partner with its real contract.
    """
    _require_room()
    usual = terms.of(contracts.of(live))["topics"]
    now = views.topics_of(contracts.of(Partner.get_by_id(partner_id)))
    partners.change(partner_id, {"topics": terms.narrower(usual) if now == usual else usual}, by=None, at=at)


def correct(article_id: str, right: str | None = None, *, at: datetime) -> None:
    """Correct the figure in a public article in all languages: to another one, or to the next. A step."""
    standing = _public(article_id)
    texts = {code: _text(each) for code, each in standing.items()}
    wrong = _figure(texts)
    right = right or str(int(wrong) + 1)
    notes = {code: note.format(wrong=wrong, right=right) for code, note in corpus.told()["notes"].items()}
    source, _ = writing.source_text(article_id)
    changed = with_figure(texts, wrong, right)
    writing.rewrite(article_id, changed, weight="correction", note=notes[source], at=at)
    order = Order(None, article_id, corpus.CODES, notes=notes)
    releases.release(order, by=writing.writer(), at=at)


def with_figure(texts: Mapping[str, Text], before: str, after: str) -> dict[str, Text]:
    """Give texts with another figure in them."""
    return {code: replace(text, body=text.body.replace(before, after)) for code, text in texts.items()}


def _publish(article_id: str, at: datetime) -> None:
    if any(each.is_public for each in _standing(article_id).values()):
        raise Conflict(say("This article is public already: withdraw it first, or begin anew with reset."))
    releases.release(Order(None, article_id, corpus.CODES), by=writing.writer(), at=at)


def _update(article_id: str, at: datetime) -> None:
    """Put a paragraph at the end, or take it away again."""
    texts, extra = {code: _text(each) for code, each in _public(article_id).items()}, corpus.told()["extra"]
    changed = {code: replace(text, body=_turned(text.body, extra[code])) for code, text in texts.items()}
    writing.rewrite(article_id, changed, weight="meaning", note=None, at=at)
    releases.release(Order(None, article_id, corpus.CODES), by=writing.writer(), at=at)


def _correct(article_id: str, at: datetime) -> None:
    correct(article_id, at=at)


def _withdraw(article_id: str, at: datetime) -> None:
    _public(article_id)
    for code in corpus.CODES:
        publications.withdraw(article_id, code, reason=corpus.told()["reason"], by=writing.writer(), at=at)


def _pull(article_id: str, at: datetime) -> None:
    embargoes.pull(article_id, at=at)


_DEEDS: Mapping[str, Callable[[str, datetime], None]] = {
    "article.published": _publish,
    "article.updated": _update,
    "article.corrected": _correct,
    "article.withdrawn": _withdraw,
    "article.pulled": _pull,
}


def _require_room() -> None:
    if journal.pace() >= MOST:
        raise Conflict(say("Very much has happened in this sandbox: begin anew with reset."))


def _usual(event: str, contract: Contract) -> str:
    articles, ids = {article["key"]: article for article in corpus.told()["articles"]}, corpus.article_ids()
    if event == "article.pulled":
        return embargoes.first(ids.values()) or ids[USUAL["article.embargoed"][0]]
    found = next((key for key in USUAL[event] if _has(contract, articles[key])), None)
    if found is None and event == "article.embargoed" and contract.embargo_lead_minutes:
        raise _outside()
    return ids[found or USUAL[event][0]]


def _outside() -> Conflict:
    """Give the refusal of what its partner would hear nothing of."""
    return Conflict(
        say("Your contract in the sandbox has none of this issue’s articles: change it by contract.changed.")
    )


def _has(contract: Contract, article: Mapping[str, Any]) -> bool:
    topics = views.topics_of(contract)
    return topics is None or article["topic"] in topics


def _chosen(article_id: str) -> str:
    if article_id not in corpus.article_ids().values():
        raise _refused(say("The sandbox has no such article."))
    return article_id


def _refused(detail: Phrase) -> Invalid:
    return Invalid(detail, Fault("invalid_value", detail, pointer="/article_id"))


def _standing(article_id: str) -> Mapping[str, Published]:
    return published.last([article_id]).get(article_id, {})


def _public(article_id: str) -> Mapping[str, Published]:
    """Give what is public of an article.

    Raises:
        Conflict: nothing is.
    """
    found = _standing(article_id)
    if not found or not all(each.is_public for each in found.values()):
        raise Conflict(say("This article is not public: publish it first, or begin anew with reset."))
    return found


def _text(shown: Published) -> Text:
    return Text(shown.title, shown.summary, shown.body, shown.lead)


def _figure(texts: Mapping[str, Text]) -> str:
    found = _FIGURE.search(next(iter(texts.values())).body)
    assert found is not None  # noqa: S101 - each text of the corpus has one, which a test says
    return found[0]


def _turned(body: str, paragraph: str) -> str:
    written = body.rstrip()
    return (
        f"{written.removesuffix(paragraph).rstrip()}\n"
        if written.endswith(paragraph)
        else f"{written}\n\n{paragraph}\n"
    )
