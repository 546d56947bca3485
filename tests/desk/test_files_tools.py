"""Files that real tools made of our exports, and the tools themselves where they are installed.

Those in `recorded` were written by Poedit 3.2.2 and OmegaT 3.6, driven as the tests below drive them, from the export
of `stale`: in Poedit "Needs Work" was turned off for the stale text and the last one was typed; OmegaT's project held
three texts as they were and the last one, and it made its translated file.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import Any

import polib
import pytest
from babel.messages.pofile import read_po, write_po

from tests.desk import tools
from tests.desk.po_files import exported, filled, taken
from tests.newsroom import Newsroom

RECORDED = Path(__file__).parent / "recorded"
BODY = """\
When the rope tore in March, the villages collected 340 roubles in two days.

The council says that it [cannot help](https://example.org/council) what does not exist.

Those who cannot come may send their vote with the postman.
"""


def needs(*programs: str) -> pytest.MarkDecorator:
    """Skip a test where a program is missing, and say which."""
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def toolkit(program: str) -> str:
    """Give the path of a program of translate-toolkit, which is installed beside Python."""
    return str(Path(sys.executable).parent / program)


def stale(newsroom: Newsroom) -> str:
    """Write a text with a stale message (2), a marked one (3), an untranslated one (4) and two translated ones."""
    article = newsroom.write(title="The ferry that no ministry owns", summary="A rope and two boats.", body=BODY)
    newsroom.translate(article, "ru")
    newsroom.revise(article, body=BODY.replace("March", "April").replace("340", "410"))
    patched(newsroom, article, 3, state="fuzzy")
    patched(newsroom, article, 4, translation="")
    return article


def patched(newsroom: Newsroom, article: str, number: int, **data: Any) -> None:
    """Write a message by its number."""
    message = newsroom.messages(article, "ru")[number]
    path = f"/v1/desk/articles/{article}/versions/ru/messages/{message['id']}"
    assert newsroom.call("PATCH", path, "translator-ru", etag=message["etag"], json=data).status_code == 200


def states(newsroom: Newsroom, article: str) -> list[str]:
    """Give the state of each message."""
    return [message["state"] for message in newsroom.messages(article, "ru")]


def reasons(answer: Any) -> list[str]:
    """Give the reason of each entry."""
    return [entry["reason"] for entry in answer["entries"]]


def as_recorded(newsroom: Newsroom, article: str, name: str) -> bytes:
    """Give a recorded file as if its tool had been given the export as it is now: ids and serial are of now."""
    ours = polib.pofile(exported(newsroom, article).decode())
    text = (RECORDED / name).read_text()
    theirs = polib.pofile(text)
    text = text.replace(theirs.metadata["X-Polyweek-Article"], article)
    serial = 'X-Polyweek-Serial: {}\\n"'.format
    text = text.replace(serial(theirs.metadata["X-Polyweek-Serial"]), serial(ours.metadata["X-Polyweek-Serial"]))
    keys = {entry.msgid: entry.msgctxt for entry in ours}
    for entry in theirs:
        text = text.replace(str(entry.msgctxt), str(keys[entry.msgid]))
    return text.encode()


def test_what_poedit_wrote_confirms_and_fills(sqlite_newsroom: Newsroom) -> None:
    """Needs Work turned off for the stale text, a translation typed: both count, and what was only marked stays."""
    article = stale(sqlite_newsroom)
    assert states(sqlite_newsroom, article) == ["translated", "translated", "fuzzy", "fuzzy", "untranslated"]
    answer = taken(sqlite_newsroom, article, as_recorded(sqlite_newsroom, article, "poedit.po"))
    assert reasons(answer) == ["same", "same", "confirmed", "same", "filled"]
    assert states(sqlite_newsroom, article) == ["translated", "translated", "translated", "fuzzy", "translated"]


def test_what_omegat_wrote_confirms_nothing(sqlite_newsroom: Newsroom) -> None:
    """It strips all flags and keeps `#|`; what is the same stays fuzzy, a text that is another one counts."""
    article = stale(sqlite_newsroom)
    answer = taken(sqlite_newsroom, article, as_recorded(sqlite_newsroom, article, "omegat.po"))
    assert reasons(answer) == ["same", "same", "still_fuzzy", "empty", "filled"]
    assert states(sqlite_newsroom, article) == ["translated", "translated", "fuzzy", "fuzzy", "translated"]


@needs("omegat", "java")
def test_omegat_makes_such_a_file(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """The program itself, from a project's memory: an unchanged fuzzy text, and a new one."""
    article = stale(sqlite_newsroom)
    data = exported(sqlite_newsroom, article)
    file = polib.pofile(data.decode())
    texts = {file[2].msgid: file[2].msgstr, file[4].msgid: "Голос можно передать с почтальоном."}
    made = tools.translated_by_omegat(data, texts, tmp_path)
    assert b"#, fuzzy" not in made
    assert b"#| msgid" in made
    assert reasons(taken(sqlite_newsroom, article, made)) == ["same", "same", "still_fuzzy", "empty", "filled"]


@pytest.mark.slow
@needs("Xvfb", "xdotool", "poedit")
def test_poedit_makes_such_a_file(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """The program itself, on a screen of its own: Needs Work turned off for one text, another typed, and saved."""
    article = stale(sqlite_newsroom)
    path = tmp_path / "ferry.ru.po"
    path.write_bytes(exported(sqlite_newsroom, article))
    with tools.poedit(path) as xdotool:
        xdotool("mousemove 450 191", "click 1", "key ctrl+u")  # the third text; the fields are those of its window
        xdotool("mousemove 450 237", "click 1", "mousemove 200 600", "click 1", "type By the postman.", "key ctrl+s")
        xdotool("sleep 3")
    answer = taken(sqlite_newsroom, article, path.read_bytes())
    assert reasons(answer) == ["same", "same", "confirmed", "same", "filled"]


@needs("msgmerge", "msgcat", "msgfmt")
def test_gettext_keeps_what_we_need(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """An old file merged with the new template: what is fuzzy stands beside its previous source; nothing is lost."""
    article = sqlite_newsroom.write(body=BODY)
    old, done, template, merged = (tmp_path / name for name in ("old.po", "done.po", "new.pot", "merged.po"))
    done.write_bytes(filled(exported(sqlite_newsroom, article)))
    sqlite_newsroom.revise(article, body=BODY.replace("March", "April").replace("340", "410"))
    template.write_bytes(exported(sqlite_newsroom, article, "en"))
    tools.run("msgmerge", "--previous", "--quiet", str(done), str(template), "-o", str(merged))
    tools.run("msgcat", "-w", "40", str(merged), "-o", str(old))
    tools.run("msgfmt", "-c", "-o", "/dev/null", str(old))
    assert reasons(taken(sqlite_newsroom, article, old.read_bytes())) == ["filled"] * 5
    changed = sqlite_newsroom.messages(article, "ru")[2]
    assert (changed["state"], changed["previous_source"]) == ("fuzzy", BODY.split("\n", maxsplit=1)[0])


def test_pot2po_makes_a_file_of_our_template(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """A new file, and one that goes on from an old file, can be brought once they are translated."""
    article = sqlite_newsroom.write(body=BODY)
    template, new, old = (tmp_path / name for name in ("ferry.pot", "new.po", "old.po"))
    template.write_bytes(exported(sqlite_newsroom, article, "en"))
    tools.run(toolkit("pot2po"), "--progress=none", str(template), str(new))
    old.write_bytes(filled(new.read_bytes()))
    assert reasons(taken(sqlite_newsroom, article, old.read_bytes())) == ["filled"] * 5
    sqlite_newsroom.revise(article, body=BODY.replace("March", "April").replace("340", "410"))
    template.write_bytes(exported(sqlite_newsroom, article, "en"))
    tools.run(toolkit("pot2po"), "--progress=none", "-t", str(old), str(template), str(new))
    assert set(reasons(taken(sqlite_newsroom, article, new.read_bytes()))) == {"same"}
    assert states(sqlite_newsroom, article).count("fuzzy") == 1


def test_csv2po_makes_a_file_of_our_template(sqlite_newsroom: Newsroom, tmp_path: Path) -> None:
    """A table that was translated and put back into the template can be brought, though it lost all marks."""
    article = stale(sqlite_newsroom)
    template, file, table, made = (tmp_path / name for name in ("ferry.pot", "ferry.po", "ferry.csv", "made.po"))
    template.write_bytes(exported(sqlite_newsroom, article, "en"))
    file.write_bytes(exported(sqlite_newsroom, article))
    tools.run(toolkit("po2csv"), "--progress=none", str(file), str(table))
    table.write_text(table.read_text().replace('postman.",""', 'postman.","С почтальоном."'))
    tools.run(toolkit("csv2po"), "--progress=none", "-t", str(template), str(table), str(made))
    answer = taken(sqlite_newsroom, article, made.read_bytes())
    assert reasons(answer) == ["same", "same", "still_fuzzy", "still_fuzzy", "filled"]
    tools.run(toolkit("csv2po"), "--progress=none", str(table), str(made))
    assert b"msgctxt" not in made.read_bytes()
    assert set(reasons(taken(sqlite_newsroom, article, made.read_bytes()))) == {"same", "still_fuzzy"}


def test_babel_makes_a_file_without_our_headers(sqlite_newsroom: Newsroom) -> None:
    """It drops what it does not know: the file is brought by its ids, and its missing marks confirm nothing."""
    article = stale(sqlite_newsroom)
    catalogue = read_po(io.BytesIO(exported(sqlite_newsroom, article)))
    for message in catalogue:
        if message.id and not message.string:
            message.string = "С почтальоном."
        message.flags.discard("fuzzy")
    written = io.BytesIO()
    write_po(written, catalogue)
    assert b"X-Polyweek" not in written.getvalue()
    answer = taken(sqlite_newsroom, article, written.getvalue())
    assert reasons(answer) == ["same", "same", "still_fuzzy", "still_fuzzy", "filled"]
