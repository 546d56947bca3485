"""Articles with two translations, revised and exchanged through the verbs, and the promises that a revision keeps."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from api.accounts import tokens
from api.accounts.roles import Actor
from api.content import articles
from api.content.texts import Text
from api.platform import db
from api.platform.preconditions import ANY
from api.translation import catalogues, drafts, exports, splitting, status, tallies, uploads
from api.translation.catalogues import Catalogue
from api.translation.drafts import Draft
from api.translation.files import po
from api.translation.files.exchange import File, FileEntry
from api.translation.models import Translation
from tests.newsroom import NOW, token

LANGUAGES = ("be", "ru")


def actor(login: str) -> Actor:
    """Give a person of the newsroom as verbs take them."""
    return tokens.actor_of(token(login), at=NOW)


def write(text: Text) -> str:
    """Write an article in English."""
    return drafts.create(Draft("en", "society", None, None, (), text), by=actor("editor"), at=NOW)


def revise(article: str, text: Text) -> None:
    """Save a text as the next revision of the article."""
    drafts.revise(
        article,
        title=text.title,
        summary=text.summary,
        body_=text.body,
        lead=text.lead,
        weight="meaning",
        note=None,
        expected=ANY,
        by=actor("editor"),
        at=NOW + timedelta(hours=1),
    )


def translate(article: str, mark: str, *, fuzzy_every: int = 3) -> None:
    """Translate whatever needs it in two languages, marking some of it fuzzy, and approve every second message."""
    for language in LANGUAGES:
        catalogue = catalogues.load(article, language)
        entries = tuple(
            FileEntry(
                line.entry.key,
                line.entry.source,
                f"{mark} {language} {line.entry.source}",
                is_fuzzy=index % fuzzy_every == 1,
                is_obsolete=False,
                line=index,
            )
            for index, line in enumerate(catalogue.placed)
            if status.state(catalogue, line) in {"untranslated", "fuzzy"}
        )
        file = File(article, language, None, None, entries)
        uploads.upload(article, language, file, mode="fill", by=actor("editor"), at=NOW)
        approve_some(catalogue)


def approve_some(catalogue: Catalogue) -> None:
    """Mark every second message as approved, as if a reviewer had gone half way."""
    keys = [line.entry.key for line in catalogue.placed[::2]]
    with db.transaction():
        Translation.update(is_approved=True).where(
            Translation.version == catalogue.version_id, Translation.key.in_(keys)
        ).execute()
        tallies.keep([catalogue.version_id])


def loaded(article: str) -> dict[str, Catalogue]:
    """Give the two translations as they stand."""
    return {language: catalogues.load(article, language) for language in LANGUAGES}


def histories(catalogue: Catalogue) -> Counter[str]:
    """Give how many events each message has in its history."""
    sql = "SELECT key, COUNT(*) FROM message_event WHERE version_id = ? GROUP BY key"
    return Counter(dict(db.rows(sql, (catalogue.version_id,))))


def assert_kept(before: Catalogue, past: Counter[str], after: Catalogue) -> None:
    """What did not change keeps translation, state and history; what did is fuzzy; no translation is lost."""
    held = {line.entry.key: line.entry for line in before.lines}
    told = histories(after)
    for line in after.lines:
        entry, old = line.entry, held.get(line.entry.key)
        if old is not None and entry.source == old.source:
            assert (entry.translation, entry.state) == (old.translation, old.state)
            if entry.position is not None and old.position is not None:
                assert told[entry.key] == past[entry.key]
        elif entry.translation:
            assert told[entry.key] > past[entry.key]
            if old is not None and old.translated_source == entry.source and not old.needs_work:
                assert entry.state in {"translated", "approved"}, "the text came back that it was made for"
                continue
            assert entry.state == "fuzzy"
            previous = entry.previous_source
            assert entry.needs_work or previous not in {None, entry.source}
    kept = "\n".join(line.entry.translation or "" for line in after.lines)
    assert all(line.entry.translation in kept for line in before.lines if line.entry.translation)


def assert_whole(article: str) -> None:
    """The document rebuilt from its own messages is itself, and a file taken out and brought in changes nothing."""
    text = articles.text_of(articles.revision(article))
    for language, catalogue in loaded(article).items():
        assert splitting.rebuild(text, [line.entry.source for line in catalogue.placed]) == text
        data = exports.export(catalogue, po.write)
        file = po.read(data)
        for mode in ("fill", "replace"):
            done = uploads.upload(article, language, file, mode=mode, by=actor("editor"), at=NOW)
            assert {decision.outcome for decision in done.decisions} == {"unchanged"}
            assert done.serial == catalogue.serial
        assert exports.export(catalogues.load(article, language), po.write) == data
