"""Uploads: a version's file brought back, rebased onto the messages as they stand, with an answer for every entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from api.accounts.roles import Actor
from api.platform import db
from api.platform.errors import Conflict, Fault, Phrase, WrongArticle, say
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
    return Upload(catalogue.revision, version.serial, file.revision, tuple(decisions))


def _require_place(file: File, catalogue: Catalogue) -> None:
    if catalogue.is_source:
        raise Conflict(say("This is the language of the source: save a revision of the article instead."))
    if file.article_id is not None and file.article_id != catalogue.article_id:
        raise WrongArticle(say("The file belongs to another article."))
    if file.language is not None and not _agree(file.language, catalogue.language):
        raise WrongArticle(say("The file is in {language}.", language=file.language))


def _agree(written: str, language: str) -> bool:
    """Tell whether a file's language can be this one: some editors add a region, as `ru_RU`."""
    return written == language or written.startswith(f"{language}-")


def _decide(file: File, catalogue: Catalogue, mode: Mode) -> list[Decision]:
    lines = {line.entry.key: line for line in catalogue.lines}
    tidy = replace(file, entries=tuple(_tidied(entry, lines) for entry in file.entries))
    base, fuzzy = _at_export(catalogue, file.serial)

    def refusal(key: str, entry: FileEntry) -> Phrase | None:
        fault = _objection(lines[key].entry.kind, entry)
        return fault.detail if fault is not None else None

    return exchange.decide(
        tidy,
        [_current(line) for line in catalogue.lines],
        base,
        mode=mode,
        refusal=refusal,
        fuzzy_at_export=fuzzy,
    )


def _tidied(entry: FileEntry, lines: Mapping[str, Line]) -> FileEntry:
    """Bring a text into its normal form, as it would be kept; what stands already or is refused stays as it is."""
    line = lines.get(entry.key)
    if line is not None and line.entry.translation == entry.translation:
        return entry
    kind = line.entry.kind if line is not None else "paragraph"
    if _objection(kind, entry) is not None:
        return entry
    return replace(entry, translation=splitting.tidy(cast("Kind", kind), entry.translation))


def _objection(kind: str, entry: FileEntry) -> Fault | None:
    return splitting.objection(Unit(cast("Kind", kind), entry.source), entry.translation)


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
