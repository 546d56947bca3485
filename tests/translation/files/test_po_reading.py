from __future__ import annotations

import codecs
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from api.platform.errors import MalformedFile, TooLarge
from api.translation.entries import Entry
from api.translation.files.exchange import FileEntry, Header
from api.translation.files.po import read, write
from api.translation.files.po_reading import MOST_ENTRIES
from tests.effort import effort

HEADER = Header("a1", "Title", "ru", "be", 3, 17, datetime(2017, 9, 11, tzinfo=UTC))
EXPORT = write(
    HEADER,
    [
        Entry("m-1", "title", 0, "Назва", "Название", "Назва"),
        Entry("m-2", "paragraph", 1, "слова " * 30 + "канец", "слово " * 30 + "конец", "раней"),
        Entry("m-3", "paragraph", 2, "радок\\\nдругі", 'с "кавычкой"', "радок\\\nдругі"),
        Entry("m-4", "quote", None, "сышло " * 20 + "зусім", "ушло " * 20 + "совсем", "сышло " * 20 + "зусім"),
    ],
)
WHOLE = read(EXPORT).entries


def po(body: str, *, charset: str = "UTF-8") -> str:
    """Give a file with a header of five lines, so that the body begins in line 7."""
    return (
        'msgid ""\n'
        'msgstr ""\n'
        f'"Content-Type: text/plain; charset={charset}\\n"\n'
        '"Language: ru\\n"\n'
        '"X-Polyweek-Article: a1\\n"\n'
        "\n" + body
    )


def entry(key: str = "m-1", source: str = "x", text: str = "y") -> str:
    """Give an entry of three lines; quotes and backslashes are put in as they are."""
    return f'msgctxt "{key}"\nmsgid "{source}"\nmsgstr "{text}"\n'


def places(data: bytes | str) -> list[tuple[int | None, str | None]]:
    """Refuse a file, and give the line and the message of each fault."""
    with pytest.raises(MalformedFile) as caught:
        read(data.encode() if isinstance(data, str) else data)
    assert {fault.code for fault in caught.value.faults} == {"malformed_file"}
    return [(fault.line, fault.entry) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("body", "line", "key"),
    [
        pytest.param(entry() + "\n" + entry(), 11, "m-1", id="a context twice"),
        pytest.param(entry() + '\n#~ msgctxt "m-1"\n#~ msgid "a"\n#~ msgstr "b"\n', 11, "m-1", id="and once obsolete"),
        pytest.param(entry() + '\nmsgid ""\nmsgstr "Language: en\\n"\n', 11, None, id="a second header"),
        pytest.param('msgctxt "m"\nmsgid "x"\nmsgid_plural "xs"\nmsgstr[0] "y"\nmsgstr[1] "z"\n', 9, "m", id="plurals"),
        pytest.param('msgctxt "m"\nmsgid "x"\nmsgstr[0] "y"\nmsgstr[1] "z"\n', 10, "m", id="two forms of a singular"),
        pytest.param('domain "other"\n' + entry(), 7, None, id="a domain"),
        pytest.param('msgctxt "m"\nmsgid "x"\nmsgstr "y\n', 9, "m", id="an open string"),
        pytest.param('msgctxt "m"\nmsgid "x"\n', 7, "m", id="no msgstr"),
        pytest.param('msgctxt "m"\nmsgid "x"\n\n' + entry(), 7, "m", id="no msgstr, others after it"),
        pytest.param('msgctxt "m"\nmsgstr "y"\n', 8, "m", id="no msgid"),
        pytest.param('msgctxt "m"\nmsgid "x"\nmsgstr "y"\nmsgstr "z"\n', 10, "m", id="two msgstr"),
        pytest.param('msgctxt "m"\nmsgid "x"\nmsgstr "a"b"\n', 9, "m", id="a bare quotation mark"),
        pytest.param('msgctxt "m"\nmsgid "x"\nmsgstr "\\q"\n', 9, "m", id="an unknown escape"),
        pytest.param('msgctxt "m"\nmsgid "x"\nmsgstr "\\x00"\n', 9, "m", id="an escaped NUL"),
        pytest.param('msgctxt "m"\nmsgid "x"\nmsgstr "\\xd0"\n', 9, "m", id="half a letter in bytes"),
        pytest.param('#~ msgctxt "m"\nmsgid "x"\nmsgstr "y"\n', 8, "m", id="half obsolete"),
        pytest.param("<html>\n", 7, None, id="another format"),
        pytest.param('msgfoo "x"\n', 7, None, id="an unknown keyword"),
        pytest.param(entry() + "a\0b", 10, None, id="a NUL"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(body: str, line: int, key: str | None) -> None:
    """Each way of being no PO file of ours is refused at the line where it shows, and nothing is read."""
    found = places(po(body))
    assert found == [(line, key)]


@pytest.mark.parametrize("data", [b"", b"\n\n", codecs.BOM_UTF8, b"# only a comment\n", po("").encode()])
def test_a_file_without_messages_is_refused(data: bytes) -> None:
    """An empty file, or one with a header alone, is an accident and not an upload."""
    assert places(data) == [(1, None)]


def test_every_fault_is_named_at_once() -> None:
    """A translator who mends a file sees all that is wrong with it, up to twenty places."""
    body = "\n".join([entry(), entry(), entry("m-2", text="\\q"), entry("m-3"), entry("m-3")])
    assert places(po(body)) == [(11, "m-1"), (17, "m-2"), (23, "m-3")]
    assert len(places("nonsense\n" * 1_000)) == 20


def test_a_file_cut_anywhere_never_lies() -> None:
    """However much of an export arrives, what is read of it is whole, or said to be perhaps cut off."""
    refused = 0
    for length in range(len(EXPORT)):
        try:
            found = read(EXPORT[:length]).entries
        except MalformedFile:
            refused += 1
            continue
        assert found[:-1] == WHOLE[: len(found) - 1]
        last = WHOLE[len(found) - 1]
        assert found[-1] in {last, replace(last, translation="")} or (
            found[-1].seems_cut and last.translation.startswith(found[-1].translation)
        )
    assert refused > len(EXPORT) // 2


@pytest.mark.parametrize("charset", ["windows-1251", "KOI8-R", "koi8-u", "ISO-8859-5"])
def test_an_older_encoding_is_read_if_the_file_says_so(charset: str) -> None:
    """Files of older editors are read in the Cyrillic encoding that they declare."""
    data = po(entry(text="Рост"), charset=charset).encode(charset)
    assert read(data).entries[0].translation == "Рост"


def test_the_encoding_is_found_however_the_header_is_written() -> None:
    """A header on one line, or with the line ends of an old system, still names the encoding."""
    header = 'msgid ""\nmsgstr "Language: ru\\nContent-Type: text/plain; charset=CP1251\\n"\n\n'
    data = (header + entry(text="Рост")).encode("cp1251")
    assert read(data).entries[0].translation == "Рост"
    assert read(data.replace(b"\n", b"\r")).entries[0].translation == "Рост"


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf_16_is_read_by_its_mark(mark: bytes) -> None:
    """A file saved as UTF-16 is read, whatever its header says."""
    codec = "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    assert read(mark + po(entry(text="Рост")).encode(codec)).entries[0].translation == "Рост"


def test_a_byte_order_mark_is_no_text() -> None:
    """A UTF-8 file with a BOM is the same file."""
    assert read(codecs.BOM_UTF8 + EXPORT) == read(EXPORT)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        pytest.param(po(entry(text="Рост")).encode("cp1251"), 9, id="says UTF-8, is 1251"),
        pytest.param(po(entry(text="Рост"), charset="windows-1251").encode(), 3, id="says 1251, is UTF-8"),
        pytest.param(po(entry(), charset="base64").encode(), 3, id="no text encoding"),
        pytest.param(po(entry(), charset="klingon").encode(), 3, id="unknown"),
        pytest.param(po(entry(), charset="UTF-16").encode(), 3, id="UTF-16 without its mark"),
        pytest.param(po(entry(text="\udcd0")).encode(errors="surrogatepass"), 9, id="half of a surrogate pair"),
        pytest.param(po(entry(text="Рост")).replace("\n", "\r\n").encode("cp1251"), 9, id="the same with CRLF"),
    ],
)
def test_a_file_in_another_encoding_than_it_says_is_refused(data: bytes, line: int) -> None:
    """Nobody's text is turned into other letters: the line with bytes that cannot be is named."""
    assert places(data) == [(line, None)]


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_line_ends_of_other_systems_are_read(end: bytes) -> None:
    """CRLF and CR end lines just as LF does."""
    assert read(EXPORT.replace(b"\n", end)) == read(EXPORT)


def test_escapes_are_those_of_gettext() -> None:
    """Escapes of letters and of bytes, in hexadecimal and in octal, are undone."""
    file = read(po(entry(text=r"\"a\"\\n\tb\n\xd0\xa0\320\276")).encode())
    assert file.entries[0].translation == '"a"\\n\tb\nРо'


def test_a_file_without_headers_is_read() -> None:
    """An editor may strip our headers or the header: the file then says nothing of itself."""
    file = read(entry().encode())
    assert (file.article_id, file.language, file.revision, file.serial) == (None, None, None, None)
    assert file.entries == (FileEntry("m-1", "x", "y", is_fuzzy=False, is_obsolete=False, line=1),)


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("be@latin", "be-Latn"),
        ("be_Latn", "be-Latn"),
        ("pt_BR", "pt-BR"),
        ("RU", "ru"),
        ("ru_RU.UTF-8", "ru-RU"),
        ("be_BY@latin", "be-Latn-BY"),
        ("be@tarask", "be-tarask"),
        ("be-TARASK", "be-tarask"),
        ("be@euro", "be"),
        ("Belarusian", "Belarusian"),
        ("", None),
    ],
)
def test_a_language_is_read_as_each_editor_writes_it(name: str, tag: str | None) -> None:
    """The names of gettext and of Poedit give the same tag."""
    assert read(po(entry()).replace("Language: ru", f"Language: {name}").encode()).language == tag


def test_a_revision_that_is_no_number_is_not_known() -> None:
    """A header that someone spoiled makes the base unknown; it breaks nothing."""
    file = read(EXPORT.replace(b"Serial: 17", b"Serial: 1e9").replace(b"Revision: 3", b"Revision: -3"))
    assert (file.revision, file.serial) == (None, None)


def test_flags_and_comments_other_than_fuzzy_mean_nothing() -> None:
    """Nobody approves by uploading: an "approved" in any comment is passed over, and a fuzzy mark is not."""
    body = "# approved\n#, approved, no-wrap\n" + entry() + '\n#= fuzzy\n#| msgid "old"\n' + entry("m-2")
    body += '\n#, fuzzy\n#~| msgid "older"\n#~ msgctxt "m-3"\n#~ msgid "a"\n#~ msgstr ""\n#~ "b"\n'
    found = read(po(body).encode()).entries
    assert [(e.key, e.translation, e.is_fuzzy, e.is_obsolete) for e in found] == [
        ("m-1", "y", False, False),
        ("m-2", "y", True, False),
        ("m-3", "b", True, True),
    ]


def test_an_entry_without_a_context_has_no_key() -> None:
    """An editor that drops contexts leaves the source to find the message by, and its block where sources are equal."""
    body = '#: a1:4 a1:5\nmsgid "x"\nmsgstr "y"\n\n#: a1:7\nmsgid "x"\nmsgstr "z"\n\n#: file.c\nmsgid "v"\nmsgstr "w"\n'
    assert [(entry.key, entry.place) for entry in read(po(body).encode()).entries] == [("", 4), ("", 7), ("", None)]


@pytest.mark.parametrize(
    ("mark", "previous"),
    [
        ("", None),
        ('#| msgid "old"\n', "old"),
        ('#| msgctxt "c"\n#| msgid ""\n#| "old \\"text\\"\\n"\n#| "and more"\n', 'old "text"\nand more'),
        ('#|msgid "old"\n', "old"),
        ('#| msgid "old"\n#| msgid_plural "olds"\n', "old"),
        ("#| something else\n", ""),
        ('#| msgid "\\q"\n#| "more"\n', ""),
        ('#| msgctxt "c"\n', ""),
    ],
)
def test_the_previous_source_is_read(mark: str, previous: str | None) -> None:
    """What a fuzzy text was made from stands in `#|`; one that cannot be read is a mark all the same."""
    [found] = read(po(mark + entry()).encode()).entries
    assert found.previous_source == previous


def test_the_previous_source_of_an_obsolete_entry_is_read() -> None:
    """Gettext writes it after `#~|`."""
    body = '#~| msgid "old"\n#~ msgctxt "m"\n#~ msgid "x"\n#~ msgstr "y"\n'
    assert read(po(body).encode()).entries[0].previous_source == "old"


def test_too_many_entries_are_refused() -> None:
    """A file of 100,000 entries is refused before it is all read."""
    with pytest.raises(TooLarge):
        read("\n".join(entry(str(n)) for n in range(100_000)).encode())
    assert len(read("\n".join(entry(str(n)) for n in range(MOST_ENTRIES)).encode()).entries) == MOST_ENTRIES


@pytest.mark.parametrize(
    "text",
    ["a" * 3_000_000, "\\\\" * 1_500_000, '"\n"' * 1_000_000, "\\x41" * 750_000, "\\n" * 1_500_000],
    ids=["letters", "backslashes", "lines", "bytes", "line ends"],
)
def test_a_text_of_three_megabytes_takes_linear_time(text: str) -> None:
    """One huge string is read in a time that grows with its length only."""
    data = po(entry(text=text)).encode()
    assert effort(lambda: read(data)) < 1_200


@pytest.mark.parametrize(
    "line", ['msgstr "' + "a\\" * 1_000_001, " " * 3_000_000 + "x", "#~" * 1_500_000, "\t" * 3_000_000]
)
def test_a_malformed_line_of_three_megabytes_takes_linear_time(line: str) -> None:
    """Refusing a huge line takes no longer than reading one."""

    def refused() -> None:
        with pytest.raises(MalformedFile):
            read(line.encode())

    assert effort(refused) < 600
