"""Reading PO files, strictly: a file that means one thing is taken as it is, any other is refused with its lines.

The grammar is gettext's (manual, "The Format of PO Files"), read by lines. Babel's reader is not used here, because it
gives the first of duplicate entries without a word, joins what is left of a file that was cut off, drops headers that
it does not know, and lets an unknown encoding fail as a `LookupError`. What is read here takes time linear in the size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from api.platform.errors import Fault, MalformedFile, Phrase, TooLarge, say
from api.translation import podecoding
from api.translation.exchange import File, FileEntry

MOST_ENTRIES = 20_000
MOST_FAULTS = 20  # a file with more has one cause, and reading on would only repeat it

_COMMENT = re.compile(r"#(?!~[ \t]*+[^ \t|#])")  # any but an obsolete entry's line; #~| is one
_LINE = re.compile(r'(#~)?+[ \t]*+(?:(domain|msg[a-z_]++)(?:\[\d*+\])?+[ \t]*+)?+"((?:[^"\\]++|\\.)*+)"')
_ESCAPE = re.compile(r"((?:\\x[0-9A-Fa-f]{1,2}|\\[0-7]{1,3})+)|\\(.)")
_BYTE = re.compile(r"\\x([0-9A-Fa-f]{1,2})|\\([0-7]{1,3})")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_FOLLOWERS = {"": ("msgctxt", "msgid"), "msgctxt": ("msgid",), "msgid": ("msgstr",), "msgstr": ()}
_SCRIPTS = {"latin": "Latn", "cyrillic": "Cyrl"}  # gettext's names of scripts, as in be@latin
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?(?:\.[\w-]+)?(?:@(\w+))?")
_NUMBER = re.compile(r"[0-9]{1,15}")


def read(data: bytes) -> File:
    """Read a PO file; a text with a context (`msgctxt`) has that as its key, one without has an empty key.

    Comments, previous sources and flags other than `fuzzy` mean nothing here: nobody approves by uploading a file.

    Raises:
        MalformedFile: it is no PO file, is cut off, lies about its encoding, repeats a context, has plurals or domains,
            or holds no messages; each fault names its line, and its message where it is known.
        TooLarge: more than `MOST_ENTRIES` entries.
    """
    text, codec = podecoding.decode(data)
    parser = _Parser(codec)
    for number, line in enumerate(text.split("\n"), 1):
        if stripped := line.strip():
            parser.take(number, stripped)
    return parser.file()


@dataclass(slots=True)
class _Draft:
    """The entry being read. `keyword` is the one that a string without any goes on with."""

    line: int
    is_fuzzy: bool = False
    is_obsolete: bool = False
    keyword: str = ""
    strings: dict[str, list[str]] = field(default_factory=dict)
    is_broken: bool = False

    @property
    def key(self) -> str | None:
        return "".join(self.strings["msgctxt"]) if "msgctxt" in self.strings else None


@dataclass(slots=True)
class _Parser:
    """Takes the lines of a file, one after another, and gives the file, or all that is wrong with it."""

    codec: str
    draft: _Draft | None = None
    is_fuzzy: bool = False
    header: str = ""
    entries: list[FileEntry] = field(default_factory=list)
    seen: dict[tuple[str | None, str], int] = field(default_factory=dict)
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

    def file(self) -> File:
        self._finish()
        if (last := self.last) is not None and _seems_cut_off(last):
            self._fault(last.line, say("The last translation ends with a space, as in a file that was cut off."), last)
        if not self.entries and not self.faults:
            self._fault(1, say("The file holds no messages."))
        if self.faults:
            raise MalformedFile(self.faults[0].detail, *self.faults)
        return _file(self.header, self.entries)

    def _comment(self, line: str) -> None:
        if self.draft is not None:
            self._finish()
        if line[:2] in {"#,", "#="}:
            self.is_fuzzy |= "fuzzy" in [flag.strip() for flag in line[2:].split(",")]

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
        self.draft = _Draft(number, self.is_fuzzy, is_obsolete)
        self.is_fuzzy = False

    def _finish(self) -> None:
        draft, self.draft = self.draft, None
        if draft is None or draft.is_broken:
            return
        if "msgstr" not in draft.strings:
            self._fault(draft.line, say("The entry is cut off: it has no msgstr."), draft)
            return
        source, translation = "".join(draft.strings["msgid"]), "".join(draft.strings["msgstr"])
        identity = (draft.key, "" if draft.key is not None else source)
        if (first := self.seen.setdefault(identity, draft.line)) != draft.line:
            self._fault(
                draft.line, say("This entry appears twice in the file, first in line {line}.", line=str(first)), draft
            )
        elif identity == (None, ""):
            self.header = translation
        else:
            self.last = draft
            self.entries.append(
                FileEntry(draft.key or "", source, translation, draft.is_fuzzy, draft.is_obsolete, draft.line)
            )

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


def _seems_cut_off(draft: _Draft) -> bool:
    """Whether the last string was wrapped and ends where a line was: editors leave the space at the line's end."""
    pieces = draft.strings["msgstr"]
    return len(pieces) > 1 and pieces[-1][-1:].isspace() and not draft.strings["msgid"][-1][-1:].isspace()


def _file(header: str, entries: list[FileEntry]) -> File:
    fields: dict[str, str] = {}
    for line in header.split("\n"):
        name, _, value = line.partition(":")
        fields.setdefault(name.strip().lower(), value.strip())
    return File(
        article_id=fields.get("x-polyweek-article") or None,
        language=_language(fields.get("language", "")),
        revision=_number(fields.get("x-polyweek-revision", "")),
        serial=_number(fields.get("x-polyweek-serial", "")),
        entries=tuple(entries),
    )


def _language(name: str) -> str | None:
    """Give a language tag (BCP 47) for gettext's name of a language, such as `be@latin`; any other name as it is."""
    if (match := _LANGUAGE.fullmatch(name)) is None:
        return name or None
    script = _SCRIPTS.get((match[4] or "").lower()) or (match[2] or "").title()
    return "-".join(part for part in (match[1].lower(), script, (match[3] or "").upper()) if part)


def _number(text: str) -> int | None:
    return int(text) if _NUMBER.fullmatch(text) else None
