"""Keeps a copy of all that is published, in a folder. Python 3.11 and its standard library are all it takes.

    python mirror.py http://127.0.0.1:8000 copy

Each run takes what happened since the one before. `copy/articles` has a JSON file for each article and language, with
the addresses of its pictures beside it; `copy/frames` has one for each issue, topic and byline, for the languages and
the site, in each language. What was withdrawn is deleted. A run that was broken off is made good by the next. Where the
newsroom was restored from a backup, nobody can tell what it has forgotten, nor where the last run lies further back
than the newsroom keeps its journal: the copy is dropped and taken anew.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, assert_never, overload
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

if TYPE_CHECKING:  # made by make_types.py, and needed by nobody who only runs this
    from polyweek_types import (
        Article,
        ArticleChange,
        ArticlePart,
        BodyBlock,
        Change,
        ChangeList,
        FrameChange,
        LanguageList,
        Problem,
        ProblemCode,
    )

TRIES = 3


class Refused(Exception):
    """What the API refused; `problem` says why, and its `code` is what to go by."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem['code']}: {problem['detail']}")
        self.problem = problem

    def unless(self, *codes: ProblemCode) -> None:
        """Go on where the problem is one of these, and raise it where it is another."""
        if self.problem["code"] not in codes:
            raise self


class Newsroom:
    """The public side of a newsroom at an address."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    def read(self, path: str, **query: str | Sequence[str]) -> Any:  # noqa: ANN401 - each call below says what it is
        """Read JSON; waits and tries again where the answer says that this helps.

        Raises:
            Refused: it is not to be had.
        """
        asked = urlencode({name: value if isinstance(value, str) else ",".join(value) for name, value in query.items()})
        request = Request(f"{self._address}{path}{'?' if asked else ''}{asked}", headers={"Accept": "application/json"})
        for left in reversed(range(TRIES)):
            try:
                with urlopen(request, timeout=30) as answer:
                    return json.load(answer)
            except HTTPError as error:
                problem: Problem = json.load(error)
                if not left or error.code not in {HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS}:
                    raise Refused(problem) from None
                time.sleep(float(error.headers.get("Retry-After", 1)))
        raise AssertionError

    @overload
    def article(self, article_id: str, language: str, *, body: Literal["html", "blocks"]) -> Article: ...
    @overload
    def article(
        self, article_id: str, language: str, *, body: Literal["html", "blocks"], fields: Sequence[str]
    ) -> ArticlePart: ...
    def article(self, article_id: str, language: str, **query: str | Sequence[str]) -> Article | ArticlePart:
        """Read an article, whole or only some fields of it."""
        found: Article | ArticlePart = self.read(f"/v1/articles/{article_id}", lang=language, **query)
        return found

    def languages(self) -> list[str]:
        """Give the codes of the newsroom's languages."""
        found: LanguageList = self.read("/v1/languages")
        return [language["code"] for language in found["data"]]

    def changes(self, since: str | None) -> Iterator[tuple[list[Change], str]]:
        """Give what happened after a cursor, or what stands now; in parts, each with the cursor after it."""
        while True:
            start = {"initial": "true"} if since is None else {"since": since}
            part: ChangeList = self.read("/v1/changes", include="document", limit="100", **start)
            since = part["meta"]["cursor"]
            yield part["data"], since
            if not part["meta"]["has_more"]:
                return


class Copy:
    """The copy in a folder. Each file is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._articles = folder / "articles"
        self._frames = folder / "frames"
        self._cursor = folder / "cursor"

    def bring_up_to_date(self, newsroom: Newsroom) -> int:
        """Take all that happened since the last run; gives how many entries that were.

        The cursor is kept after what it stands behind: to take an entry twice does no harm, to miss one does.
        """
        since = self._cursor.read_text() if self._cursor.exists() else None
        try:
            return self._follow(newsroom, since)
        except Refused as refused:
            codes = {fault["code"] for fault in refused.problem["errors"]}
            if since is None or not codes & {"invalid_cursor", "expired_cursor"}:
                raise
        self._forget()
        return self._follow(newsroom, None)

    def _follow(self, newsroom: Newsroom, since: str | None) -> int:
        count = 0
        for entries, cursor in newsroom.changes(since):
            frames = []
            for entry in entries:
                if entry["resource"] == "article":
                    self._take_article(entry, newsroom)
                else:
                    frames.append(entry)
            self._take_frames(frames, newsroom)
            _write(self._cursor, cursor)
            count += len(entries)
        return count

    def _take_article(self, entry: ArticleChange, newsroom: Newsroom) -> None:
        name = f"{entry['article_id']}.{entry['language']}"
        document = entry.get("document")
        if entry["type"] == "withdrawn" or document is None:
            for file in self._articles.glob(f"{name}.*"):
                file.unlink()
        else:
            _write(self._articles / f"{name}.json", json.dumps(document, ensure_ascii=False))
            shown = self._pictures(entry["article_id"], entry["language"], newsroom)
            _write(self._articles / f"{name}.pictures", "".join(f"{address}\n" for address in shown))

    def _pictures(self, article_id: str, language: str, newsroom: Newsroom) -> list[str]:
        try:
            body = newsroom.article(article_id, language, body="blocks", fields=["body"]).get("body")
        except Refused as refused:
            refused.unless("gone", "not_found")  # withdrawn a moment ago: a later entry says so
            return []
        return [*pictures(body["content"])] if body is not None and body["format"] == "blocks" else []

    def _take_frames(self, entries: Sequence[FrameChange], newsroom: Newsroom) -> None:
        """Read anew what frames articles, in each language; all of it where the languages themselves changed."""
        if not entries:
            return
        index = self._frames / "index.json"
        places: dict[str, str] = json.loads(index.read_text(encoding="utf-8")) if index.exists() else {}
        told = {f"{entry['resource']}.{quote(entry['id'] or entry['key'] or '', safe='')}": entry for entry in entries}
        for name, entry in told.items():
            if entry["type"] != "withdrawn" and (href := entry["href"]) is not None:
                places[name] = href
            else:  # nothing public has it any longer
                places.pop(name, None)
        languages = newsroom.languages()
        is_other = any(entry["resource"] == "language" for entry in entries)
        for name in {*told, *places} if is_other else told:
            for file in self._frames.glob(f"{name}.*.json"):
                file.unlink()
            for language in languages if name in places else ():
                self._take_frame(f"{name}.{language}.json", places[name], language, newsroom)
        _write(index, json.dumps(places))

    def _take_frame(self, name: str, href: str, language: str, newsroom: Newsroom) -> None:
        try:
            _write(self._frames / name, json.dumps(newsroom.read(href, lang=language), ensure_ascii=False))
        except Refused as refused:
            refused.unless("gone", "not_found")

    def _forget(self) -> None:
        """Drop all, the cursor last: whoever was broken off here begins here again."""
        for folder in (self._articles, self._frames):
            shutil.rmtree(folder, ignore_errors=True)
        self._cursor.unlink()


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    making = file.with_name(f".{file.name}")
    making.write_text(text, encoding="utf-8")
    making.replace(file)


def pictures(blocks: Sequence[BodyBlock]) -> Iterator[str]:
    """Give the addresses of the pictures in a body; mypy knows whether a kind of block was forgotten."""
    for block in blocks:
        if block["kind"] == "picture":
            yield block["src"]
        elif block["kind"] == "list":
            for item in block["items"]:
                yield from pictures(item["blocks"])
        elif block["kind"] == "quote" or block["kind"] == "footnote":
            yield from pictures(block["blocks"])
        elif (
            block["kind"] == "paragraph"
            or block["kind"] == "heading"
            or block["kind"] == "table"
            or block["kind"] == "code"
            or block["kind"] == "rule"
        ):
            continue
        else:
            assert_never(block)


if __name__ == "__main__":
    try:
        taken = Copy(Path(sys.argv[2])).bring_up_to_date(Newsroom(sys.argv[1]))
    except Refused as refused:
        sys.exit(str(refused))
    sys.stdout.write(f"{taken} entries taken\n")
