"""A named thing: a topic or byline, known by its key, with words for it in each language; what both have in common.

`Words` is a table with a row for each thing and language: names, descriptions, biographies, titles of issues.
`Kind` is what bears names: it is made, found, locked, changed and removed alike, whatever it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Generic, TypeVar, cast

from api.languages import languages, scripts
from api.languages.scripts import Letters
from api.platform import db, ids, rows
from api.platform.errors import Conflict, Fault, Invalid, NotFound, Phrase, say
from api.platform.preconditions import Expected

T = TypeVar("T")  # what a language has of words: a text, or several together
Row = TypeVar("Row", bound=db.Model)

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Words(Generic[T]):
    """A table of words by thing and language.

    `thing` is the field that names the thing, `columns` those of the words, `place` where a body has them. `read` makes
    what a language has of its columns, `write` gives the columns back.
    """

    table: type[db.Model]
    thing: str
    columns: tuple[str, ...]
    place: str
    read: Callable[..., T]
    write: Callable[[T], tuple[str, ...]]

    def put(self, id_: str, words: Mapping[str, T | None]) -> None:
        """Set the words of a thing in some languages; None takes those of a language away. A step in a transaction.

        Raises:
            Invalid: the newsroom lacks a language; the place is under `place`.
        """
        db.require_transaction()
        check_languages(words, place=self.place)
        gone = [language for language, each in words.items() if each is None]
        table: Any = self.table
        table.delete().where(getattr(table, self.thing) == id_, table.language.in_(gone)).execute()
        records = [
            {self.thing: id_, "language": language, **dict(zip(self.columns, self.write(each), strict=True))}
            for language, each in words.items()
            if each is not None
        ]
        db.put(self.table, records, key=[self.thing, "language"])

    def of(self, ids_: Collection[str]) -> dict[str, dict[str, T]]:
        """Give the words of some things by id, then by language in the newsroom's order; one statement."""
        found: dict[str, dict[str, T]] = {id_: {} for id_ in ids_}
        name = self.table._meta.table_name  # noqa: SLF001 - peewee's documented place
        columns = ", ".join(f"{name}.{column}" for column in self.columns)
        sql = _WORDS.format(table=name, thing=self.thing, columns=columns, marks=",".join("?" * len(found)))
        for id_, language, *each in db.rows(sql, list(found)) if found else ():
            found[id_][language] = self.read(*each)
        return found


_WORDS = """
SELECT {table}.{thing}_id, {table}.language, {columns}
  FROM {table}
  JOIN language ON language.code = {table}.language
 WHERE {table}.{thing}_id IN ({marks})
 ORDER BY language.position, language.code
"""


def texts(table: type[db.Model], thing: str, column: str, place: str) -> Words[str]:
    """Give a table that has one text for each thing and language."""
    return Words(table, thing, (column,), place, str, lambda text: (text,))


@dataclass(frozen=True, slots=True)
class Kind(Generic[Row, T]):
    """A kind of named things; `used` are the tables that refer to one.

    What is said of one that is missing has no parameter, of a key that is taken and of one in use `key`.
    """

    name: str
    model: type[Row]
    words: Words[T]
    used: tuple[str, ...]
    missing: Phrase
    taken: Phrase
    in_use: Phrase

    def create(self, key: str, names: Mapping[str, T], **columns: object) -> str:
        """Add a thing with its names by language and give its id. A step inside a transaction.

        Raises:
            Invalid: the key is not of lower-case letters, digits and single dashes, or the newsroom lacks a language.
            Conflict: there is one of that key.
        """
        db.require_transaction()
        check_key(key)
        id_ = ids.new()
        if not db.insert(self.model, id=id_, key=key, **columns):
            raise Conflict(replace(self.taken, params={"key": key}))
        self.put_names(id_, names)
        return id_

    def get(self, key_or_id: str) -> Row:
        """Give a thing by its key or id.

        Raises:
            NotFound: there is none.
        """
        model: Any = self.model
        found: Row | None = model.get_or_none(model.id == key_or_id if ids.is_id(key_or_id) else model.key == key_or_id)
        if found is None:
            raise NotFound(self.missing)
        return found

    def lock(self, id_: str, *, expected: Expected) -> Row:
        """Give a thing, locked until the transaction ends, as the caller expects it. A step inside a transaction.

        Articles may be given this thing meanwhile: who plans one has it in hand already, and would wait for whoever
        renames the thing, who comes to that article next.

        Raises:
            NotFound: there is none.
            PreconditionFailed: it has changed since.
        """
        model: Any = self.model
        return rows.lock(self.model, model.id == id_, missing=self.missing, expected=expected, keeps_key=True)

    def put_names(self, id_: str, names: Mapping[str, T | None]) -> None:
        """Name a thing anew in some languages; None takes a name away. A step inside a transaction.

        Raises:
            Invalid: the newsroom lacks a language, or no name would be left.
        """
        self.words.put(id_, names)
        if not self.words.of([id_])[id_]:
            detail = say("A name is needed in at least one language.")
            raise Invalid(detail, Fault("required", detail, pointer="/names"))

    def touch(self, thing: Row) -> None:
        """Raise a thing's serial, which is its ETag. A step inside a transaction."""
        db.require_transaction()
        model: Any = self.model
        model.update(serial=model.serial + 1).where(model.id == _id(thing)).execute()

    def remove(self, thing: Row) -> None:
        """Remove a thing with its names. A step inside a transaction.

        Raises:
            Conflict: an article has it, or was once published with it.
        """
        model: Any = self.model
        rows.lock(self.model, model.id == _id(thing), missing=self.missing)  # now nothing new may refer to it
        used = " UNION ALL ".join(f"SELECT 1 FROM {table} WHERE {self.name}_id = ?" for table in self.used)  # noqa: S608 - our own names
        if db.row(f"{used} LIMIT 1", [_id(thing)] * len(self.used)) is not None:
            raise Conflict(replace(self.in_use, params={"key": getattr(thing, "key", "")}))
        model.delete().where(model.id == _id(thing)).execute()

    def names(self, ids_: Collection[str] | None = None) -> dict[str, tuple[str, dict[str, str]]]:
        """Give things by id, all or some: the key, and the names by language, in the newsroom's order."""
        found: dict[str, tuple[str, dict[str, str]]] = {}
        for id_, key, language, name in self._named("id", ids_):
            by_language = found.setdefault(id_, (key, {}))[1]
            if language is not None:
                by_language[language] = name
        return found

    def names_by_key(self, keys: Collection[str]) -> dict[str, dict[str, str]]:
        """Give the names of some things by key, then by language in the newsroom's order."""
        found: dict[str, dict[str, str]] = {key: {} for key in keys}
        for _, key, language, name in self._named("key", keys):
            if language is not None:
                found[key][language] = name
        return found

    def _named(self, column: str, values: Collection[str] | None) -> list[tuple[Any, ...]]:
        if values is not None and not values:
            return []
        condition = "1 = 1" if values is None else f"{self.name}.{column} IN ({','.join('?' * len(values))})"
        return db.rows(_NAMES.format(kind=self.name, condition=condition), sorted(values or ()))


_NAMES = """
SELECT {kind}.id, {kind}.key, named.language, named.name
  FROM {kind}
  LEFT JOIN {kind}_name AS named ON named.{kind}_id = {kind}.id
  LEFT JOIN language ON language.code = named.language
 WHERE {condition}
 ORDER BY {kind}.id, language.position, language.code
"""


def chosen(names: Mapping[str, T], chain: Iterable[str]) -> tuple[str, T] | None:
    """Choose the first language of a fallback chain that has a name, else the first that there is, and give both.

    `names` are by language, in the newsroom's order, so that the last resort is the same in every process. None where
    there is no name at all. Who reads the language found in another script (be-Latn for be) is given the name in that.
    """
    wanted = tuple(chain)
    found = next((language for language in (*wanted, *names) if language in names), None)
    if found is None:
        return None
    if wanted and (letters := scripts.rules(found, wanted[0])) is not None:
        return wanted[0], _rewritten(names[found], letters)
    return found, names[found]


def _rewritten(words: T, letters: Letters) -> T:
    """Give a text, or what has several as its fields, in other letters."""
    if is_dataclass(words) and not isinstance(words, type):
        each = {field.name: _rewritten(getattr(words, field.name), letters) for field in fields(words)}
        return cast("T", replace(words, **each))
    return cast("T", "".join(letters(words))) if isinstance(words, str) else words


def check_key(key: str) -> None:
    """Refuse a key that would not read well in an address.

    Raises:
        Invalid: the key is not of lower-case letters, digits and single dashes.
    """
    if len(key) > _LONGEST_KEY or not _KEY.fullmatch(key):
        detail = say("A key consists of lower-case letters a–z, digits and single dashes.")
        raise Invalid(detail, Fault("invalid_key", detail, pointer="/key"))


def check_languages(names: Collection[str], *, place: str = "/names") -> None:
    """Refuse names in languages that the newsroom does not have.

    Raises:
        Invalid: one fault for each, under a place in the body.
    """
    known = languages.everything()
    faults = [
        Fault("unknown_language", languages.unknown(code), pointer=f"{place}/{_part(code)}")
        for code in names
        if code not in known
    ]
    if faults:
        raise Invalid(faults[0].detail, *faults)


def _id(thing: db.Model) -> str:
    return str(getattr(thing, "id"))  # noqa: B009 - every named thing has one, which peewee's base does not say


def _part(text: str) -> str:
    """Write a part of a JSON pointer (RFC 6901 section 3)."""
    return text.replace("~", "~0").replace("/", "~1")
