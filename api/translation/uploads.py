"""Uploads: a version's file brought back, rebased onto the messages as they stand, with an answer for every entry."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from api.accounts import audit
from api.accounts.roles import Actor
from api.languages import languages
from api.platform import db, ids
from api.platform.errors import Conflict, LanguageName, WrongArticle, say
from api.translation import catalogues, checks, history, translations, versions
from api.translation.catalogues import Catalogue
from api.translation.checks import Bulk
from api.translation.entries import Entry
from api.translation.files import exchange, localenames, outcomes, rebasing
from api.translation.files.exchange import Decision, File, Mode, Then
from api.translation.judgements import Judgements, before_lock
from api.translation.models import BroughtFile


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
    """Bring a file into a version; one transaction. The same file again changes nothing, unless it is to replace.

    Everything is read, judged and decided before the lock is taken; under it only what others have changed meanwhile is
    decided anew, from texts that are judged already. A dry run takes no lock: it reads, and decides.

    Raises:
        Forbidden: the person does not translate into this language.
        NotFound: there is no such article or language.
        Conflict: this is the source version.
        WrongArticle: the file says that it belongs to another article or language.
        Unavailable: the article is being rewritten all the time; nothing was kept.
    """
    by.require("translate", language)
    bringing = _Bringing(article_id, language, _of_present_ids(file), mode, by)
    if dry_run:
        return bringing.plan(Judgements()).as_upload(file)
    return before_lock(bringing.plan, lambda plan, judged: bringing.carry_out(plan, judged, at=at))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an upload does to a version as it was read."""

    catalogue: Catalogue
    decisions: tuple[Decision, ...]

    @property
    def written(self) -> list[Entry]:
        """The messages that are written, as they are afterwards."""
        return [each.written for each in self.decisions if each.written is not None]

    def as_upload(self, file: File) -> Upload:
        serial = self.catalogue.serial + bool(self.written)
        return Upload(self.catalogue.revision, serial, file.revision, self.decisions)


@dataclass(frozen=True, slots=True)
class _Bringing:
    """Who brings which file where, and how."""

    article_id: str
    language: str
    file: File
    mode: Mode
    by: Actor

    def plan(self, judged: Judgements) -> _Plan:
        """Read the version, and decide."""
        catalogue = catalogues.load(self.article_id, self.language)
        _require_place(self.file, catalogue)
        current = [line.entry for line in catalogue.lines]
        base = _at_export(catalogue, self.file, self.by)
        decisions = rebasing.decide(self.file, current, base, mode=self.mode, judge=judged)
        if self.mode == "fill" and _is_repeated(catalogue.version_id, self.file):
            decisions = [each if each.target is None else outcomes.unchanged(each, "repeated") for each in decisions]
        return _with_room(_Plan(catalogue, tuple(decisions)))

    def carry_out(self, plan: _Plan, judged: Judgements, *, at: datetime) -> Upload:
        """Write what was planned; where the version has changed since, what is planned of it now."""
        with db.transaction():
            version = versions.lock(self.article_id, self.language)
            if version.serial != plan.catalogue.serial or _is_repeated(version.id, self.file):
                plan = self.plan(judged)
            if written := plan.written:
                serial = versions.touch(version)
                translations.write(version.id, serial, written, "imported", by=self.by.id, at=at)
                audit.note(
                    "version.import",
                    by=self.by.id,
                    at=at,
                    thing="article",
                    thing_id=self.article_id,
                    language=self.language,
                    messages=len(written),
                )
            if self.file.digest is not None:
                db.insert(BroughtFile, version=version.id, digest=self.file.digest)
        return plan.as_upload(self.file)


def _of_present_ids(file: File) -> File:
    """Give a file with its ids as they are issued now, since it may have been exported when they told more."""
    entries = tuple(replace(entry, key=ids.coarse(entry.key)) for entry in file.entries)
    return replace(file, article_id=file.article_id and ids.coarse(file.article_id), entries=entries)


def _with_room(plan: _Plan) -> _Plan:
    """Give the plan, or where it makes the version too much to be read, the one that says so and writes nothing."""
    if not (written := {entry.key: entry for entry in plan.written}):
        return plan
    after = (written.get(line.entry.key, line.entry).translation for line in plan.catalogue.placed)
    fault = checks.crowding(Bulk.of(text for text in after if text))
    if fault is None:
        return plan
    decisions = (
        each if each.target is None else outcomes.refused(each, "structure", fault.detail) for each in plan.decisions
    )
    return replace(plan, decisions=tuple(decisions))


def _require_place(file: File, catalogue: Catalogue) -> None:
    if catalogue.is_source:
        raise Conflict(say("This is the language of the source: save a revision of the article instead."))
    if file.article_id is not None and file.article_id != catalogue.article_id:
        raise WrongArticle(say("The file belongs to another article."))
    if file.language is not None and not localenames.agree(file.language, catalogue.language, languages.everything()):
        raise WrongArticle(say("The file is in {language}.", language=LanguageName(file.language)))


def _at_export(catalogue: Catalogue, file: File, by: Actor) -> dict[str, Then]:
    """Give each message as it was when a file was exported, and what people wrote there since."""
    is_known = file.serial is not None and file.serial <= catalogue.serial
    serial = file.serial if is_known and file.serial is not None else 0
    then = history.states_at(catalogue.version_id, serial) if is_known else {}
    later: dict[str, set[str | None]] = {}
    others = set()
    for key, text, person in history.worked_on_since(catalogue.version_id, serial):
        later.setdefault(key, set()).add(text)
        if person != by.id:
            others.add(key)
    told = {}
    for line in catalogue.lines:
        key = line.entry.key
        text, state = then.get(key, (None, "untranslated"))
        told[key] = Then(text, state == "fuzzy", frozenset(later.get(key, ())), key in others, is_known)
    return told


def _is_repeated(version_id: str, file: File) -> bool:
    """Tell whether these very bytes have been brought into this version before."""
    sql = "SELECT 1 FROM brought_file WHERE version_id = ? AND digest = ?"
    return file.digest is not None and db.row(sql, (version_id, file.digest)) is not None
