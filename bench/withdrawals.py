"""How long a picture that is shown in 300 readings is in any of them, from the call that withdraws it.

100 articles of 20 paragraphs in three languages, each with the picture above its text and in it. The call is timed with
its commit: what it leaves to the worker is counted, and must be nothing. The yardstick, in the same rounds, is to read
the bytes of all these readings and to write them back in one transaction.
"""

from __future__ import annotations

import random
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from api.accounts.roles import Actor
from api.content import issues, topics
from api.content.pictures.models import Picture
from api.content.texts import Lead, Text
from api.content.topics import Name
from api.demo import people, stages
from api.languages import languages
from api.platform import db, ids, migrate
from api.platform.preconditions import ANY
from api.platform.settings import Settings
from api.publishing import pictures, rebuilds
from tests import databases

ROUNDS = 7
ARTICLES, TOGETHER = 100, 20
PARAGRAPHS, WORDS = 20, 60
SEED = 2017
NOW = datetime(2017, 9, 14, 9, tzinfo=UTC)


def main() -> None:
    """Measure on both databases."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        urls = {"SQLite": f"sqlite:///{folder}/polyweek.db"}
        urls["PostgreSQL"] = stack.enter_context(stack.enter_context(databases.postgres()).database())
        for name, url in urls.items():
            _measure(name, databases.settings(folder / name, url))


def _measure(name: str, settings: Settings) -> None:
    settings.data_dir.mkdir(exist_ok=True)
    db.open_database(settings)
    migrate.up()
    with db.together():
        editor, picture = _raise(settings)
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(_withdrawn(picture, editor))
        bare.append(_written())
    print(f"{name}: withdrawn from {_count(None)} readings in {median(ours):.2f} s, at most {max(ours):.2f} s (bar: 1)")
    print(f"  their bytes read and written: {median(bare):.2f} s; ours is {median(ours) / median(bare):.1f} ×")
    db.close_database()


def _withdrawn(picture: str, editor: Actor) -> float:
    assert _count(picture) == _count(None)
    began = time.perf_counter()
    pictures.withdraw(picture, reason="Somebody in it is in danger.", substitute=None, by=editor, at=NOW)
    seconds = time.perf_counter() - began
    assert _count(picture) == 0
    assert db.row("SELECT 1 FROM pending_rebuild") is None
    pictures.restore(picture, expected=ANY, by=editor, at=NOW)
    while rebuilds.run_pending(at=NOW):
        pass
    return seconds


def _written() -> float:
    began = time.perf_counter()
    with db.transaction():
        rows = db.rows("SELECT full_json, list_json, article_id, requested_language FROM reading")
        db.write_each(_WRITE, rows)
    return time.perf_counter() - began


_WRITE = "UPDATE reading SET full_json = ?, list_json = ? WHERE article_id = ? AND requested_language = ?"


def _count(picture: str | None) -> int:
    """Count the readings, or those that show a picture anywhere, their neighbours' list forms included."""
    found = [bytes(document) for (document,) in db.rows("SELECT full_json FROM reading")]
    return sum(picture is None or picture.encode() in document for document in found)


def _raise(settings: Settings) -> tuple[Actor, str]:
    """Raise a newsroom of articles that all show one picture; gives its editor and the picture's id."""
    for code in stages.LANGUAGES:
        languages.add(code, native_name=code, fallback=None)
    actors = people.add_all(settings, at=NOW)
    topics.add("society", {"be": Name("Society", "")})
    picture, editor, chance = ids.new(), actors["editor"], random.Random(SEED)
    row = {"width": 1200, "height": 800, "thumbhash": "", "colour": "#a1b2c3", "created_at": NOW}
    with db.transaction():
        Picture.create(id=picture, created_by=editor.id, **row)
    about = {"source_language": "be", "topic": "society", "trend": "improved", "bylines": []}
    for week in range(ARTICLES // TOGETHER):
        key = f"2017-W{week + 1:02}"
        issue = issues.add(key, titles={}, at=NOW)
        for _ in range(TOGETHER):
            texts = dict.fromkeys(stages.LANGUAGES, _text(picture, chance))
            stages.bring(about, key, texts, stages.PUBLISHED, actors, at=NOW)
        stages.release(issue, actors, at=NOW + timedelta(hours=2))
    return editor, picture


def _text(picture: str, chance: random.Random) -> Text:
    vocabulary = ["".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 11))) for _ in range(500)]
    paragraphs = [" ".join(chance.choices(vocabulary, k=WORDS)) + "." for _ in range(PARAGRAPHS)]
    body = "\n\n".join([*paragraphs[:3], f'![The river](picture:{picture} "In May")', *paragraphs[3:]]) + "\n"
    return Text(f"A title {chance.random()}", "A summary.", body, Lead(picture, "The river", "In May"))


if __name__ == "__main__":
    main()
