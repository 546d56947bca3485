"""Many published articles in three languages, made from a fixed seed without HTTP: the same on every database.

They are written as the publishing room writes them, publications first, and indexed by its own step.
"""

from __future__ import annotations

import bisect
import itertools
import random
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

import api.demo
from api.platform import clock, db
from api.publishing import journal, published
from api.publishing.journal import News
from api.publishing.models import Publication, Reading
from api.publishing.search import entries

EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
CHAINS = {"be": ("be",), "ru": ("ru", "be"), "en": ("en", "ru", "be")}
_TEXTS = Path(api.demo.__file__).parent / "texts" / "articles"
_BATCH = 200
_TOLD = 20  # publications
_TOPICS, _TRENDS = ("society", "river"), ("improved", "unchanged", "worsened", None)


class Writer:
    """Writes texts of a language: the words of the demo, some often and most seldom, and words of nobody."""

    def __init__(self, language: str, chance: random.Random) -> None:
        texts = " ".join(path.read_text("utf-8") for path in sorted(_TEXTS.glob(f"*.{language}.md")))
        self._words = sorted({word.strip("«».,:;!?()—-*>#[]\"'") for word in texts.split()} - {""})
        chance.shuffle(self._words)
        self._shares = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(self._words))))
        self._chance = chance

    def word(self) -> str:
        """Give a word."""
        place = bisect.bisect(self._shares, self._chance.random() * self._shares[-1])
        return self._words[min(place, len(self._words) - 1)]

    def text(self, count: int) -> str:
        """Give so many words as sentences of a paragraph."""
        words = [self.word() + ("." if number % 12 == 11 else "") for number in range(count)]
        return " ".join(words).replace("*", "").capitalize()


def fill(count: int, *, seed: int = 20_170_911, words: int = 120, example: str) -> None:
    """Publish so many articles, like the one that is named (an id); nine of ten in all languages, others in some."""
    chance = random.Random(seed)
    writers = {language: Writer(language, chance) for language in CHAINS}
    standing = Publication.ended_at.is_null() & Publication.withdrawn_at.is_null()  # else those like it are not public
    like = next(iter(Publication.select().where(Publication.article == example, standing).dicts()))
    for start in range(0, count, _BATCH):
        made = [_made(chance, number, writers, words) for number in range(start, min(count, start + _BATCH))]
        _write(made, like)


def tell() -> None:
    """Write into the journal what was made, some articles in each generation, as their releases would have."""
    told = "SELECT publication_id FROM change"
    found = db.rows(f"SELECT article_id, language, id FROM publication WHERE id NOT IN ({told}) ORDER BY id")
    for start in range(0, len(found), _TOLD):
        with db.transaction():
            news = [News("published", *row) for row in found[start : start + _TOLD]]
            journal.append(journal.begin(), news, at=EPOCH + timedelta(minutes=start))


def _made(chance: random.Random, number: int, writers: dict[str, Writer], words: int) -> dict[str, Any]:
    languages = list(CHAINS) if chance.random() < 0.9 else chance.choice([["be"], ["ru"], ["be", "ru"], ["en"]])
    return {
        "id": str(uuid.UUID(int=chance.getrandbits(128), version=4)),
        "number": number,
        "at": EPOCH + timedelta(hours=chance.randrange(24 * 365 * 20)),
        "topic": chance.choice(_TOPICS),
        "trend": chance.choice(_TRENDS),
        "texts": {
            language: [writers[language].text(size) for size in (6, 15, *[words // 3] * 3)] for language in languages
        },
        "publications": {language: str(uuid.UUID(int=chance.getrandbits(128), version=4)) for language in languages},
    }


_ARTICLE = """
INSERT INTO article (id, source_language, topic_id, issue_id, trend, position, created_at, created_by, serial)
SELECT ?, source_language, topic_id, issue_id, trend, position, created_at, created_by, serial FROM article WHERE id = ?
"""


def _write(made: Sequence[dict[str, Any]], like: dict[str, Any]) -> None:
    with db.transaction():
        db.write_each(_ARTICLE, [(each["id"], like["article"]) for each in made])
        db.append(Publication, [record for each in made for record in _publications(each, like)])
        db.append(Reading, [record for each in made for record in _readings(each)])
        entries.keep(published.last([each["id"] for each in made]))


def _publications(made: dict[str, Any], like: dict[str, Any]) -> list[dict[str, Any]]:
    records = []
    for language, (title, summary, *paragraphs) in made["texts"].items():
        body = "\n\n".join(paragraphs)
        blocks = [
            {"kind": "paragraph", "id": f"{made['number']}-{place}", "html": text, "text": text}
            for place, text in enumerate(paragraphs)
        ]
        records.append(
            {
                **like,
                "id": made["publications"][language],
                "article": made["id"],
                "language": language,
                "slug": f"made-{made['number']}-{language}",
                "title": title,
                "summary": summary,
                "body": body,
                "html": "",
                "blocks": orjson.dumps(blocks).decode(),
                "text": body,
                "trend": made["trend"],
                "first_published_at": made["at"],
                "published_at": made["at"],
            }
        )
    return records


def _readings(made: dict[str, Any]) -> list[dict[str, Any]]:
    records = []
    for asked, chain in CHAINS.items():
        language = next((each for each in chain if each in made["texts"]), None)
        if language is None:
            continue
        title, summary, *paragraphs = made["texts"][language]
        slug = f"made-{made['number']}-{language}"
        listed = {
            "id": made["id"],
            "slug": slug,
            "language": language,
            "requested_language": asked,
            "is_fallback": asked != language,
            "title": title,
            "summary": summary,
            "topic": {"key": made["topic"], "name": made["topic"].title()},
            "published_at": clock.to_readers(made["at"]),
            "links": {"self": f"/v1/articles/{slug}?lang={language}"},
        }
        core = orjson.dumps({**listed, **_whole(made, paragraphs)})[:-1]
        records.append(
            {
                "article": made["id"],
                "requested_language": asked,
                "language": language,
                "slug": slug,
                "topic": made["topic"],
                "trend": made["trend"],
                "issue": None,
                "published_at": made["at"],
                "updated_at": made["at"],
                "modified_at": made["at"],
                "etag": made["id"],
                "list_json": orjson.dumps(listed),
                "full_json": core + _ALONE,
                "core_length": len(core),
            }
        )
    return records


_ALONE = b',"previous":null,"next":null}'


def _whole(made: dict[str, Any], paragraphs: Sequence[str]) -> dict[str, Any]:
    """Give what a document has beside its list form."""
    alternates = [
        {"language": each, "href": f"/v1/articles/made-{made['number']}-{each}?lang={each}"} for each in made["texts"]
    ]
    content = "".join(f"<p>{text}</p>" for text in paragraphs)
    body = {"format": "html", "content": content}
    return {"picture": None, "body": body, "corrections": [], "alternates": alternates}
