"""Whatever becomes of pictures, readers get what building all anew would give, and the journal has told of it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.platform import clock, db
from api.publishing import exposure, rebuilds
from tests import databases
from tests.newsroom import Newsroom
from tests.publishing import exhibition, shelf

_PICTURES = st.integers(0, 2)
_ARTICLES = st.integers(0, 2)
_DEEDS = st.one_of(
    st.tuples(st.just("withdraw"), _PICTURES, st.one_of(st.none(), _PICTURES)),
    st.tuples(st.just("restore"), _PICTURES, st.none()),
    st.tuples(st.just("credit"), _PICTURES, st.integers(0, 3)),
    st.tuples(st.just("syndication"), _PICTURES, st.booleans()),
    st.tuples(st.just("redact"), _PICTURES, st.none()),
    st.tuples(st.just("show"), _PICTURES, _ARTICLES),
    st.tuples(st.just("take down"), _ARTICLES, st.sampled_from(["be", "ru"])),
    st.tuples(st.just("release"), _ARTICLES, st.sampled_from(["be", "ru"])),
    st.tuples(st.just("work"), st.just(0), st.none()),
)


@pytest.mark.parametrize("is_behind", [pytest.param(False, marks=pytest.mark.slow), True])
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=st.lists(_DEEDS, min_size=4, max_size=9))
def test_pictures_never_drift(
    sqlite_template: databases.SqliteTemplate,
    is_behind: bool,  # noqa: FBT001 - a parameter of the test
    deeds: list[tuple[str, int, object]],
) -> None:
    """After any few deeds in any order; also where all that may be left to the worker is, and it comes whenever."""
    with (
        TemporaryDirectory() as folder,
        sqlite_template.copy(Path(folder)) as found,
        pytest.MonkeyPatch.context() as patches,
    ):
        if is_behind:
            patches.setattr(rebuilds, "ILLUSTRATED_TOGETHER", 1)
            patches.setattr(rebuilds, "LONGEST_ILLUSTRATED", 0.0)
        room = Newsroom(found)
        try:
            _follow(room, deeds)
        finally:
            room.close()


def _follow(room: Newsroom, deeds: list[tuple[str, int, object]]) -> None:
    pictures = [exhibition.picture(width) for width in (700, 650, 640)]
    articles = [
        exhibition.article(room, pictures[0], pictures[1]),
        exhibition.article(room, pictures[1], lead=pictures[0]),
        exhibition.article(room, lead=pictures[2]),
    ]
    for deed, which, how in deeds:
        _do(room, pictures, articles, deed, which, how)
    while rebuilds.run_pending(at=clock.now()):
        pass
    assert shelf.bytes_of_all() == shelf.built_anew()
    told: set[str] = set()
    for entry in exhibition.journal(room, "picture"):
        (told.add if entry["type"] == "published" else told.discard)(entry["id"])
    known = [picture_id for (picture_id,) in db.rows("SELECT id FROM picture")]
    kept = {picture_id for (picture_id,) in db.rows("SELECT id FROM picture WHERE NOT syndication")}
    assert told == exposure.public(known) - kept


def _do(room: Newsroom, pictures: list[str], articles: list[str], deed: str, which: int, how: object) -> None:
    """Do one thing; one that cannot be done as things stand is refused and changes nothing."""
    path = f"/v1/desk/pictures/{pictures[which]}"
    if deed == "work":
        rebuilds.run_pending(at=clock.now())
    elif deed == "withdraw":
        instead = {"id": pictures[how], "alts": {"ru": "Силуэт"}} if isinstance(how, int) else None
        room.call("POST", f"{path}/withdrawal", "editor", json={"reason": "Why.", "substitute": instead})
    elif deed == "restore":
        room.call("DELETE", f"{path}/withdrawal", "editor", etag="*")
    elif deed in {"credit", "syndication"}:
        room.call("PATCH", path, "editor", etag="*", json={deed: how if deed == "syndication" else f"Імя {how}"})
    elif deed == "redact":
        shape = {"x": 0.1, "y": 0.1, "width": 0.3, "height": 0.3}
        answer = room.call("POST", f"{path}/redactions", "editor", etag="*", json={"redactions": [shape]})
        pictures[which] = answer.get_json()["id"]
    elif deed == "show" and isinstance(how, int):
        lead = {"id": pictures[which], "alt": "Above all", "caption": "Said above"}
        article = f"/v1/desk/articles/{articles[how]}"
        room.call("POST", f"{article}/revisions", "editor", etag="*", json={"picture": lead, "weight": "correction"})
        for step, who in (("submission", "editor"), ("approval", "reviewer-be")):
            room.call("POST", f"{article}/versions/be/{step}", who, etag="*", json={})
        room.call("POST", f"{article}/releases", "editor", json={"languages": ["be"]})
    elif deed == "take down":
        place = f"/v1/desk/articles/{articles[which]}/versions/{how}/withdrawal"
        room.call("POST", place, "editor", json={"reason": "Why."})
    else:
        room.call("POST", f"/v1/desk/articles/{articles[which]}/releases", "editor", json={"languages": [how]})
