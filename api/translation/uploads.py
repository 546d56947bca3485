"""Uploads: a version's file brought back, rebased onto the messages as they stand, with an answer for every entry."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from api.accounts import audit
from api.accounts.roles import Actor
from api.platform import db
from api.platform.errors import Conflict, LanguageName, Phrase, WrongArticle, say
from api.translation import catalogues, exchange, history, messages, splitting, versions
from api.translation.catalogues import Catalogue, Line
from api.translation.exchange import Current, Decision, File, FileEntry, Mode
from api.translation.merging import Entry
from api.translation.splitting import Kind, Unit


@dataclass(frozen=True, slots=True)
class Upload:
    """What an upload did, or would do: a decision for each entry, in the file's order; the version's serial after."""

    revision: int
    serial: int
    file_revision: int | None
    decisions: tuple[Decision, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many entries came to each outcome."""
        counted = Counter(decision.outcome for decision in self.decisions)
        return {outcome: counted[outcome] for outcome in exchange.OUTCOMES}


def upload(
    article_id: str, language: str, file: File, *, mode: Mode, by: Actor, at: datetime, dry_run: bool = False
) -> Upload:
    """Bring a file into a version; one transaction. The same file again changes nothing.

    Raises:
        Forbidden: the person does not translate into this language.
        NotFound: there is no such article or language.
        Conflict: this is the source version.
        WrongArticle: the file says that it belongs to another article or language.
    """
    by.require("translate", language)
    with db.transaction(dry_run=dry_run):
        version = versions.lock(article_id, language)
        catalogue = catalogues.load(article_id, language)
        _require_place(file, catalogue)
        decisions = _decide(file, catalogue, mode)
        lines = {line.entry.key: line for line in catalogue.lines}
        written = [
            _written(lines[decision.target].entry, decision) for decision in decisions if decision.target is not None
        ]
        if written:
            messages.save(version.id, versions.touch(version), written, "imported", by=by.id, at=at)
            audit.note(
                "version.import",
                by=by.id,
                at=at,
                thing="article",
                thing_id=article_id,
                language=language,
                messages=len(written),
            )
    return Upload(catalogue.revision, version.serial, file.revision, tuple(decisions))


def _require_place(file: File, catalogue: Catalogue) -> None:
    if catalogue.is_source:
        raise Conflict(say("This is the language of the source: save a revision of the article instead."))
    if file.article_id is not None and file.article_id != catalogue.article_id:
        raise WrongArticle(say("The file belongs to another article."))
    if file.language is not None and not _agree(file.language, catalogue.language):
        raise WrongArticle(say("The file is in {language}.", language=LanguageName(file.language)))


def _agree(written: str, language: str) -> bool:
    """Tell whether a file's language can be this one: some editors add a region, as `ru_RU`."""
    return written == language or written.startswith(f"{language}-")


def _decide(file: File, catalogue: Catalogue, mode: Mode) -> list[Decision]:
    tidy, refusals = _judged(file, catalogue)
    base, fuzzy = _at_export(catalogue, file.serial)
    return exchange.decide(
        tidy,
        [_current(line) for line in catalogue.lines],
        base,
        mode=mode,
        refusal=lambda _key, entry: refusals.get(entry),
        fuzzy_at_export=fuzzy,
    )


def _judged(file: File, catalogue: Catalogue) -> tuple[File, dict[FileEntry, Phrase]]:
    """Give the file with its texts in normal form, as they would be kept, and why some of them cannot be."""
    kinds = {line.entry.source: line.entry.kind for line in catalogue.placed}
    lines = {line.entry.key: line for line in catalogue.lines}
    entries, refusals = [], {}
    for entry in file.entries:
        line = lines.get(entry.key)
        kind = line.entry.kind if line is not None else kinds.get(entry.source, "paragraph")
        if _stands(line, entry) or not exchange.is_bounded(entry):
            entries.append(entry)
            continue
        text, fault = splitting.judge(Unit(cast("Kind", kind), entry.source), entry.translation)
        entries.append(replace(entry, translation=text))
        if fault is not None:
            refusals[entries[-1]] = fault.detail
    return replace(file, entries=tuple(entries)), refusals


def _stands(line: Line | None, entry: FileEntry) -> bool:
    return line is not None and line.entry.translation == entry.translation


def _at_export(catalogue: Catalogue, serial: int | None) -> tuple[dict[str, str | None], set[str]]:
    """Give what each message said when a file was written, and which were fuzzy then; nothing where it is unknown."""
    if serial is None or serial > catalogue.serial:
        return {}, set()
    then = history.states_at(catalogue.version_id, serial)
    texts: dict[str, str | None] = {line.entry.key: None for line in catalogue.lines}
    texts |= {key: text for key, (text, _) in then.items()}
    return texts, {key for key, (_, state) in then.items() if state == "fuzzy"}


def _current(line: Line) -> Current:
    entry = line.entry
    return Current(
        entry.key, entry.position, entry.source, entry.translation, entry.translated_source, entry.needs_work
    )


def _written(entry: Entry, decision: Decision) -> Entry:
    return replace(
        entry,
        translation=decision.translation,
        translated_source=decision.translated_source,
        needs_work=decision.needs_work,
        is_approved=False,
    )
