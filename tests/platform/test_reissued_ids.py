"""Ids of the millisecond become ids of the day: in every table, for readers, and in what was exported before."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from api.operations import tables
from api.platform import db, ids, migrate
from tests import old_ids
from tests.newsroom import Newsroom
from tests.operations import instances
from tests.publishing import shelf
from tests.publishing.shelf import Shelf

MIGRATION = "0010_ids_of_days"
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Aged:
    """A newsroom whose ids are of the millisecond, a file exported from it, and what its desk showed."""

    newsroom: Newsroom
    articles: Shelf
    file: str
    shown: str


@pytest.fixture
def aged(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Aged:
    """Give a newsroom as it would stand from before."""
    with monkeypatch.context() as then:
        then.setattr(ids, "new", old_ids.new)
        then.setattr(ids, "coarse", lambda text: text)
        articles = shelf.fill(newsroom)
        shelf.withdraw(newsroom, articles.third, "en")
        newsroom.revise(articles.first, body="Адзін абзац.\n\nДругі абзац.")
        path = f"/v1/desk/articles/{articles.second}/versions/en"
        file = newsroom.call("GET", f"{path}/catalogue.po", "translator-en").get_data(as_text=True)
        for turn in ("first", "second", "third"):
            newsroom.post(f"{path}/comments", "editor", {"text": turn})
        with db.transaction():  # as long as ids were those, the structure of a text was not looked at
            db.rows("UPDATE revision SET structure = '' RETURNING 1")
            db.rows("UPDATE step SET structure_hash = '' RETURNING 1")
        shown = _desk(newsroom, articles)
    assert old_ids.moment(articles.first) % 86_400_000
    return Aged(newsroom, articles, file, shown)


def test_no_id_anywhere_tells_a_moment(aged: Aged) -> None:
    """After the migration no column of any table holds an id that is finer than a day, whatever it is part of."""
    again()
    found = [text for _, text in _texts() for text in _UUID.findall(text)]
    assert len(found) > 200
    assert not [text for text in found if old_ids.moment(text) % 86_400_000]


def test_all_still_refers_to_what_it_referred_to(aged: Aged) -> None:
    """Rows, approvals and readings are what they were, under the ids that the old ones become."""
    newsroom, articles = aged.newsroom, aged.articles
    counts = _counts()
    again()
    renamed = Shelf(
        *(ids.coarse(article) for article in (articles.first, articles.second, articles.third, articles.lone))
    )
    assert _desk(newsroom, renamed) == _UUID.sub(lambda match: ids.coarse(match[0]), aged.shown)
    assert _counts() == counts
    assert shelf.built_anew() == shelf.bytes_of_all(), "the bytes are those that would be written today"
    assert not db.is_postgres() or not db.rows("SELECT 1 FROM pg_constraint WHERE condeferrable")
    assert db.is_postgres() or not db.rows("SELECT * FROM pragma_foreign_key_check")


def test_an_old_address_still_answers(aged: Aged) -> None:
    """For readers and at the desk alike, an old id in a path is the one that it has become."""
    newsroom, articles = aged.newsroom, aged.articles
    again()
    path = f"/v1/articles/{articles.first}?lang=be"
    assert newsroom.get(path) == newsroom.get(f"/v1/articles/{ids.coarse(articles.first)}?lang=be")
    assert newsroom.get(path)["id"] == ids.coarse(articles.first)
    (message,) = newsroom.get(f"/v1/desk/articles/{articles.second}/versions/en/messages?limit=1", "editor")["data"]
    old = next(text for text in _UUID.findall(aged.file) if ids.coarse(text) == message["id"])
    shown = newsroom.get(f"/v1/desk/articles/{articles.second}/versions/en/messages/{old}", "editor")
    assert shown["id"] == message["id"]
    for nothing in (old_ids.new(), ids.new()):
        assert newsroom.call("GET", f"/v1/articles/{nothing}?lang=be").status_code == 404


def test_a_file_exported_before_still_fits(aged: Aged) -> None:
    """Its article and its messages are found by what their ids have become, and none is unknown."""
    newsroom, articles, file = aged.newsroom, aged.articles, aged.file
    again()
    assert articles.second in file
    path = f"/v1/desk/articles/{ids.coarse(articles.second)}/versions/en/catalogue.po"
    filled = re.sub(r'(msgid "Другі"\nmsgstr) ""', r'\1 "Second"', file).replace(
        'msgstr ""\n\n', 'msgstr "A text."\n\n'
    )
    assert filled != file
    answer = newsroom.call(
        "PUT", path, "translator-en", data=filled.encode(), headers={"Content-Type": "text/x-gettext-translation"}
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    counts = answer.get_json()["counts"]
    assert counts["applied"] >= 2, counts
    assert counts["unknown"] == 0


def test_the_order_of_what_ids_ordered_stays(aged: Aged) -> None:
    """Comments of one moment stand as they were made, and steps and events of one serial too."""
    newsroom, articles = aged.newsroom, aged.articles
    with db.transaction():
        db.database.execute_sql("UPDATE comment SET at = (SELECT MIN(at) FROM comment)")
        db.database.execute_sql("UPDATE step SET serial = 3")
        db.database.execute_sql("UPDATE message_event SET serial = 3")
    old = [_grouped(f"{sql}, id") for sql in _ORDERED]
    again()
    path = f"/v1/desk/articles/{ids.coarse(articles.second)}/versions/en/comments"
    assert [row["text"] for row in newsroom.get(path, "editor")["data"]] == ["first", "second", "third"]
    assert [_grouped(f"{sql}, turn") for sql in _ORDERED] == old
    assert max(len(group) for groups in old for group in groups) > 1


def test_a_backup_made_before_is_restored(aged: Aged, tmp_path: Any) -> None:
    """An archive of the tables of then ends, once restored, as what the migration makes of the database itself."""
    instances.backup(aged.newsroom.settings, tmp_path / "new.backup")
    migrate.down(MIGRATION)
    (tmp_path / "old.backup").write_bytes(_as_of_now((tmp_path / "new.backup").read_bytes()))
    migrate.up()
    expected = _lasting()
    other = instances.sqlite(tmp_path)
    instances.restore(other, tmp_path / "old.backup")
    assert _lasting() == expected


def _as_of_now(archive: bytes) -> bytes:
    """Give an archive as an instance with the tables of this moment would have made it."""
    kept: list[Any] = []
    places: list[int] | None = None
    missing: list[None] = []
    for line in map(orjson.loads, gzip.decompress(archive).splitlines()):
        if isinstance(line, list):
            kept += [[line[place] for place in places] + missing] if places is not None else []
        elif "table" in line:
            standing = {column.name for column in db.database.get_columns(line["table"])}
            places = [place for place, name in enumerate(line["columns"]) if name in standing] if standing else None
            columns = {name: kind for name, kind in line["columns"].items() if name in standing}
            missing = [None for _ in standing - columns.keys()]
            columns |= dict.fromkeys(sorted(standing - columns.keys()), "text")
            kept += [{**line, "columns": columns}] if standing else []
        elif "end" not in line or places is not None:
            kept.append({**line, "migrations": migrate.applied()} if "migrations" in line else line)
    return instances.signed(kept)


def _lasting() -> dict[str, list[str]]:
    """Give every row of every table that a backup keeps, but for times and what passes."""
    return {
        table.name: sorted(repr(row) for row in db.rows(f'SELECT {", ".join(_told(table))} FROM "{table.name}"'))
        for table in tables.lasting()
        if table.name not in {"generation", "preview_token"}
    }


def _told(table: tables.Table) -> list[str]:
    return [f'"{name}"' for name, kind in table.columns.items() if kind not in {"time", "flag", "blob"}]


def again() -> None:
    """Go back to the tables before, and migrate what is in them: the ids in them are those of old."""
    later = migrate.applied()[migrate.applied().index(MIGRATION) :]
    migrate.down(MIGRATION)
    assert migrate.up() == later


_ORDERED = (
    "SELECT version_id, kind FROM step ORDER BY version_id, serial",
    "SELECT version_id || key, action FROM message_event ORDER BY version_id, key, serial",
)


def _grouped(sql: str) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for group, what in db.rows(sql):
        found.setdefault(group, []).append(what)
    return sorted(found.values())


def _desk(newsroom: Newsroom, articles: Shelf) -> str:
    """Give what the desk shows of the articles, as one text."""
    return "\n".join(
        newsroom.call("GET", f"/v1/desk/articles/{article}{what}", "editor").get_data(as_text=True)
        for article in (articles.first, articles.second, articles.third, articles.lone)
        for what in (
            "",
            "/versions/be",
            "/versions/ru",
            "/versions/en",
            "/versions/ru/messages",
            "/releases",
            "/revisions",
        )
    )


def _counts() -> dict[str, int]:
    return {table: len(list(rows)) for table, rows in _tables().items()}


def _texts() -> Iterator[tuple[str, str]]:
    for table, rows in _tables().items():
        for row in rows:
            for value in row:
                if isinstance(value, str | bytes | memoryview):
                    yield table, value if isinstance(value, str) else bytes(value).decode()


def _tables() -> dict[str, list[tuple[Any, ...]]]:
    names = db.rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        if db.is_postgres()
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    passing = {"schema_migration", "idempotency_record", "pending_rebuild", "frame_change", "brought_file"}
    kept = [name for (name,) in names if name not in passing and not name.startswith("search_")]  # the worker's to make
    return {name: db.rows(f'SELECT * FROM "{name}"') for name in kept}
