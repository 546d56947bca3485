from __future__ import annotations

import io
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import polib
import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st
from translate.storage.pypo import pofile as ToolkitFile  # noqa: N812 - a class that its library spells in lower case

from api.translation.entries import Entry
from api.translation.files.exchange import Header
from api.translation.files.po import read, write
from tests.effort import effort

HEADER = Header("0192-a1", "Рост на 5 % of", "be-Latn", "ru", 3, 17, datetime(2017, 9, 11, 8, 30, tzinfo=UTC))

HOSTILE = [
    'He said "no", twice: ""',
    "back\\slash, \\n that is no line end, \\\\ and \\x41 and a last one \\",
    "100% of 50 % sure, %s %d %(name)s %",
    "a hard\\\nbreak",
    "tab\there",
    "# begins like a heading or a comment",
    "#, fuzzy",
    "#~ msgid",
    'msgid "looks like one"',
    'msgstr ""',
    '"',
    "\\",
    "👩‍👩‍👧 🏳️‍🌈 e\u0301 й ў",
    "short " * 60 + "end",
    "w" * 500,
    "слово" * 60 + " — " + "https://example.org/" + "a-" * 80,
    "[^1] see [the law](https://example.org/a-b_(c)) and <https://example.org/?q=%D0%B0>",
    "**bold** *it* `code \\` [x][y] ![alt](https://example.org/p.png)",
    "{braces} {0} ${shell} &amp; <b>",
    "non\u00a0breaking and\u2009thin",
]

# Messages have no white space around them.
TEXTS = st.lists(
    st.sampled_from(
        [*'"\\%#~|nx0 \n\t', "msgid", "msgstr", '"\n"', "\\n", "слова ", "👍🏽", "e\u0301", "word-", "w" * 90]
    )
    | st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]),
    min_size=1,
    max_size=30,
).map(lambda parts: "".join(parts).strip() or "x")


def entries_of(texts: list[str]) -> list[Entry]:
    """Make a catalogue that has each text as source, translation and previous source, the last one obsolete."""
    turned = [*texts[1:], texts[0]]
    made = [
        Entry(f"m-{n}", "list_item", n, source, other, source[::-1] if n % 3 else source, needs_work=n % 2 == 1)
        for n, (source, other) in enumerate(zip(texts, turned, strict=True))
    ]
    return [*made, Entry("m-gone", "quote", None, texts[0], texts[-1], texts[-1], needs_work=True)]


def expected(entries: list[Entry]) -> dict[str, tuple[str, str, bool, bool]]:
    """Give what a reader must find: source, translation, fuzzy, obsolete, by key."""
    return {
        entry.key: (
            entry.source,
            entry.translation or "",
            entry.is_fuzzy and bool(entry.translation),
            entry.position is None,
        )
        for entry in entries
    }


def test_our_reader_gives_back_what_was_written() -> None:
    """Hostile Markdown comes back with the same texts, marks and places."""
    entries = entries_of(HOSTILE)
    found = {e.key: (e.source, e.translation, e.is_fuzzy, e.is_obsolete) for e in read(write(HEADER, entries)).entries}
    assert found == expected(entries)


@settings(deadline=None, max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_any_text_survives_being_written_and_read(texts: list[str]) -> None:
    """Whatever a text holds, reading what was written gives it back."""
    entries = entries_of(texts)
    found = {e.key: (e.source, e.translation, e.is_fuzzy, e.is_obsolete) for e in read(write(HEADER, entries)).entries}
    assert found == expected(entries)


def test_the_header_comes_back() -> None:
    """Article, language, revision and serial are read as they were written, the script of the language included."""
    file = read(write(HEADER, entries_of(["x"])))
    assert (file.article_id, file.language, file.revision, file.serial) == ("0192-a1", "be-Latn", 3, 17)


def test_babel_reads_the_same_texts() -> None:
    """Babel, told to stop at anything invalid, reads each text, and takes none for a format string."""
    entries = entries_of(HOSTILE)
    catalogue = read_po(io.BytesIO(write(HEADER, entries)), abort_invalid=True)
    found = {
        message.context: (message.id, message.string, message.fuzzy, is_obsolete)
        for messages, is_obsolete in ((catalogue, False), (catalogue.obsolete.values(), True))
        for message in messages
        if message.id
    }
    assert found == expected(entries)


def test_polib_reads_the_same_texts(tmp_path: Path) -> None:
    """Polib reads each text, mark and previous source."""
    entries = entries_of(HOSTILE)
    (tmp_path / "x.po").write_bytes(write(HEADER, entries))
    catalogue = polib.pofile(str(tmp_path / "x.po"))
    assert {e.msgctxt: (e.msgid, e.msgstr, e.fuzzy, bool(e.obsolete)) for e in catalogue} == expected(entries)
    previous = {entry.key: entry.previous_source for entry in entries if entry.position is not None}
    assert {e.msgctxt: e.previous_msgid for e in catalogue if not e.obsolete} == previous
    assert catalogue.metadata["X-Polyweek-Serial"] == "17"


def test_a_file_that_an_editor_rewrote_is_the_same(tmp_path: Path) -> None:
    """Wrapped otherwise, with its headers sorted and others added, a file still says the same."""
    entries = entries_of(HOSTILE)
    (tmp_path / "x.po").write_bytes(write(HEADER, entries))
    catalogue = polib.pofile(str(tmp_path / "x.po"), wrapwidth=40)
    catalogue.metadata = {"X-Generator": "Poedit 3.4", **dict(sorted(catalogue.metadata.items()))}
    catalogue.save(str(tmp_path / "y.po"))
    file = read((tmp_path / "y.po").read_bytes())
    assert {e.key: (e.source, e.translation, e.is_fuzzy, e.is_obsolete) for e in file.entries} == expected(entries)
    assert (file.article_id, file.language, file.revision, file.serial) == ("0192-a1", "be-Latn", 3, 17)


def test_translate_toolkit_reads_the_same_texts() -> None:
    """The Translate Toolkit, which Pootle and Weblate stand on, reads each text and mark."""
    entries = entries_of(HOSTILE)
    store = ToolkitFile.parsestring(write(HEADER, entries))
    found = {
        unit.getcontext(): (str(unit.source), str(unit.target), unit.isfuzzy(), unit.isobsolete())
        for unit in store.units
        if not unit.isheader()
    }
    assert found == expected(entries)


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not installed: msgfmt cannot check the export")
def test_msgfmt_finds_nothing_to_say(tmp_path: Path) -> None:
    """`msgfmt -c` passes an export without an error or a warning, and msgcat keeps what we read from it."""
    entries = entries_of(HOSTILE)
    path = tmp_path / "x.po"
    path.write_bytes(write(HEADER, entries))
    checked = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", path], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    rewritten = subprocess.run(["msgcat", path], capture_output=True, check=True).stdout
    found = {e.key: (e.source, e.translation, e.is_fuzzy, e.is_obsolete) for e in read(rewritten).entries}
    assert found == expected(entries)


def test_the_same_data_gives_the_same_bytes() -> None:
    """A file is a function of its data: no clock, no order of a set."""
    assert write(HEADER, entries_of(HOSTILE)) == write(HEADER, entries_of(HOSTILE))


def test_a_title_cannot_add_a_header() -> None:
    """A line end in a title does not begin a header of its own."""
    header = Header("a", "x\nX-Polyweek-Article: other", "ru", "be", 1, 1, HEADER.exported_at)
    assert read(write(header, entries_of(["x"]))).article_id == "a"


def test_the_same_text_twice_stays_two_messages() -> None:
    """Two blocks with one text keep a translation each, since their contexts differ."""
    entries = [Entry(f"m-{n}", "paragraph", n, "same", f"t{n}", "same") for n in range(2)]
    assert [(e.key, e.translation) for e in read(write(HEADER, entries)).entries] == [("m-0", "t0"), ("m-1", "t1")]


def test_what_must_be_kept_is_said_beside_the_message() -> None:
    """A translator sees the kind, the place, the footnotes and the whole links of a message, on unbroken lines."""
    link = "https://example.org/" + "long-" * 30
    lines = write(HEADER, [Entry("m", "list_item", 4, f"See[^1] [x]({link}).")]).decode()
    assert f"#. list item, block 4\n#. Keep as they are: [^1] {link}\n#: 0192-a1:4\nmsgctxt" in lines


def test_a_mark_without_a_text_is_not_written() -> None:
    """An untranslated message is never called fuzzy."""
    assert b"fuzzy" not in write(HEADER, [Entry("m", "title", 0, "x", needs_work=True)])


@pytest.mark.parametrize(
    "text", ["w" * 400_000, "!" * 400_000, "a-" * 200_000, " " * 400_000, "[^" * 200_000, "](" * 200_000]
)
def test_a_long_text_takes_linear_time(text: str) -> None:
    """No text can make wrapping, or looking for links and footnotes, take time quadratic in its length."""
    entry = Entry("m", "paragraph", 1, f"x{text}")
    assert effort(lambda: write(HEADER, [entry])) < 600
    assert read(write(HEADER, [entry])).entries[0].source == f"x{text}"


def test_a_caption_has_nothing_to_keep() -> None:
    """What looks like a link or a footnote in it is plain text, which a translation may lack."""
    entry = Entry("m-1", "caption", 1, r"\[x](y) and \[^1]", None)
    assert "Keep as they are" not in write(HEADER, [entry]).decode()
