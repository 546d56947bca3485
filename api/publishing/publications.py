"""Publications: what versions say, put out for good, ended by others in their place, or withdrawn with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.content import articles, bylines, seo
from api.content.models import Article
from api.content.seo import Seo
from api.languages import languages
from api.platform import db, ids
from api.platform.errors import Conflict, say
from api.publishing import journal, previews, published, rebuilds, slugs, touched, transliterations
from api.publishing.differences import Published as Text
from api.publishing.journal import ChangeType, News
from api.publishing.models import Correction, Publication, PublicationByline, PublicationPicture
from api.publishing.published import Published
from api.publishing.renderings import Rendering
from api.translation import freshness, versions
from api.translation import seo as kept
from api.translation.catalogues import Catalogue
from api.translation.freshness import Shown
from api.translation.seo import Kept


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A version that goes out: its article, its messages, how they were rendered, and its last publication.

    `corrected_in` is the latest revision that corrected its article, 0 where none did; `rewritten` is the same in its
    language's transliterations.
    """

    article: Article
    catalogue: Catalogue
    made: Rendering
    before: Published | None
    shown: tuple[Shown, ...]
    corrected_in: int
    bylines: tuple[str, ...]
    told: Kept
    rewritten: tuple[Rendering, ...] = ()

    @property
    def seo(self) -> Seo:
        """What search engines and messengers are told of it, where that does not follow from it."""
        told, pictures = self.told, self.made.pictures
        return seo.standing(told.seo, told.revision, corrected_in=self.corrected_in, pictures=pictures)

    @property
    def revision(self) -> int:
        """The number of the revision that it says."""
        return self.catalogue.revision

    @property
    def pictures(self) -> Shown:
        """The pictures that it names, as one message more."""
        text, html = self.made.text, self.made.html
        return published.pictures(text.lead, html, revision=self.revision, corrected_in=self.corrected_in)

    @property
    def is_out(self) -> bool:
        """Whether readers have the very same already."""
        if self.before is None or not self.before.is_public:
            return False
        text, before, article = self.made.text, self.before, self.article
        return (
            (before.title, before.summary, before.body) == (text.title, text.summary, text.body)
            and before.lead == text.lead
            and before.messages == self.shown
            and (before.topic_id, before.issue_id, before.trend) == (article.topic_id, article.issue_id, article.trend)
            and before.bylines == self.bylines
            and before.seo == self.seo
        )

    @property
    def is_corrected(self) -> bool:
        """Whether the source has been corrected since the last publication, in what is said or in what is shown."""
        before = self.before
        if before is None:
            return False
        pictures = self.pictures
        shows_others = pictures.source_hash != before.pictures.source_hash
        compared = (*self.shown, pictures) if shows_others else self.shown
        return any(message.corrected_in > before.revision for message in compared)


def outgoing(
    records: Mapping[str, Article],
    ready: Sequence[Catalogue],
    made: Mapping[tuple[str, str], Rendering],
    before: published.Last,
) -> list[Outgoing]:
    """Bring together what is known of the versions that go out; three statements."""
    others = languages.transliterations()
    chosen = {catalogue.article_id for catalogue in ready}
    signed, corrected, told = bylines.ids_of(chosen), articles.last_corrections(chosen), kept.of_articles(chosen)
    return [
        Outgoing(
            records[catalogue.article_id],
            catalogue,
            made[catalogue.article_id, catalogue.language],
            before.get(catalogue.article_id, {}).get(catalogue.language),
            tuple(freshness.shown(catalogue)),
            corrected.get(catalogue.article_id, 0),
            signed[catalogue.article_id],
            told.get((catalogue.article_id, catalogue.language), Kept()),
            tuple(made[catalogue.article_id, language] for language in others.get(catalogue.language, ())),
        )
        for catalogue in ready
    ]


def publish(
    going: Sequence[Outgoing], *, release_id: str, generation: int, notes: Mapping[str, str], at: datetime
) -> list[News]:
    """Put versions out as they were rendered, and tell what that was to readers; what they have already is no news.

    Their transliterations go out with them, behind them. `notes` are of corrections, by language; where one is missing,
    those of the revisions since serve. A step inside a publishing transaction; some ten statements, however many
    versions there are, and four for all transliterations.
    """
    db.require_transaction()
    going = [version for version in going if not version.is_out]
    former = touched.texts([version.before.id for version in going if version.before and version.before.is_public])
    ended = [version.before.id for version in going if version.before is not None]
    Publication.update(ended_at=at).where(Publication.id.in_(ended)).execute()
    texts = [made for v in going for made in (v.made, *v.rewritten)]
    addresses = slugs.assign({(made.article_id, made.language): made.text.title for made in texts})
    records = [
        _record(
            version,
            addresses[version.article.id, version.catalogue.language],
            release_id=release_id,
            generation=generation,
            at=at,
        )
        for version in going
    ]
    db.append(Publication, records)
    signed = [
        {"publication": record["id"], "byline": byline, "position": position}
        for record, version in zip(records, going, strict=True)
        for position, byline in enumerate(version.bylines)
    ]
    db.append(PublicationByline, signed)
    shown = [
        {"publication": record["id"], "picture": picture}
        for record, version in zip(records, going, strict=True)
        for picture in version.made.pictures
    ]
    db.append(PublicationPicture, shown)
    said = _correct([version for version in going if version.is_corrected], notes, at=at)
    news = [
        _news(version, str(record["id"]), said.get((version.article.id, version.catalogue.language)), former)
        for record, version in zip(records, going, strict=True)
    ]
    rewritten = [(entry, made) for entry, version in zip(news, going, strict=True) for made in version.rewritten]
    if rewritten:
        news += transliterations.publish(rewritten, addresses, generation=generation, at=at)
    return news


def withdraw(article_id: str, language: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a published version from its readers, who are told that it is gone, and end its previews; one transaction.

    Its transliterations go with it. With the source go the previews in every language: what is not translated stands in
    its words there.

    Raises:
        Forbidden: the person does not release.
        NotFound: there is no such article or language.
        Conflict: the version is not public.
    """
    by.require("release")
    with db.transaction():
        generation = journal.begin()
        versions.lock(article_id, language)
        is_source = articles.get(article_id).source_language_id == language
        standing = published.last([article_id]).get(article_id, {})
        found = standing.get(language)
        if found is None or not found.is_public:
            raise Conflict(say("This version is not public."))
        gone = [found, *transliterations.following(standing, language)]
        Publication.update(withdrawn_at=at).where(Publication.id.in_([each.id for each in gone])).execute()
        news = [News("withdrawn", article_id, each.language, each.id, reason) for each in gone]
        rebuilds.tell(news, generation, at=at)
        ended = previews.end(article_id=article_id, language=None if is_source else language)
        audit.note(
            "version.withdraw",
            by=by.id,
            at=at,
            thing="article",
            thing_id=article_id,
            language=language,
            previews=ended or None,
        )


def _record(version: Outgoing, slug: str, *, release_id: str, generation: int, at: datetime) -> dict[str, object]:
    article, catalogue, made, before = version.article, version.catalogue, version.made, version.before
    return {
        "id": ids.new(),
        "release": release_id,
        "article": article.id,
        "language": catalogue.language,
        "revision": catalogue.revision,
        "slug": slug,
        "topic": article.topic_id,
        "issue": article.issue_id,
        "trend": article.trend,
        **made.columns,
        "seo": seo.to_json(version.seo),
        "messages": freshness.to_json(version.shown),
        "generation": generation,
        "first_published_at": before.first_published_at if before is not None else at,
        "published_at": at,
    }


def _correct(
    corrected: Sequence[Outgoing], notes: Mapping[str, str], *, at: datetime
) -> dict[tuple[str, str], str | None]:
    """Write down what readers are told of corrections, and give the note of each by article and language."""
    if not corrected:
        return {}
    of_revisions = articles.correction_notes({version.article.id for version in corrected})
    said = {}
    for version in corrected:
        since = version.before.revision if version.before is not None else 0
        own = "\n".join(note for number, note in of_revisions[version.article.id] if number > since)
        said[version.article.id, version.catalogue.language] = notes.get(version.catalogue.language) or own or None
    db.append(
        Correction,
        [
            {"id": ids.new(), "article": article_id, "language": language, "at": at, "note": note}
            for (article_id, language), note in said.items()
        ],
    )
    return said


def _news(version: Outgoing, publication_id: str, note: str | None, former: Mapping[str, Text]) -> News:
    kind: ChangeType = "corrected" if version.is_corrected else "updated"
    if version.before is None or not version.before.is_public:
        kind = "published"
    reason = note if kind == "corrected" else None
    before = former.get(version.before.id) if version.before is not None else None
    changes = touched.since(before, version.made, version.shown)
    return News(kind, version.article.id, version.catalogue.language, publication_id, reason, changes)
