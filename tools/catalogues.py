"""Bring the catalogues of the API's own words in line with the sources: `python tools/catalogues.py [--check]`.

Every `say("…")` and `say_n("…", "…", n)` under api/ is a message of `translations/{language}/LC_MESSAGES/messages.po`.
What is translated stays; what is new comes with an empty msgstr; what is gone is kept as obsolete and comes back with
its translation. Nothing is matched fuzzily: a sentence that changed is a new one. A run without changes leaves the
files as they are, byte for byte. `--check` writes nothing, names whatever is missing or wrong, and then ends with 1.
"""

from __future__ import annotations

import argparse
import ast
import io
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("be", "en", "ru")
SOURCE = "en"  # its sentences stand in the code; an empty msgstr means just that
_HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Polyweek\\n"
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

_SENTENCES = {"say": 1, "say_n": 2}  # the marking functions and how many sentences each is given first

_Key = str | tuple[str, str]  # a msgid, or a msgid and its msgid_plural


class Call(NamedTuple):
    """A call that marks a sentence: where it stands and what it says; `key` is None where it is no plain literal."""

    path: str
    line: int
    key: _Key | None


def main(arguments: list[str] | None = None) -> int:
    """Write or check the catalogues; give the exit status."""
    parser = argparse.ArgumentParser(description="Bring the catalogues in line with the sources.")
    parser.add_argument("--check", action="store_true", help="write nothing; name what is missing or wrong")
    if parser.parse_args(arguments).check:
        found = faults(ROOT)
        sys.stdout.writelines(f"{fault}\n" for fault in found)
        return 1 if found else 0
    calls = extract(ROOT)
    for language in LANGUAGES:
        path = catalogue_path(ROOT, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render(merge(read(path, language), calls)))
    return 0


def faults(root: Path) -> list[str]:
    """Give one line for each thing that is missing or wrong in the catalogues of the checkout at `root`."""
    calls = extract(root)
    found = [f"{call.path}:{call.line}: say() needs a plain literal" for call in calls if call.key is None]
    for language in LANGUAGES:
        path = catalogue_path(root, language)
        merged = merge(read(path, language), calls)
        if not path.exists() or path.read_bytes() != render(merged):
            found.append(f"{path.relative_to(root)}: differs from the sources; run make catalogues")
        for message in filter(lambda message: message.id, merged):
            found += [f"{path.relative_to(root)}: {fault}" for fault in _wrong(message, language)]
    return found


def extract(root: Path) -> list[Call]:
    """Give the marked sentences of every module under `api/`, in the order of paths and lines."""
    return [call for path in sorted((root / "api").rglob("*.py")) for call in _calls(path, root)]


def merge(old: Catalog, calls: list[Call]) -> Catalog:
    """Give a catalogue of what the sources say now, with the translations that `old` has."""
    new = Catalog(locale=old.locale)
    known = {_key(message): message for message in (*old.obsolete.values(), *old) if message.id}
    for call in calls:
        if call.key is not None:
            new[call.key] = _carried(call, known.get(call.key))
    said = {call.key for call in calls}
    gone = {key: message for key, message in known.items() if key not in said}
    new.obsolete = {_text(key): message for key, message in sorted(gone.items(), key=str) if any(_strings(message))}
    return new


def render(catalogue: Catalog) -> bytes:
    """Write a catalogue as a PO file: sorted, no dates and no line numbers, so that it changes only when words do."""
    buffer = io.BytesIO()
    buffer.write(_HEADER.format(language=catalogue.locale_identifier, plural_forms=catalogue.plural_forms).encode())
    write_po(buffer, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    return buffer.getvalue().rstrip(b"\n") + b"\n"


def read(path: Path, language: str) -> Catalog:
    """Read a catalogue; an empty one where there is no file yet."""
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def catalogue_path(root: Path, language: str) -> Path:
    """Give the place of a language's catalogue."""
    return root / "translations" / language / "LC_MESSAGES" / "messages.po"


def _calls(path: Path, root: Path) -> Iterator[Call]:
    name = path.relative_to(root).as_posix()
    for node in ast.walk(ast.parse(path.read_text("utf-8"), name)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            called = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if called in _SENTENCES:
                yield Call(name, node.lineno, _literal(node.args[: _SENTENCES[called]], _SENTENCES[called]))


def _carried(call: Call, before: Message | None) -> Message:
    """Give the message of a call, with what a translator has made of it before."""
    assert call.key is not None  # noqa: S101 - asked only for plain literals
    message = Message(call.key, locations=[(call.path, call.line)])
    if before is not None:
        message.string, message.user_comments = before.string, before.user_comments
        message.flags |= before.flags & {"fuzzy"}
    return message


def _literal(arguments: list[ast.expr], wanted: int) -> _Key | None:
    texts = [node.value for node in arguments if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    if len(texts) != wanted or not all(texts):
        return None
    return texts[0] if wanted == 1 else (texts[0], texts[1])


def _wrong(message: Message, language: str) -> Iterator[str]:
    """Say what is wrong with one entry: untranslated, fuzzy, or with other placeholders than its source."""
    strings = _strings(message)
    source = _key(message)
    if language == SOURCE and not any(strings):
        return
    if not all(strings) or message.fuzzy:
        yield f"not translated: {_text(source)}"
    wanted = _placeholders(source if isinstance(source, str) else source[1])
    if any(_placeholders(text) != wanted for text in strings if text):
        yield f"other placeholders than its source: {_text(source)}"


def _placeholders(text: str) -> set[str] | None:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return None


def _strings(message: Message) -> tuple[str, ...]:
    return (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)


def _key(message: Message) -> _Key:
    return message.id if isinstance(message.id, str) else (message.id[0], message.id[1])


def _text(key: _Key) -> str:
    return key if isinstance(key, str) else key[0]


if __name__ == "__main__":
    sys.exit(main())
