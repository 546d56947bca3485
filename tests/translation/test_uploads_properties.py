from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.content.texts import Text
from api.platform.errors import Problem
from api.platform.preconditions import ANY
from api.translation import catalogues, exports, messages, reviews, tallies, uploads
from api.translation.files import po
from tests.desk.po_files import filled
from tests.newsroom import NOW, Newsroom
from tests.translation import revisable

PARAGRAPHS = [
    "The ferry at Zarechany has crossed the river every morning since the year 1961.",
    "Nobody was hurt, but the repairs of it will take all winter, says the council.",
    "The school on the other bank has eleven pupils, and a teacher who rows herself.",
]
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["write", "empty", "mark", "check", "revise", "bring", "approve"]),
        st.integers(0, 4),
        st.sampled_from(["editor", "translator-ru"]),
    ),
    max_size=6,
)


def done(article: str, deed: str, number: int, login: str) -> None:
    """Do something that somebody may do meanwhile; what is refused does nothing."""
    by, at = revisable.actor(login), NOW + timedelta(hours=2)
    with suppress(Problem):
        if deed == "revise":
            body = "\n\n".join([*PARAGRAPHS[number % 3 :], f"Said {login} {number} times to all of us."])
            revisable.revise(article, Text(f"Title of it {number}", "A summary.", body))
        elif deed == "bring":
            data = filled(exports.export(catalogues.load(article, "ru"), po.write), f"{login} {number}")
            uploads.upload(article, "ru", po.read(data), mode="fill", by=by, at=at)
        elif deed == "approve":
            reviews.submit(article, "ru", expected=ANY, by=by, at=at)
            reviews.approve(
                article, "ru", override_reason="In time.", expected=ANY, by=revisable.actor("editor"), at=at
            )
        else:
            line = catalogues.load(article, "ru").lines[number]
            changes: dict[str, Any] = {
                "write": {"text": f"RU {line.entry.source} {login}", "needs_work": number % 2 == 0},
                "empty": {"text": "", "needs_work": None},
                "mark": {"text": None, "needs_work": True},
                "check": {"text": None, "needs_work": False},
            }[deed]
            messages.edit(article, "ru", line.entry.key, **changes, expected=ANY, by=by, at=at)


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEEDS, DEEDS, DEEDS, st.integers(0, 2))
def test_the_same_bytes_change_nothing_whatever_happened_between(
    sqlite_newsroom: Newsroom,
    before: list[tuple[str, int, str]],
    meanwhile: list[tuple[str, int, str]],
    between: list[tuple[str, int, str]],
    fuzzy: int,
) -> None:
    """An export of any state, filled in, brought in late, and brought again after any other deeds, moves nothing."""
    article = revisable.write(Text("Title of it", "A summary.", "\n\n".join(PARAGRAPHS)))
    for deed in before:
        done(article, *deed)
    data = filled(exports.export(catalogues.load(article, "ru"), po.write), "mine")
    data = data.replace(b'msgctxt "', b'#, fuzzy\nmsgctxt "', fuzzy)
    for deed in meanwhile:
        done(article, *deed)
    standing = {line.entry.key: line.entry for line in catalogues.load(article, "ru").lines}
    by, at = revisable.actor("translator-ru"), NOW + timedelta(hours=3)
    uploads.upload(article, "ru", po.read(data), mode="fill", by=by, at=at)
    for line in catalogues.load(article, "ru").lines:
        if standing[line.entry.key].state in {"translated", "approved"}:
            assert line.entry == standing[line.entry.key]
    for deed in between:
        done(article, *deed)
    after = catalogues.load(article, "ru")
    uploads.upload(article, "ru", po.read(data), mode="fill", by=by, at=at)
    assert catalogues.load(article, "ru") == after
    assert list(tallies.differences_in([article])) == []
