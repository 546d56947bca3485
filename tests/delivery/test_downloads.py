from __future__ import annotations

from contextlib import ExitStack

from werkzeug.test import TestResponse

from api.partners.receipts import collector
from api.partners.receipts.models import Receipt
from api.platform import places
from tests.newsroom import ISSUE, Newsroom
from tests.partners import parties


def _get(newsroom: Newsroom, key: str, method: str = "GET", **headers: str) -> TestResponse:
    """Ask for the archive of the issue, and read nothing of it."""
    return parties.call(newsroom, f"/v1/issues/{ISSUE}/archive.zip?lang=en", key, method, headers=headers)


def test_a_partner_reads_three_archives_at_once(sqlite_newsroom: Newsroom) -> None:
    """A fourth is told to come back until one has been read or left; what has no body is answered all the same."""
    sqlite_newsroom.publish()
    partner = parties.partner(sqlite_newsroom)
    key = parties.key(sqlite_newsroom, partner)
    with ExitStack() as stack:
        first, second, third = (stack.enter_context(_get(sqlite_newsroom, key)) for _ in range(3))
        refused = _get(sqlite_newsroom, key)
        assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
        assert _get(sqlite_newsroom, key, "HEAD").status_code == 200
        assert _get(sqlite_newsroom, key, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
        another = stack.enter_context(_get(sqlite_newsroom, parties.reader(sqlite_newsroom, name="Another")))
        assert another.status_code == 200
        first.close()
        stack.enter_context(_get(sqlite_newsroom, key))
        assert len(second.data) == len(third.data) == int(third.headers["Content-Length"])
    assert places.DOWNLOADS._held.total() == 0


def test_so_many_archives_are_read_at_once(sqlite_newsroom: Newsroom) -> None:
    """Each holds a thread for as long as its reader likes: those of other readers are left to them."""
    sqlite_newsroom.publish()
    key = parties.reader(sqlite_newsroom)
    with ExitStack() as stack:
        for number in range(places.DOWNLOADS.number):
            stack.enter_context(places.DOWNLOADS.held(str(number)))
        assert _get(sqlite_newsroom, key).status_code == 503
        assert places.ARCHIVES._held.total() == 0


def test_what_was_not_read_to_its_end_was_not_fetched(sqlite_newsroom: Newsroom) -> None:
    """A partner that leaves, or whose server dies, was offered the texts; it has them when it has read to the end."""
    article = sqlite_newsroom.publish()
    partner = parties.partner(sqlite_newsroom)
    key = parties.key(sqlite_newsroom, partner)

    def receipt() -> tuple[bool, bool, str | None]:
        collector.keeper.write()
        (found,) = Receipt.select().where(Receipt.article_id == article, Receipt.partner == partner)
        return found.offered_at is not None, found.fetched_at is not None, found.known_by

    with _get(sqlite_newsroom, key) as left:
        assert next(left.iter_encoded())
        assert receipt() == (True, False, None)
    assert receipt() == (True, False, None)
    with _get(sqlite_newsroom, key) as whole:
        assert whole.data
    assert receipt() == (True, True, "read")
