from __future__ import annotations

from typing import Any

from api.partners import partners
from api.partners.receipts import collector, oblivion
from api.partners.receipts.models import Acknowledgement, Receipt
from api.platform import clock
from tests.newsroom import Newsroom
from tests.partners import parties, receivers, takedowns
from tests.partners.receivers import receiving, turn, working

PATH = "/v1/admin/takedowns"


def test_the_report_names_who_has_not_heard(newsroom: Newsroom) -> None:
    """With what they were given and how to reach them; who has read the tombstone or fetched the 410 has."""
    keys = {name: _reader(newsroom, name) for name in ("Archive", "Mirror", "Portal", "Radio", "Stranger")}
    article = newsroom.publish("ru")
    for name in ("Archive", "Portal", "Radio"):
        parties.get(newsroom, f"/v1/articles/{article}?lang=en", keys[name])
    cursor = parties.get(newsroom, "/v1/changes?include=document", keys["Mirror"])["meta"]["cursor"]
    _write()
    assert newsroom.get(PATH, "editor")["data"] == []
    _withdraw(newsroom, article)
    (shown,) = newsroom.get(PATH, "admin")["data"]
    assert (shown["article_id"], shown["language"], shown["reason"]) == (article, "en", "A name.")
    assert (shown["open_count"], shown["unacknowledged_count"]) == (4, 4)
    assert shown["title"]
    assert parties.call(newsroom, f"/v1/articles/{article}?lang=en", keys["Portal"]).status_code == 410
    for _ in range(2):
        cursor = parties.get(newsroom, f"/v1/changes?since={cursor}", keys["Mirror"])["meta"]["cursor"]
    entry = {"type": "withdrawn", "article_id": article, "language": "en", "action": "removed"}
    path = "/v1/partner/acknowledgements"
    assert parties.call(newsroom, path, keys["Radio"], "POST", json={"entries": [entry]}).status_code == 200
    _write()
    (shown,) = newsroom.get(PATH, "editor")["data"]
    found = {each["name"]: each for each in shown["partners"]}
    assert {name: (each["has_arrived"], each["arrived_by"]) for name, each in found.items()} == {
        "Archive": (False, None),
        "Mirror": (True, "cursor"),
        "Portal": (True, "read"),
        "Radio": (True, "acknowledgement"),
    }
    assert [each["name"] for each in shown["partners"]][:1] == ["Archive"]
    assert (shown["open_count"], shown["unacknowledged_count"]) == (1, 3)
    assert found["Radio"]["acknowledgement"]["action"] == "removed"
    late = found["Archive"]
    assert (late["contact"], late["state"], late["webhooks"], late["fetched_revision"]) == (
        "desk@radio.example",
        "active",
        [],
        1,
    )
    assert late["last_used_at"] is not None
    assert newsroom.get(f"{PATH}/{article}", "editor")["data"] == [shown]


def test_the_list_goes_by_what_is_left(newsroom: Newsroom) -> None:
    """A text that has reached all is not in it unless it is asked for; the latest withdrawal comes first, in pages."""
    key = _reader(newsroom)
    articles = [newsroom.publish(title=f"Text {number} of the week") for number in range(3)]
    for article in articles:
        parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
    _write()
    for article in articles:
        _withdraw(newsroom, article)
    page = newsroom.get(f"{PATH}?limit=2", "editor")
    assert [each["article_id"] for each in page["data"]] == [articles[2], articles[1]]
    (last,) = newsroom.get(page["links"]["next"], "editor")["data"]
    assert last["article_id"] == articles[0]
    parties.call(newsroom, f"/v1/articles/{articles[0]}?lang=en", key)
    entry = {"type": "withdrawn", "article_id": articles[1], "language": "en"}
    parties.call(newsroom, "/v1/partner/acknowledgements", key, "POST", json={"entries": [entry]})
    _write()
    for state, left in (("open", [2]), ("unacknowledged", [2, 0]), ("all", [2, 1, 0])):
        found = newsroom.get(f"{PATH}?state={state}", "editor")["data"]
        assert [each["article_id"] for each in found] == [articles[number] for number in left], state


def test_a_failing_webhook_is_told_of(sqlite_newsroom: Newsroom) -> None:
    """Whoever is to be called finds why the withdrawal has not arrived."""
    key = receivers.key(sqlite_newsroom)
    with receiving() as there, working(sqlite_newsroom) as worker:
        receivers.verified(sqlite_newsroom, worker, key, there.url)
        article = sqlite_newsroom.publish()
        turn(worker)
        there.answer = lambda _: 410
        _withdraw(sqlite_newsroom, article)
        turn(worker)
    (shown,) = sqlite_newsroom.get(PATH, "editor")["data"]
    (holder,) = shown["partners"]
    assert holder["delivered_at"] is not None
    assert [(each["state"], each["cause"]) for each in holder["webhooks"]] == [("disabled", "gone")]


def test_the_command_prints_who_is_to_be_called(sqlite_newsroom: Newsroom) -> None:
    """A line for each partner that has not heard; none when all have."""
    key = _reader(sqlite_newsroom)
    article = sqlite_newsroom.publish()
    parties.get(sqlite_newsroom, f"/v1/articles/{article}?lang=en", key)
    _write()
    _withdraw(sqlite_newsroom, article)
    (line,) = takedowns.typed(sqlite_newsroom).splitlines()
    for told in (article, "Radio Luzhana", "has not heard", "no webhook", "desk@radio.example"):
        assert told in line
    parties.call(sqlite_newsroom, f"/v1/articles/{article}?lang=en", key)
    _write()
    assert takedowns.typed(sqlite_newsroom) == ""
    assert "knows" in takedowns.typed(sqlite_newsroom, "--unacknowledged")
    assert "knows" in takedowns.typed(sqlite_newsroom, "--article", article)
    entry = {"type": "withdrawn", "article_id": article, "language": "en", "action": "not_published"}
    parties.call(sqlite_newsroom, "/v1/partner/acknowledgements", key, "POST", json={"entries": [entry]})
    assert takedowns.typed(sqlite_newsroom, "--unacknowledged") == ""
    assert "acknowledged (not_published)" in takedowns.typed(sqlite_newsroom, "--all")


def test_what_a_partner_got_is_read_of_each_text(newsroom: Newsroom) -> None:
    """Which revision it has, and whether the correction has arrived; what it has lost by its contract too."""
    partner = parties.partner(newsroom, topics=["society", "river"], per_minute=6_000)
    key = parties.key(newsroom, partner)
    article, river = newsroom.publish("ru"), newsroom.publish(topic="river", title="Of the river")
    cursor = parties.get(newsroom, "/v1/changes?include=document", key)["meta"]["cursor"]
    _write()
    newsroom.revise(article, title="River council votes at last", weight="correction", note="It has voted.")
    newsroom.approve(article, "en")
    newsroom.release(article, "en")
    partners.change(partner, {"topics": ["society"]}, by=None, at=clock.now())
    path = f"{parties.PATH}/{partner}/receipts"
    found = {(each["article_id"], each["language"]): each for each in newsroom.get(path, "editor")["data"]}
    corrected, untouched, lost = found[article, "en"], found[article, "ru"], found[river, "en"]
    assert (corrected["standing"], corrected["revision"], corrected["fetched_revision"]) == ("public", 2, 1)
    assert corrected["notice"]["type"] == "corrected"
    assert (corrected["notice"]["note"], corrected["notice"]["has_arrived"]) == ("It has voted.", False)
    assert untouched["notice"] is None
    assert (lost["standing"], lost["notice"]["reason"]) == ("outside_contract", "outside_contract")
    for _ in range(2):
        cursor = parties.get(newsroom, f"/v1/changes?since={cursor}", key)["meta"]["cursor"]
    _write()
    for each in newsroom.get(path, "editor")["data"]:
        assert each["notice"] is None or each["notice"]["has_arrived"], each
    assert len(newsroom.get(f"{path}?outstanding=true", "editor")["data"]) == 2
    page = newsroom.get(f"{path}?article_id={article}&limit=1", "admin")
    assert [each["language"] for each in newsroom.get(page["links"]["next"], "admin")["data"]] == ["ru"]


def test_only_what_is_known_to_be_gone_is_forgotten(newsroom: Newsroom) -> None:
    """After a year; a text that is public, or of which the partner has not heard, stays, and so does what was said."""
    key = _reader(newsroom)
    gone, unheard, public = (newsroom.publish(title=f"Text {number} of the week") for number in range(3))
    for article in (gone, unheard, public):
        parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
    _write()
    _withdraw(newsroom, gone)
    _withdraw(newsroom, unheard)
    entry = {"type": "withdrawn", "article_id": gone, "language": "en"}
    parties.call(newsroom, "/v1/partner/acknowledgements", key, "POST", json={"entries": [entry]})
    assert oblivion.Sweep().run(clock.now() + oblivion.KEPT / 2) == 0
    assert oblivion.Sweep().run(clock.now() + 2 * oblivion.KEPT) == 1
    assert {each.article_id for each in Receipt.select()} == {unheard, public}
    assert [each.article_id for each in Acknowledgement.select()] == [gone]


def _reader(newsroom: Newsroom, name: str = "Radio Luzhana", **contract: Any) -> str:
    return parties.key(newsroom, parties.partner(newsroom, name, per_minute=6_000, **contract))


def _write() -> None:
    collector.keeper.write(is_last=True)


def _withdraw(newsroom: Newsroom, article: str) -> None:
    path = f"/v1/desk/articles/{article}/versions/en/withdrawal"
    newsroom.post(path, "editor", {"reason": "A name."}, etag="*")
