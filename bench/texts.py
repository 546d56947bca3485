"""Saving a revision and uploading a PO file, whole verbs with the database, beside Babel's `read_po` of the same texts.

Argument: a database to measure on, as POLYWEEK_DATABASE_URL has it (it must be empty); without one, a SQLite file.
"""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from babel.messages.pofile import read_po

from api.accounts import people
from api.accounts.roles import Actor, Granted
from api.content import topics
from api.content.texts import Text
from api.content.topics import Name
from api.languages import languages
from api.platform import db, migrate
from api.platform.preconditions import ANY
from api.platform.settings import Settings
from api.translation import catalogues, drafts, exports, uploads
from api.translation.drafts import Draft
from api.translation.files import po

AT = datetime(2017, 9, 14, 9, 0, tzinfo=UTC)
LANGUAGES = ("be", "ru", "en", "uk")  # the first is the source
LETTERS = "абвгдеёжзійклмнопрстуўфхцчшыьэюя"
PARAGRAPHS = 300
MESSAGES = 1_000
WORDS = 80  # in a paragraph of a revision
UPLOADED_WORDS = 50  # in one of an upload: a body has at most 1 MiB
CHANGED = 8  # of them, in each paragraph
ROUNDS = 7
SEED = 2017


def main() -> None:
    """Print the median of each, in milliseconds, and its ratio to `read_po` in the same rounds."""
    with tempfile.TemporaryDirectory() as folder:
        named = [word for word in sys.argv[1:] if "://" in word]  # `python -m bench texts` names the benchmark there
        url = named[0] if named else f"sqlite:///{folder}/polyweek.db"
        settings = Settings(Path(folder), url, "http://127.0.0.1:8000", given_secret="s" * 40)
        db.open_database(settings)
        migrate.up()
        by = _newsroom()
        print(f"On {url.partition(':')[0]}, the median of {ROUNDS} rounds:")
        _measure_revisions(by)
        _measure_uploads(by)
        db.close_database()


def _measure_revisions(by: Actor) -> None:
    """Change each of 300 paragraphs and save, with three translated languages merged."""
    chance = random.Random(SEED)
    paragraphs = _paragraphs(chance, PARAGRAPHS, WORDS)
    article_id = _write(paragraphs, by)
    for language in LANGUAGES[1:]:
        _translate(article_id, language, by)
    saving, reading = [], []
    for _ in range(ROUNDS):
        files = [exports.export(catalogues.load(article_id, language), po.write) for language in LANGUAGES[1:]]
        reading.append(_seconds(lambda files=files: [read_po(io.BytesIO(file)) for file in files]))
        paragraphs = [_edited(chance, paragraph) for paragraph in paragraphs]
        saving.append(_seconds(lambda paragraphs=paragraphs: _save(article_id, paragraphs, by)))
    _report(f"a revision of {PARAGRAPHS} changed paragraphs, in {len(LANGUAGES) - 1} languages", saving, reading, 10)


def _measure_uploads(by: Actor) -> None:
    """Fill in a PO file of 1,000 messages."""
    chance = random.Random(SEED)
    uploading, reading = [], []
    for _ in range(ROUNDS):
        article_id = _write(_paragraphs(chance, MESSAGES - 1, UPLOADED_WORDS), by)
        data = _filled(exports.export(catalogues.load(article_id, "ru"), po.write))
        reading.append(_seconds(lambda data=data: read_po(io.BytesIO(data))))
        uploading.append(_seconds(lambda data=data, article_id=article_id: _upload(article_id, data, by)))
    _report(f"a PO file of {MESSAGES:,} messages ({len(data):,} bytes) uploaded", uploading, reading, 15)


def _newsroom() -> Actor:
    for code in LANGUAGES:
        languages.add(code, native_name=code, fallback=None)
    topics.add("society", {"be": Name("Грамадства", "")})
    grants = (Granted("editor", None),)
    person_id = people.add(login="editor", name="Editor", password="correct horse", locale="en", grants=grants, at=AT)
    return Actor(person_id, "editor", "Editor", "en", grants)


def _write(paragraphs: list[str], by: Actor) -> str:
    draft = Draft(LANGUAGES[0], "society", None, None, (), Text("Загаловак", "", "\n\n".join(paragraphs)))
    return drafts.create(draft, by=by, at=AT)


def _save(article_id: str, paragraphs: list[str], by: Actor) -> None:
    drafts.revise(
        article_id,
        title=None,
        summary=None,
        body_="\n\n".join(paragraphs),
        weight="meaning",
        note=None,
        expected=ANY,
        by=by,
        at=AT,
    )


def _translate(article_id: str, language: str, by: Actor) -> None:
    data = _filled(exports.export(catalogues.load(article_id, language), po.write))
    uploads.upload(article_id, language, po.read(data), mode="fill", by=by, at=AT)


def _upload(article_id: str, data: bytes, by: Actor) -> None:
    counts = uploads.upload(article_id, "ru", po.read(data), mode="fill", by=by, at=AT).counts
    assert counts["applied"] == MESSAGES, counts


def _filled(data: bytes) -> bytes:
    """Give each message its own source as translation."""
    entry = re.compile(r'msgid ((?:"[^\n]*"\n)+)msgstr ""\n')
    return entry.sub(lambda found: f"msgid {found[1]}msgstr {found[1]}", data.decode()).encode()


def _paragraphs(chance: random.Random, count: int, words: int) -> list[str]:
    vocabulary = _vocabulary()
    marked = (" [{0}](https://example.org/{0}).", " *{0}*.", " {0}.")  # in a third each: a link, emphasis, neither
    return [
        " ".join(chance.choices(vocabulary, k=words - 1)) + marked[number % 3].format(number) for number in range(count)
    ]


def _edited(chance: random.Random, paragraph: str) -> str:
    words, vocabulary = paragraph.split(" "), _vocabulary()
    for place in chance.sample(range(len(words) - 2), CHANGED):
        words[place] = chance.choice(vocabulary)
    return " ".join(words)


def _vocabulary() -> list[str]:
    chance = random.Random(SEED)
    return ["".join(chance.choices(LETTERS, k=chance.randint(2, 11))) for _ in range(4_000)]


def _seconds(task: Callable[[], object]) -> float:
    started = perf_counter()
    task()
    return perf_counter() - started


def _report(what: str, taken: list[float], yardstick: list[float], bar: int) -> None:
    ratio = median(taken) / median(yardstick)
    print(f"  {what}: {median(taken) * 1000:.0f} ms")
    print(f"    read_po of the same {median(yardstick) * 1000:.0f} ms, {ratio:.1f} times as long (bar: {bar})")


if __name__ == "__main__":
    main()
