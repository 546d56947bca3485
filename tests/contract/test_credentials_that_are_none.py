"""What means to be a key and is none is never taken for nobody: whoever sends it would else get the public view."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.hot import Hot

_LIST, _JOURNAL, _KEYS = "/v1/articles?lang=en", "/v1/changes", "/.well-known/jwks.json"


def _spelled(key: str) -> list[str]:
    cut = [f"Bearer {key[1:]}", f"Bearer {key[9:]}", key[1:]]
    loud = [f"Bearer {key.upper()}", f"BEARER {key.swapcase()}"]
    bare = [key, f"Bearer: {key}", f"Key {key}", f"bearer{key}"]
    return [*cut, *loud, *bare, "Bearer", "Bearer ", "Bearer garbage", "bearer null", 'Bearer "pw_x"']


def test_what_is_no_key_is_refused_on_public_paths(sqlite_newsroom: Newsroom) -> None:
    """Cut off at its beginning, in capitals, without its scheme, empty, nonsense: 401 with its code, kept by nobody."""
    sqlite_newsroom.publish()
    key, hot = parties.reader(sqlite_newsroom), Hot(sqlite_newsroom)
    for path in (_LIST, _JOURNAL, _KEYS, "/v1/feeds/en.atom", "/v1/partner/me"):
        before = sqlite_newsroom.call("GET", path).get_data()
        for spelled in _spelled(key):
            for _ in range(2):
                answer = hot.call(path, None, Authorization=spelled)
                assert parties.fault(answer) == (401, "malformed_key"), (path, spelled)
                assert "no-store" in answer.headers["Cache-Control"]
                assert key not in answer.get_data(as_text=True)
        if not path.startswith("/v1/partner"):
            assert hot.call(path, None).get_data() == before


@pytest.mark.parametrize(
    "header", ["Basic c3RhZ2luZzpzZWNyZXQ=", 'Digest username="x", realm="pw"', "Negotiate YII=", "Bearer pw_x", ""]
)
def test_what_is_for_somebody_else_leaves_the_public_view(sqlite_newsroom: Newsroom, header: str) -> None:
    """A proxy of a staging site has a scheme of its own, and who works at the desk reads as everybody does."""
    sqlite_newsroom.publish()
    for path in (_LIST, _JOURNAL):
        answer = sqlite_newsroom.call("GET", path, headers={"Authorization": header})
        assert (answer.status_code, answer.get_data()) == (200, sqlite_newsroom.call("GET", path).get_data())


def test_a_key_in_a_path_is_to_be_replaced(sqlite_newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    """As one in the query it stands in the logs of others: each path says so, and our log never has it."""
    partner = parties.partner(sqlite_newsroom)
    keys = [parties.key(sqlite_newsroom, partner), parties.key(sqlite_newsroom, partner, sandbox=True)]
    caplog.set_level("DEBUG")
    for key in keys:
        for path in (f"/v1/articles/{key}", f"/nowhere/{key}/x", f"/v1/articles/{key.replace('_', '%5F')}", f"/{key}"):
            for headers in ({}, {"Authorization": f"Bearer {key}"}):
                answer = sqlite_newsroom.call("GET", path, headers=dict(headers))
                assert parties.fault(answer) == (401, "key_in_query"), path
                assert "replace" in answer.get_json()["detail"]
                assert key not in answer.get_data(as_text=True)
        assert key not in caplog.text
    assert sqlite_newsroom.call("GET", "/v1/articles/pwk_is-a-strange-slug").status_code == 404


def test_pages_may_read_what_tells_of_quotas_and_sandboxes(sqlite_newsroom: Newsroom) -> None:
    """`fetch` hides every header that is not named."""
    exposed = sqlite_newsroom.call("GET", _LIST, headers={"Origin": "https://x.example"}).headers
    names = set(exposed["Access-Control-Expose-Headers"].split(", "))
    assert names >= {"RateLimit", "RateLimit-Policy", "Polyweek-Sandbox", "Retry-After"}
