"""PO files parsed strictly: a file that means one thing is taken as it is, any other is refused with its lines.

The grammar is gettext's (manual, "The Format of PO Files"), read by lines. Babel's reader is not used here, because it
gives the first of duplicate entries without a word, joins what is left of a file that was cut off, drops headers that
it does not know, and lets an unknown encoding fail as a `LookupError`. What is read here takes time linear in the size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from api.platform.errors import Fault, MalformedFile, Phrase, TooLarge, say
from api.translation.files.exchange import FileEntry

MOST_ENTRIES = 20_000
MOST_FAULTS = 20  # a file with more has one cause, and reading on would only repeat it

_COMMENT = re.compile(r"#(?!~[ \t]*+[^ \t|#])")  # any but an obsolete entry's line; #~| is one
_LINE = re.compile(r'(#~)?+[ \t]*+(?:(domain|msg[a-z_]++)(?:\[\d*+\])?+[ \t]*+)?+"((?:[^"\\]++|\\.)*+)"')
_ESCAPE = re.compile(r"((?:\\x[0-9A-Fa-f]{1,2}|\\[0-7]{1,3})+)|\\(.)")
_BYTE = re.compile(r"\\x([0-9A-Fa-f]{1,2})|\\([0-7]{1,3})")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_FOLLOWERS = {"": ("msgctxt", "msgid"), "msgctxt": ("msgid",), "msgid": ("msgstr",), "msgstr": ()}
_PREVIOUS = re.compile(r'#~?+\|[ \t]*+(?:(msg[a-z_]++)[ \t]*+)?+"((?:[^"\\]++|\\.)*+)"')
_PLACE = re.compile(r"[^\s:]++:([0-9]{1,9})(?=\s|$)")  # a reference of ours, `article:block`
_WRAPPED = 70  # columns; writers wrap at some more
_WORD = 25  # columns of the longest word that a text is expected to go on with


def parse(text: str, codec: str) -> tuple[str, list[FileEntry]]:
    """Give the header of a PO file and its entries; `codec` is the one that its byte escapes are in.

    Raises: as `po.read`, but for what is wrong with the encoding.
    """
    parser = _Parser(codec)
    for number, line in enumerate(text.split("\n"), 1):
        if stripped := line.strip():
            parser.take(number, stripped)
    return parser.parsed()


@dataclass(slots=True)
class _Marks:
    """What comments say of the entry after them; `previous` is None as long as there is no `#|`."""

    is_fuzzy: bool = False
    place: int | None = None
    previous: list[str] | None = None
    is_msgid: bool = False  # whether a string of `#|` without a keyword goes on with the msgid

    @property
    def previous_source(self) -> str | None:
        return None if self.previous is None else "".join(self.previous)


@dataclass(slots=True)
class _Draft:
    """The entry being read. `keyword` is the one that a string without any goes on with."""

    line: int
    marks: _Marks = field(default_factory=_Marks)
    is_obsolete: bool = False
    keyword: str = ""
    strings: dict[str, list[str]] = field(default_factory=dict)
    is_broken: bool = False

    @property
    def key(self) -> str | None:
        return "".join(self.strings["msgctxt"]) if "msgctxt" in self.strings else None


@dataclass(slots=True)
class _Parser:
    """Takes the lines of a file, one after another, and gives what they say, or all that is wrong with it."""

    codec: str
    draft: _Draft | None = None
    marks: _Marks = field(default_factory=_Marks)
    header: str = ""
    entries: list[FileEntry] = field(default_factory=list)
    seen: dict[str | None, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    last: _Draft | None = None

    def take(self, number: int, line: str) -> None:
        if _COMMENT.match(line):
            self._comment(line)
        elif match := _LINE.fullmatch(line):
            obsolete, keyword, string = match.groups()
            self._string(number, keyword, string, is_obsolete=obsolete is not None)
        else:
            self._fault(number, _what_is_wrong(line))

    def parsed(self) -> tuple[str, list[FileEntry]]:
        self._finish()
        if self.last is not None and _seems_cut_off(self.last):
            self.entries[-1] = replace(self.entries[-1], seems_cut=True)
        if not self.entries and not self.faults:
            self._fault(1, say("The file holds no messages."))
        if self.faults:
            raise MalformedFile(self.faults[0].detail, *self.faults)
        return self.header, self.entries

    def _comment(self, line: str) -> None:
        if self.draft is not None:
            self._finish()
        if line[:2] in {"#,", "#="}:
            self.marks.is_fuzzy |= "fuzzy" in [flag.strip() for flag in line[2:].split(",")]
        elif line[:2] == "#:" and self.marks.place is None:
            self.marks.place = int(match[1]) if (match := _PLACE.search(line)) else None
        elif line.startswith(("#|", "#~|")):
            self._previous(line)

    def _previous(self, line: str) -> None:
        """Take a line of the previous source; one that cannot be read is still a mark, and breaks nothing."""
        marks = self.marks
        marks.previous = marks.previous or []
        if match := _PREVIOUS.fullmatch(line):
            marks.is_msgid = match[1] == "msgid" if match[1] else marks.is_msgid
            if marks.is_msgid:
                try:
                    marks.previous.append(_ESCAPE.sub(self._replacement, match[2]))
                except (KeyError, ValueError):
                    marks.is_msgid = False
                    marks.previous.clear()

    def _string(self, number: int, keyword: str | None, string: str, *, is_obsolete: bool) -> None:
        if keyword == "msgctxt" or (keyword == "msgid" and not self._waits_for("msgid")):
            self._start(number, is_obsolete=is_obsolete)
        draft = self.draft
        if draft is None:
            self._fault(number, say("This line belongs to no entry."))
        elif draft.is_broken:
            return
        elif draft.is_obsolete != is_obsolete:
            self._fault(number, say("An entry is obsolete (#~) in some of its lines only."))
        elif keyword and not self._waits_for(keyword):
            self._fault(number, _misplaced(keyword))
        else:
            draft.keyword = keyword or draft.keyword
            draft.strings.setdefault(draft.keyword, []).append(
                self._unescape(number, string) if "\\" in string else string
            )

    def _waits_for(self, keyword: str) -> bool:
        """Whether a keyword comes in order (msgctxt where there is one, msgid, msgstr) in the entry being read."""
        if self.draft is None or self.draft.is_broken:
            return False
        return keyword in _FOLLOWERS[self.draft.keyword]

    def _start(self, number: int, *, is_obsolete: bool) -> None:
        self._finish()
        if len(self.entries) >= MOST_ENTRIES:
            raise TooLarge(say("The file has more than {limit} entries.", limit=MOST_ENTRIES))
        self.draft = _Draft(number, self.marks, is_obsolete)
        self.marks = _Marks()

    def _finish(self) -> None:
        draft, self.draft = self.draft, None
        if draft is None or draft.is_broken:
            return
        if "msgstr" not in draft.strings:
            self._fault(draft.line, say("The entry is cut off: it has no msgstr."), draft)
            return
        source, translation = "".join(draft.strings["msgid"]), "".join(draft.strings["msgstr"])
        is_told_apart = draft.key is not None or not source  # others share a source: theirs are told apart later
        if is_told_apart and (first := self.seen.setdefault(draft.key, draft.line)) != draft.line:
            self._fault(
                draft.line, say("This entry appears twice in the file, first in line {line}.", line=str(first)), draft
            )
        elif draft.key is None and not source:
            self.header = translation
        else:
            self.last = draft
            self.entries.append(_entry(draft, source, translation))

    def _fault(self, number: int, detail: Phrase, draft: _Draft | None = None) -> None:
        """Note what is wrong, and pass over the rest of the entry that it is in."""
        about = draft or self.draft
        self.faults.append(Fault("malformed_file", detail, line=number, entry=about.key if about else None))
        if len(self.faults) >= MOST_FAULTS:
            raise MalformedFile(self.faults[0].detail, *self.faults)
        if draft is None:
            self.draft = _Draft(number, is_broken=True)

    def _unescape(self, number: int, string: str) -> str:
        try:
            return _ESCAPE.sub(self._replacement, string)
        except (KeyError, ValueError):
            self._fault(number, say("A backslash stands before something that it cannot escape."))
            return ""

    def _replacement(self, match: re.Match[str]) -> str:
        if match[2]:
            return _PLAIN[match[2]]
        data = bytes(int(octal, 8) if octal else int(digits, 16) for digits, octal in _BYTE.findall(match[1]))
        if 0 in data:
            raise ValueError("a NUL")
        return data.decode(self.codec)


def _what_is_wrong(line: str) -> Phrase:
    if '"' in line and line.startswith(('"', "msg", "#~")):
        return say("The string of this line is not closed, or holds a quotation mark without a backslash.")
    return say("This line is not part of a PO file.")


def _misplaced(keyword: str) -> Phrase:
    if keyword == "msgid_plural":
        return say("Plural entries are not used here: a message has one translation.")
    if keyword == "domain":
        return say("Domains are not used here: a file holds the messages of one article.")
    return say("{keyword} cannot stand here: an entry has msgctxt, msgid and msgstr, in this order.", keyword=keyword)


def _entry(draft: _Draft, source: str, translation: str) -> FileEntry:
    marks = draft.marks
    return FileEntry(
        draft.key or "",
        source,
        translation,
        marks.is_fuzzy,
        draft.is_obsolete,
        draft.line,
        previous_source=marks.previous_source,
        place=marks.place,
    )


def _seems_cut_off(draft: _Draft) -> bool:
    """Whether the last string may go on: wrapped, ending in a space as wrapped lines do, and in a line that is full.

    People write such spaces too, so the line must be so long that the next word may not have fitted: a word is as long
    as the longest of the source, which may be an address, or as `_WORD`.
    """
    pieces, source = draft.strings["msgstr"], draft.strings["msgid"]
    if len(pieces) == 1 or not pieces[-1][-1:].isspace() or source[-1][-1:].isspace():
        return False
    longest = max((len(word) for word in "".join(source).split()), default=0)
    return len(pieces[-1]) + max(longest, _WORD) >= _WRAPPED
