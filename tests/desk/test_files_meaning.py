"""What a file means: its marks, its headers, and that the same bytes mean nothing twice."""

from __future__ import annotations

import re
from typing import Any

import polib
import pytest

from api.content import markdown
from api.languages import languages
from api.platform import db
from api.translation import uploads
from api.translation.files import po
from tests.at_once import at_once
from tests.desk.po_files import HEADER, dump, entry_of, exported, filled, outcomes, sent, taken
from tests.newsroom import NOW, Newsroom
from tests.translation import revisable

TITLE = "River council delays the vote"


def place(article: str, message: Any) -> str:
    """Give the address of a message in Russian."""
    return f"/v1/desk/articles/{article}/versions/ru/messages/{message['id']}"


def patched(newsroom: Newsroom, article: str, number: int, by: str = "translator-ru", **data: Any) -> Any:
    """Write a message by its number."""
    message = newsroom.messages(article, "ru")[number]
    response = newsroom.call("PATCH", place(article, message), by, etag=message["etag"], json=data)
    assert response.status_code == 200, response.get_data(as_text=True)
    return response.get_json()


def states(newsroom: Newsroom, article: str) -> list[tuple[str, str, str, str]]:
    """Give what the version says of each message."""
    return [
        (each["id"], each["translation"], each["state"], each["previous_source"])
        for each in newsroom.messages(article, "ru")
    ]


def stale(newsroom: Newsroom, **changes: Any) -> str:
    """Write an article whose Russian title has become stale."""
    article = newsroom.write(**changes)
    newsroom.translate(article, "ru")
    newsroom.revise(article, title="River council delays every vote")
    return article


def edited(data: bytes, number: int = 0, **changes: Any) -> bytes:
    """Change an entry of a file: its text, its fuzzy mark (`fuzzy`), its previous source (`previous`)."""
    file = polib.pofile(data.decode())
    entry = file[number]
    entry.msgstr = changes.get("text", entry.msgstr)
    if "fuzzy" in changes:
        entry.flags = ["fuzzy"] if changes["fuzzy"] else []
    if "previous" in changes:
        entry.previous_msgid = changes["previous"]
    return str(file).encode()


def only(answer: Any, number: int = 0) -> tuple[str, str]:
    """Give what became of an entry."""
    return answer["entries"][number]["outcome"], answer["entries"][number]["reason"]


def test_the_same_bytes_do_not_take_an_approval_away(sqlite_newsroom: Newsroom) -> None:
    """A fuzzy entry, checked here and approved: to upload its file again changes nothing of that."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    patched(sqlite_newsroom, article, 0, translation="")
    data = edited(exported(sqlite_newsroom, article), text="Решение отложено", fuzzy=True)
    assert only(taken(sqlite_newsroom, article, data)) == ("applied", "filled")
    patched(sqlite_newsroom, article, 0, state="translated")
    sqlite_newsroom.approve(article, "ru")
    before = dump()
    assert only(taken(sqlite_newsroom, article, data)) == ("unchanged", "still_checked")
    assert dump() == before
    assert sqlite_newsroom.version(article, "ru")["status"] == "approved"


@pytest.mark.parametrize("between", ["emptied", "marked", "replaced", "released and revised"])
def test_the_same_bytes_fill_in_nothing_twice(sqlite_newsroom: Newsroom, between: str) -> None:
    """Whatever was done with a text in between, its file does not bring it back."""
    newsroom = sqlite_newsroom
    article = newsroom.write()
    data = filled(exported(newsroom, article))
    taken(newsroom, article, data)
    if between == "emptied":
        patched(newsroom, article, 0, "editor", translation="")
    elif between == "marked":
        patched(newsroom, article, 0, "editor", state="fuzzy")
    elif between == "replaced":
        patched(newsroom, article, 0, "editor", translation="Черновик", state="fuzzy")
    else:
        newsroom.revise(article, title="River council delays every vote", body="Something else, and new.\n")
    before = states(newsroom, article)
    taken(newsroom, article, data)
    assert states(newsroom, article) == before


def test_what_was_refused_once_is_not_taken_from_the_same_bytes(sqlite_newsroom: Newsroom) -> None:
    """Bytes that were brought before fill in nothing, though nothing stands in their way any more; replacing does."""
    article = sqlite_newsroom.write()
    data = filled(exported(sqlite_newsroom, article), "theirs")
    sqlite_newsroom.translate(article, "ru", mark="ours")
    assert ("refused", "edited_meanwhile") in outcomes(taken(sqlite_newsroom, article, data))
    patched(sqlite_newsroom, article, 0, translation="")
    before = states(sqlite_newsroom, article)
    tried = taken(sqlite_newsroom, article, data, "?dry_run=true")
    again = taken(sqlite_newsroom, article, data)
    assert again == {**tried, "dry_run": False}
    assert only(again) == ("unchanged", "repeated")
    assert states(sqlite_newsroom, article) == before
    assert only(taken(sqlite_newsroom, article, data + b"\n")) == ("applied", "filled")
    assert only(taken(sqlite_newsroom, article, data, "?mode=replace")) == ("unchanged", "same")


def test_a_fuzzy_text_that_is_changed_keeps_its_previous_source(sqlite_newsroom: Newsroom) -> None:
    """Changed and left fuzzy, in a file or by itself, a text still stands beside what it was made from."""
    article = stale(sqlite_newsroom)
    data = edited(exported(sqlite_newsroom, article), text="Совет откладывает", fuzzy=True)
    assert only(taken(sqlite_newsroom, article, data)) == ("applied", "filled")
    message = sqlite_newsroom.messages(article, "ru")[0]
    assert (message["state"], message["previous_source"]) == ("fuzzy", TITLE)
    message = patched(sqlite_newsroom, article, 0, translation="Совет отложил", state="fuzzy")
    assert (message["state"], message["previous_source"]) == ("fuzzy", TITLE)
    assert f'#| msgid "{TITLE}"'.encode() in exported(sqlite_newsroom, article)
    message = patched(sqlite_newsroom, article, 0, translation="Совет отложил всё")
    assert (message["state"], message["previous_source"]) == ("translated", None)


def test_the_previous_source_of_a_merged_file_is_read(sqlite_newsroom: Newsroom) -> None:
    """`msgmerge --previous` writes what a fuzzy text was made from; it is kept where we have no text at all."""
    article = sqlite_newsroom.write()
    data = edited(exported(sqlite_newsroom, article), text="Совет", fuzzy=True, previous="River council votes")
    taken(sqlite_newsroom, article, data)
    message = sqlite_newsroom.messages(article, "ru")[0]
    assert (message["state"], message["previous_source"]) == ("fuzzy", "River council votes")


def test_a_text_is_confirmed_by_taking_both_marks_off(sqlite_newsroom: Newsroom) -> None:
    """Poedit's "Needs Work" turned off takes flag and `#|`: the text is checked then, if it is as it was exported."""
    article = stale(sqlite_newsroom)
    data = exported(sqlite_newsroom, article)
    confirmed = edited(data, fuzzy=False, previous=None)
    assert only(taken(sqlite_newsroom, article, edited(data, fuzzy=False))) == ("unchanged", "still_fuzzy")
    assert only(taken(sqlite_newsroom, article, edited(data, previous=None))) == ("unchanged", "same")
    stripped = re.sub(rb'"X-Polyweek-Serial: .*\n', b"", confirmed)
    assert only(taken(sqlite_newsroom, article, stripped)) == ("unchanged", "still_fuzzy")
    assert only(taken(sqlite_newsroom, article, confirmed)) == ("applied", "confirmed")
    message = sqlite_newsroom.messages(article, "ru")[0]
    assert (message["state"], message["previous_source"]) == ("translated", None)
    patched(sqlite_newsroom, article, 0, "editor", state="fuzzy")
    assert only(taken(sqlite_newsroom, article, confirmed)) == ("unchanged", "still_fuzzy")


def test_a_text_that_was_only_marked_is_not_confirmed_by_a_missing_mark(sqlite_newsroom: Newsroom) -> None:
    """Without a previous source the flag is all there was, and OmegaT strips flags."""
    article = sqlite_newsroom.write()
    sqlite_newsroom.translate(article, "ru")
    patched(sqlite_newsroom, article, 0, state="fuzzy")
    data = edited(exported(sqlite_newsroom, article), fuzzy=False)
    assert only(taken(sqlite_newsroom, article, data)) == ("unchanged", "still_fuzzy")


@pytest.mark.parametrize("is_stale", [True, False])
def test_a_newer_draft_of_somebody_else_is_spared(sqlite_newsroom: Newsroom, is_stale: bool) -> None:  # noqa: FBT001
    """Of two who bring drafts made of one export, the second is told of the first; by replacing, both are kept."""
    article = stale(sqlite_newsroom) if is_stale else sqlite_newsroom.write()
    data = exported(sqlite_newsroom, article)
    first, second = (edited(data, text=text, fuzzy=True) for text in ("one", "two"))
    assert only(taken(sqlite_newsroom, article, first)) == ("applied", "filled")
    assert only(taken(sqlite_newsroom, article, second, by="editor")) == ("refused", "edited_meanwhile")
    assert sqlite_newsroom.messages(article, "ru")[0]["translation"] == "one"
    assert only(taken(sqlite_newsroom, article, second, "?mode=replace", by="editor")) == ("applied", "overwrote")


def test_ones_own_draft_is_carried_on(sqlite_newsroom: Newsroom) -> None:
    """Who brings drafts again and again from one export is in nobody's way."""
    article = sqlite_newsroom.write()
    data = exported(sqlite_newsroom, article)
    for number in range(3):
        draft = edited(data, text=f"draft {number}", fuzzy=number < 2)
        assert only(taken(sqlite_newsroom, article, draft)) == ("applied", "filled")
    assert sqlite_newsroom.messages(article, "ru")[0]["state"] == "translated"


def test_joined_paragraphs_stand_beside_both_their_sources(sqlite_newsroom: Newsroom) -> None:
    """The joint text is fuzzy, its export has `#|`, and an old file's text for a part is taken to be checked."""
    first = "The ferry at Zarechany has crossed the river every morning since the year 1961."
    second = "Nobody was hurt, but the repairs of it will take all winter, says the council."
    article = sqlite_newsroom.write(body=f"{first}\n\n{second}\n")
    sqlite_newsroom.translate(article, "ru")
    old = exported(sqlite_newsroom, article)
    sqlite_newsroom.revise(article, body=f"{first} {second}\n")
    joint = sqlite_newsroom.messages(article, "ru")[2]
    assert (joint["state"], joint["previous_source"]) == ("fuzzy", f"{first}\n\n{second}")
    assert b"#| " in exported(sqlite_newsroom, article)
    number = next(n for n, entry in enumerate(polib.pofile(old.decode())) if entry.msgctxt == joint["id"])
    answer = taken(sqlite_newsroom, article, edited(old, number, text="Паром ходит каждое утро."))
    assert only(answer, number) == ("stale", "source_changed")
    assert sqlite_newsroom.messages(article, "ru")[2]["previous_source"] in {first, second}


def test_a_template_names_no_language(sqlite_newsroom: Newsroom) -> None:
    """What tools make of it would carry that over; an older template, which did, is taken as well."""
    article = sqlite_newsroom.write()
    template = exported(sqlite_newsroom, article, "en")
    assert b'"Language: \\n"' in template
    assert b"X-Polyweek-Serial" not in template
    older = template.replace(b'"Language: \\n"', b'"Language: en\\n"\n"X-Polyweek-Serial: 1\\n"')
    assert taken(sqlite_newsroom, article, filled(older))["counts"]["applied"] == 7


@pytest.mark.parametrize(
    ("written", "status"),
    [("be", 200), ("BE", 200), ("be_BY", 200), ("be-Cyrl", 200), ("be@latin", 422), ("be-Latn", 422), ("be-LATN", 422)],
)
def test_a_language_is_compared_as_a_whole(sqlite_newsroom: Newsroom, written: str, status: int) -> None:
    """Belarusian in Latin letters is another language of the newsroom; only a territory may be more or less."""
    languages.add("be-Latn", native_name="biełaruskaja", fallback="be")
    article = sqlite_newsroom.write()
    data = filled(exported(sqlite_newsroom, article, "be"))
    data = data.replace(b"Language: be\\n", f"Language: {written}\\n".encode())
    assert sent(sqlite_newsroom, article, data, language="be", by="editor").status_code == status
    latin = filled(exported(sqlite_newsroom, article, "be-Latn"))
    assert sent(sqlite_newsroom, article, latin, language="be-Latn", by="editor").status_code == 200
    assert sent(sqlite_newsroom, article, latin, language="be", by="editor").status_code == 422


def test_a_space_at_the_end_is_no_reason_to_refuse_a_file(sqlite_newsroom: Newsroom) -> None:
    """A last translation that is wrapped and ends in a space is taken; after a full line it is fuzzy, maybe cut off."""
    article = sqlite_newsroom.write()
    title = sqlite_newsroom.messages(article, "ru")[0]
    entry = f'msgctxt "{title["id"]}"\nmsgid "{title["source"]}"\nmsgstr ""\n"Рада "\n'
    assert only(taken(sqlite_newsroom, article, HEADER + entry + '"адклала "\n')) == ("applied", "filled")
    assert sqlite_newsroom.messages(article, "ru")[0]["translation"] == "Рада адклала"
    patched(sqlite_newsroom, article, 0, translation="")
    answer = taken(sqlite_newsroom, article, HEADER + entry + f'"{"слова " * 12}"\n')
    assert only(answer) == ("applied", "filled")
    assert "cut off" in answer["entries"][0]["detail"]
    assert sqlite_newsroom.messages(article, "ru")[0]["state"] == "fuzzy"


def test_equal_sources_without_ids_find_their_places(sqlite_newsroom: Newsroom) -> None:
    """Of entries that lost `msgctxt`, equal ones go where `#:` says, or one after the other."""
    article = sqlite_newsroom.write(body="- yes\n- no\n- yes\n")
    stripped = re.sub(rb"msgctxt .*\n", b"", exported(sqlite_newsroom, article))
    file = polib.pofile(stripped.decode())
    for number, entry in enumerate(file):
        entry.msgstr = f"{number}"
    file.sort(key=lambda entry: -int(entry.msgstr))
    assert taken(sqlite_newsroom, article, str(file))["counts"]["applied"] == 5
    assert [message["translation"] for message in sqlite_newsroom.messages(article, "ru")] == list("01234")


def test_unclosed_markup_is_said(sqlite_newsroom: Newsroom) -> None:
    """It is refused with the place instead of being made literal; a backslash says that the signs are meant."""
    article = sqlite_newsroom.write()
    title = sqlite_newsroom.messages(article, "ru")[0]
    refused = sqlite_newsroom.call(
        "PATCH", place(article, title), "translator-ru", etag=title["etag"], json={"translation": "**Паром ходит"}
    )
    [fault] = refused.get_json()["errors"]
    assert (refused.status_code, fault["code"], fault["pointer"]) == (422, "unclosed_markup", "/translation")
    assert "**Паром ходит" in fault["detail"]
    answer = taken(sqlite_newsroom, article, HEADER + entry_of(title["id"], title["source"], "**Паром ходит"))
    assert only(answer) == ("refused", "structure")
    assert "**Паром ходит" in answer["entries"][0]["detail"]
    assert patched(sqlite_newsroom, article, 0, translation="\\*\\*Паром")["translation"] == "\\*\\*Паром"


def test_word_breaks_and_a_second_link_are_a_translators_own(sqlite_newsroom: Newsroom) -> None:
    """A soft hyphen, a word joiner and the source's own address once more are kept as they were written."""
    article = sqlite_newsroom.write()
    link = "[здесь](https://example.org/vote) и [тут](https://example.org/vote) при\u00adмер 12\u2060%"
    assert patched(sqlite_newsroom, article, 4, translation=link)["translation"] == link


def test_a_split_counts_alike_in_impact_and_diff(sqlite_newsroom: Newsroom) -> None:
    """Of a paragraph split in two, one half is changed and the other new, whoever tells of it."""
    first = "The ferry at Zarechany has crossed the river every morning since the year 1961."
    second = "Nobody was hurt, but the repairs of it will take all winter, says the council."
    article = sqlite_newsroom.write(body=f"{first} {second}\n")
    impact = sqlite_newsroom.revise(article, body=f"{first}\n\n{second}\n")["impact"][0]["messages"]
    blocks = sqlite_newsroom.get(f"/v1/desk/articles/{article}/revisions/2/diff?against=1", "editor")["blocks"]
    told = [block["change"] for block in blocks]
    assert (impact["changed"], impact["new"], impact["removed"]) == (1, 1, 0)
    assert (told.count("changed"), told.count("new"), told.count("removed")) == (1, 1, 0)


def hostile(newsroom: Newsroom, article: str, strangers: int = 150) -> str:
    """Make a file of texts full of markup, known and unknown."""
    known = "".join(entry_of(each["id"], each["source"], "![" * 400) for each in newsroom.messages(article, "ru"))
    return HEADER + known + "".join(entry_of(f"x{n}", f"unheard of {n}", "![" * 1_200) for n in range(strangers))


@pytest.mark.parametrize("query", ["", "?dry_run=true", "?mode=replace"])
def test_no_text_is_read_while_others_wait(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    """Of a file full of markup nothing is parsed inside a transaction, and what is unknown nowhere."""
    article = newsroom.write()
    parse, inside, read = markdown.inlines, [], []

    def watched(source: str, *rest: Any) -> Any:
        read.append(source)
        inside.extend([source] if db.database.in_transaction() else [])
        return parse(source, *rest)

    data = hostile(newsroom, article)
    link = newsroom.messages(article, "ru")[4]
    monkeypatch.setattr(markdown, "inlines", watched)
    answer = taken(newsroom, article, data, query)
    assert answer["counts"] == {"applied": 6, "unchanged": 0, "stale": 0, "moved": 0, "unknown": 150, "refused": 1}
    assert inside == []
    assert "![" * 1_200 not in read
    newsroom.call(
        "PATCH", place(article, link), "translator-ru", etag=link["etag"], json={"translation": f"x {link['source']}"}
    )
    assert inside == []


def test_a_dry_run_takes_no_lock(sqlite_newsroom: Newsroom) -> None:
    """While another writes, a trial is answered all the same."""
    article = sqlite_newsroom.write()
    file = po.read(filled(exported(sqlite_newsroom, article)))
    by = revisable.actor("translator-ru")
    with db.transaction():
        [done] = at_once(lambda: uploads.upload(article, "ru", file, mode="fill", by=by, at=NOW, dry_run=True))
    assert done.counts["applied"] == 7


def test_who_is_quicker_is_never_overwritten(newsroom: Newsroom) -> None:
    """Of uploads at once made of one export, each message takes the text of one, and the others are told."""
    article = newsroom.write()
    data = exported(newsroom, article)
    files = [filled(data, mark) for mark in ("one", "two", "three", "four")]

    def bring(number: int) -> Any:
        by = ("translator-ru", "editor", "editor2", "reviewer-ru")[number]
        return taken(newsroom, article, files[number], by=by)

    answers = at_once(*(lambda number=number: bring(number) for number in range(4)))  # type: ignore[misc]
    assert sum(answer["counts"]["applied"] for answer in answers) == 7
    assert sum(answer["counts"]["refused"] for answer in answers) == 21
