"""Pages of feeds, made of what readers get: from a language, topics, form and place to bytes. No request is needed."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, urlsplit

from api.content import naming, site, topics
from api.delivery import addresses, feed_entries
from api.delivery.views import feeds as views
from api.delivery.views.feeds import Part
from api.formats import atom, json_feed, rss
from api.formats.feeds import Feed, Link
from api.languages import languages
from api.languages.languages import Known
from api.platform import instance, lenses
from api.platform.errors import InvalidParameter, NotFound
from api.platform.paging import DEFAULT_LIMIT, Cursor, Signer
from api.publishing import pages
from api.publishing.audience import Format
from api.publishing.pages import Pages


@dataclass(frozen=True, slots=True)
class Form:
    """A format of feeds: its name in contracts, the end of its addresses, its type, what writes it."""

    name: Format
    suffix: str
    media_type: str
    write: Callable[[Feed], bytes]
    charset: str = "; charset=utf-8"

    @property
    def content_type(self) -> str:
        """What an answer calls itself; JSON has no charset (RFC 8259 section 11)."""
        return self.media_type + self.charset


ATOM = Form("atom", "atom", atom.MEDIA_TYPE, atom.write)
RSS = Form("rss", "rss", rss.MEDIA_TYPE, rss.write)
JSON = Form("json_feed", "json", json_feed.MEDIA_TYPE, json_feed.write, charset="")
FORMS = (ATOM, RSS, JSON)

LONGEST_TOPIC = 700  # characters of an address as it stands in the query of another; no hub takes a longer one


@dataclass(frozen=True, slots=True)
class Asked:
    """Which feed, in which form, and how much of it: summaries only, or whole texts.

    With a `token` it is the feed of a `partner` (its id), by that partner's contract.
    """

    form: Form
    language: str
    topics: Sequence[str] = ()
    is_brief: bool = False
    limit: int = DEFAULT_LIMIT
    token: str = ""
    partner: str = ""

    @property
    def path(self) -> str:
        """Where feeds of this form and language are."""
        return self._under(f"by-token/{self.token}/" if self.token else "")

    @property
    def purpose(self) -> str:
        """Which feed it is, to cursors; a partner's are good for its next token too."""
        return addresses.address(self._under(f"of {self.partner}/" if self.partner else ""), self._narrowed())

    def address(self, cursor: str | None = None) -> str:
        """Give the address of a page of it, the first one without a cursor."""
        return addresses.address(self.path, self._narrowed(), limit=addresses.unless_default(self.limit), cursor=cursor)

    @property
    def hub(self) -> str | None:
        """Where one subscribes to its first page (WebSub); None if it is asked for in too odd a way, or nowhere."""
        written = quote(instance.base_url() + self.address(), safe="")
        return instance.hub() if self.limit == DEFAULT_LIMIT and len(written) <= LONGEST_TOPIC else None

    def _under(self, folder: str) -> str:
        return f"/v1/feeds/{folder}{self.language}.{self.form.suffix}"

    def _narrowed(self) -> list[tuple[str, str]]:
        found = [("topic", ",".join(self.topics))] if self.topics else []
        return [*found, ("body", "summary")] if self.is_brief else found


@dataclass(frozen=True, slots=True)
class Made:
    """A page of a feed as it goes out, and the articles that it shows, and of which it tells that they are withdrawn.

    `links` are its hub, its own address, and the paths of the pages around it, by relation. `mark` changes with what is
    said in it, but not with the addresses of other pages, which change with each publication in any language.
    """

    body: bytes
    content_type: str
    shown: list[str]
    withdrawn: list[str]
    links: list[tuple[str, str | None]]
    mark: str

    @property
    def articles(self) -> list[str]:
        """All of which it tells."""
        return self.shown + self.withdrawn


def make(asked: Asked, cursor: str | None = None, *, signer: Signer, others: Sequence[Form] = FORMS) -> Made:
    """Make a page of a feed, the first one without a cursor; for routes, and for who sends feeds out.

    It names the same feed in the `others` of its forms.

    Raises:
        NotFound: the newsroom has no such language.
        InvalidParameter: nothing was ever public in a topic, or the cursor is of another feed.
    """
    known = languages.everything()
    if asked.language not in known:
        raise NotFound(languages.unknown(asked.language))
    part = views.part(
        asked.language,
        asked.topics,
        signer.read(cursor, asked.purpose) if cursor is not None else None,
        asked.limit,
    )
    links = _links(asked, part, cursor, signer)
    body = asked.form.write(_feed(asked, part, dict(links), known, others))
    shown, withdrawn = [id_ for id_, _ in part.articles], [id_ for _, id_ in part.withdrawn]
    return Made(body, asked.form.content_type, shown, withdrawn, links, _mark(body, links))


def topic_of(url: str) -> Asked | None:
    """Give the feed to which one subscribes by an address, which must be the one that it calls its own; else None.

    Whether there is such a language, and such topics, is not asked.
    """
    path, _, query = url.removeprefix(instance.base_url()).partition("?")
    name, _, suffix = path.removeprefix("/v1/feeds/").rpartition(".")
    form, asked = next((form for form in FORMS if form.suffix == suffix), None), dict(parse_qsl(query))
    if form is None or "/" in name:  # as in the addresses of partners' own feeds
        return None
    topics = tuple(asked.get("topic", "").split(",")) if "topic" in asked else ()
    found = Asked(form, name, topics, is_brief="body" in asked)
    is_own = instance.base_url() + found.address() == url and topics == tuple(sorted(set(topics)))
    return found if is_own and found.hub is not None else None


def distributed(url: str, *, signer: Signer) -> Made | None:
    """Make what is sent to those who subscribe to an address: what a GET of it gives. None if it is no feed of ours."""
    asked = topic_of(url)
    try:
        return make(asked, signer=signer) if asked is not None else None
    except (NotFound, InvalidParameter):
        return None


def of_language(language: str, forms: Sequence[Form] = FORMS) -> list[Asked]:
    """Give the feeds of all that is in a language, in each of some forms."""
    return [Asked(form, language) for form in forms]


def _links(asked: Asked, part: Part, cursor: str | None, signer: Signer) -> list[tuple[str, str | None]]:
    def at(place: Cursor | None) -> str | None:
        return asked.address(signer.write(place, asked.purpose)) if place is not None else None

    is_topic = cursor is None and lenses.held.lens is None  # who reads by a contract is sent what that has, elsewhere
    return [
        ("hub", asked.hub if is_topic else None),
        ("self", _whole(asked.address(cursor))),
        ("first", asked.address()),
        ("previous", at(part.previous)),
        ("next", at(part.next)),
    ]


def _mark(body: bytes, links: Sequence[tuple[str, str | None]]) -> str:
    for _, address in links:
        _, _, cursor = (address or "").partition("cursor=")
        body = body.replace(cursor.encode(), b"") if cursor else body
    return hashlib.sha256(body).hexdigest()[:32]


def _feed(
    asked: Asked, part: Part, links: Mapping[str, str | None], known: Mapping[str, Known], others: Sequence[Form]
) -> Feed:
    reader, shown = known[asked.language], pages.current()
    said = naming.chosen(site.everything(), reader.chain)
    named = _names(asked.topics, reader)
    name = said[1].name if said is not None else urlsplit(instance.base_url()).netloc
    return Feed(
        id=_id(asked),
        title=f"{name}: {', '.join(named.values())}" if named else name,
        subtitle=said[1].tagline if said is not None else "",
        author=name,
        language=asked.language,
        href=links["self"] or "",
        first=_whole(links["first"]) or "",
        next=_whole(links["next"]),
        previous=_whole(links["previous"]),
        home=_home(asked, shown),
        alternates=_alternates(asked, known, others),
        about=f"{instance.base_url()}/docs",
        hub=links["hub"],
        entries=feed_entries.entries([document for _, document in part.articles], shown, is_brief=asked.is_brief),
        tombstones=[feed_entries.tombstone(id_, asked.language, at) for at, id_ in part.withdrawn],
    )


def _names(keys: Sequence[str], reader: Known) -> dict[str, str]:
    """Give the names of topics in the reader's language; the bare key of one that is not public any longer."""
    public = views.public_topics(keys)
    chosen = {key: naming.chosen(names, reader.chain) for key, names in topics.names_by_key(public).items()}
    return {key: named[1] if (named := chosen.get(key)) is not None else key for key in keys}


def _id(asked: Asked) -> str:
    """Give the URN of a feed: the same for ever, in every form, wherever the newsroom moves (RFC 4287, 4.2.6).

    It goes by the first article that was published here; before there is one, by the newsroom's address. A partner's
    has an id of its own, since it has other entries, and keeps it when its token is another.
    """
    first = views.first_article()
    origin = uuid.UUID(first) if first is not None else uuid.uuid5(uuid.NAMESPACE_URL, instance.base_url())
    whose = [asked.partner] if asked.partner else []
    return uuid.uuid5(origin, " ".join(["feed", *whose, asked.language, *asked.topics])).urn


def _home(asked: Asked, shown: Pages) -> Link:
    """Give the page that a feed is of: the topic's, or the site's; without pages the API's own address of the site."""
    of_topic = shown.of_topic(asked.topics[0], asked.language) if len(asked.topics) == 1 else None
    if (page := of_topic or shown.of_site(asked.language)) is not None:
        return Link(page, asked.language, "text/html")
    path = addresses.address("/v1/site", [("lang", asked.language)])
    return Link(instance.base_url() + path, asked.language, "application/json")


def _alternates(asked: Asked, known: Mapping[str, Known], forms: Sequence[Form]) -> list[Link]:
    """Give the same feed in other languages, and in other forms."""
    others = [replace(asked, language=code) for code in known if code != asked.language]
    others += [replace(asked, form=form) for form in forms if form != asked.form]
    return [Link(instance.base_url() + each.address(), each.language, each.form.media_type) for each in others]


def _whole(path: str | None) -> str | None:
    return instance.base_url() + path if path is not None else None
