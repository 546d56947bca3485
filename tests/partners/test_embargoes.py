from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from api.accounts import people, suspensions
from api.partners import embargoes, partners
from api.partners.models import EmbargoOffer
from api.platform import clock, db, heartbeat
from api.publishing import journal, schedule
from api.publishing.embargoes import snapshots
from api.publishing.embargoes.models import Embargoed
from tests.delivery import exhibits
from tests.newsroom import Newsroom
from tests.partners import parties
from tests.partners.test_sync_of_partners import Mirror

LEAD = 120  # minutes


@pytest.fixture
def partner(newsroom: Newsroom) -> str:
    """Give a partner that reads English and Belarusian texts on society two hours ahead."""
    return parties.partner(
        newsroom,
        languages=["be", "en"],
        topics=["society"],
        embargo_lead_minutes=LEAD,
        licence="CC BY",
        per_minute=6_000,
    )


@pytest.fixture
def key(newsroom: Newsroom, partner: str) -> str:
    """Give a key of the partner that reads ahead."""
    return parties.key(newsroom, partner)


def test_a_planned_text_is_read_ahead(newsroom: Newsroom, key: str) -> None:
    """From the release less the lead its text is read in each form of the body, marked, with rights, no picture."""
    article, until = _planned(newsroom, hours=3)
    follow()
    assert _status(newsroom, article, key) == 404
    with at(hours=1, minutes=1):
        follow()
        shown = parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
        assert shown["embargoed_until"] == until
        assert (shown["slug"], shown["links"]) == (article, {"self": f"/v1/articles/{article}?lang=en", "page": None})
        assert (shown["rights"]["licence"], shown["picture"], shown["previous"]) == ("CC BY", None, None)
        assert "The council met" in shown["body"]["content"]
        assert [each["language"] for each in shown["alternates"]] == ["be", "en"]
        for form in ("markdown", "text", "blocks", "none"):
            told = parties.get(newsroom, f"/v1/articles/{article}?lang=en&body={form}", key)
            assert told["embargoed_until"] == until
            assert (told["body"] or {"format": "none"})["format"] == form
        answer = parties.call(newsroom, f"/v1/articles/{article}?lang=en&fields=title", key)
        assert answer.get_json() == {"title": shown["title"], "embargoed_until": until}
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Link" not in answer.headers


def test_lists_and_the_journal_have_it_marked(newsroom: Newsroom, key: str) -> None:
    """It stands among the articles of its language, topic and issue, and is told by the journal, marked each time."""
    public = newsroom.publish("be", "en", source_language="be")
    article, until = _planned(newsroom, hours=1)
    follow()
    for question in (
        "lang=en",
        "lang=en&topic=society",
        "lang=en&issue=2017-W37&fields=id",
        "lang=en&include=body",
        "lang=en&byline=hanna",
    ):
        data = parties.get(newsroom, f"/v1/articles?{question}", key)["data"]
        assert [(each["id"], each.get("embargoed_until")) for each in data] == [(article, until), (public, None)]
    mirror = Mirror(newsroom, key, limit=1)
    mirror.sync()
    assert mirror.copy[article, "en"]["embargoed_until"] == until
    assert mirror.copy.keys() == {(id_, language) for id_ in (article, public) for language in ("be", "en")}
    assert "embargoed_until" not in mirror.copy[public, "en"]
    begun = Mirror(newsroom, key, limit=3)
    begun.sync(is_initial=True)
    assert begun.copy == mirror.copy
    page = parties.get(newsroom, "/v1/changes?limit=100&fields=type", key)["data"]
    assert page.count({"type": "published", "embargoed_until": until}) == 2


def test_it_is_published_at_its_hour(newsroom: Newsroom, key: str) -> None:
    """When it is released the journal brings the public text, with its address and without a mark."""
    article, _ = _planned(newsroom, hours=1)
    mirror = Mirror(newsroom, key)
    follow()
    mirror.sync()
    with at(hours=1, minutes=1):
        assert schedule.publish_due(at=clock.now()) == 1
        mirror.sync()
        held = mirror.copy[article, "en"]
        assert "embargoed_until" not in held
        assert held["slug"] != article
        follow()
        mirror.sync()
        assert mirror.copy[article, "en"] == held
        assert mirror.copy.keys() == {(article, "be"), (article, "en")}
        assert Embargoed.select().count() == 0
        assert not EmbargoOffer.select().where(EmbargoOffer.is_held).exists()


def _cancelled(newsroom: Newsroom, article: str, _: str) -> None:
    _cancel(newsroom, article)


def _taken_back(newsroom: Newsroom, article: str, _: str) -> None:
    for language in ("be", "en"):
        path = f"/v1/desk/articles/{article}/versions/{language}/approval"
        response = newsroom.call("DELETE", path, f"reviewer-{language}", etag="*", json={"reason": "Look again."})
        assert response.status_code in {200, 204}, response.get_data(as_text=True)


def _revised(newsroom: Newsroom, article: str, _: str) -> None:
    newsroom.revise(article, title="Another title", weight="meaning")


def _moved(newsroom: Newsroom, article: str, _: str) -> None:
    changed = newsroom.call("PATCH", f"/v1/desk/articles/{article}", "editor", etag="*", json={"topic": "river"})
    assert changed.status_code == 200


def _suspended(_: Newsroom, __: str, ___: str) -> None:
    suspensions.suspend(people.id_of("editor"), by=None, at=clock.now())


def _without_lead(_: Newsroom, __: str, partner: str) -> None:
    partners.change(partner, {"embargo_lead_minutes": 0}, by=None, at=clock.now())


def _without_topic(_: Newsroom, __: str, partner: str) -> None:
    partners.change(partner, {"topics": ["river"]}, by=None, at=clock.now())


@pytest.mark.parametrize(
    "pull", [_cancelled, _taken_back, _revised, _moved, _suspended, _without_lead, _without_topic],
    ids=lambda pull: pull.__name__,
)  # fmt: skip
def test_what_is_pulled_is_gone_at_once(
    newsroom: Newsroom, partner: str, key: str, pull: Callable[[Newsroom, str, str], None]
) -> None:
    """Whatever ends it, the text is not there from that moment on, and a tombstone without a title is told once."""
    article, _ = _planned(newsroom, hours=1)
    follow()
    mirror = Mirror(newsroom, key)
    mirror.sync()
    assert (article, "en") in mirror.copy
    pull(newsroom, article, partner)
    assert _status(newsroom, article, key) == 404
    assert parties.get(newsroom, "/v1/articles?lang=en", key)["data"] == []
    follow()
    page = parties.get(newsroom, f"/v1/changes?include=document&since={mirror.cursor}&limit=100", key)["data"]
    gone = [each for each in page if each["resource"] == "article"]
    assert {(each["type"], each["article_id"], each["language"]) for each in gone} == {
        ("withdrawn", article, "be"),
        ("withdrawn", article, "en"),
    }
    assert all(each[name] is None for each in gone for name in ("slug", "topic", "document", "embargoed_until"))
    mirror.sync()
    assert mirror.copy == {}
    follow()
    mirror.types.clear()
    mirror.sync()
    assert mirror.types == []
    begun = Mirror(newsroom, key)
    begun.sync(is_initial=True)
    assert begun.types == []


def test_a_release_moved_later_moves_the_mark(newsroom: Newsroom, key: str) -> None:
    """Cancelled and planned anew within the lead it comes again with the later hour; beyond the lead it is gone."""
    article, first = _planned(newsroom, hours=1)
    follow()
    mirror = Mirror(newsroom, key)
    mirror.sync()
    _cancel(newsroom, article)
    later = _plan(newsroom, article, minutes=100)
    follow()
    mirror.sync()
    assert mirror.copy[article, "en"]["embargoed_until"] == later != first
    _cancel(newsroom, article)
    _plan(newsroom, article, minutes=LEAD + 20)
    follow()
    mirror.sync()
    assert mirror.copy == {}


def test_a_changed_text_and_changed_terms_come_again(newsroom: Newsroom, partner: str, key: str) -> None:
    """What is approved anew is told as updated, and so is what a new licence changes; the same again is not."""
    article, until = _planned(newsroom, hours=1)
    follow()
    mirror = Mirror(newsroom, key)
    mirror.sync()
    mirror.types.clear()
    path = f"/v1/desk/articles/{article}/versions/en"
    title = newsroom.messages(article, "en")[0]
    data = {"translation": "Another title"}
    newsroom.call("PATCH", f"{path}/messages/{title['id']}", "translator-en", etag=title["etag"], json=data)
    assert _status(newsroom, article, key) == 404
    newsroom.approve(article, "en")
    follow()
    mirror.sync()
    assert (mirror.copy[article, "en"]["title"], mirror.copy[article, "en"]["embargoed_until"]) == (
        data["translation"],
        until,
    )
    mirror.types.clear()
    partners.change(partner, {"licence": "None"}, by=None, at=clock.now())
    follow()
    mirror.sync()
    assert mirror.types == ["updated", "updated"]
    assert mirror.copy[article, "be"]["rights"]["licence"] == "None"
    mirror.types.clear()
    follow()
    mirror.sync()
    assert mirror.types == []


def test_drafts_and_former_texts_are_never_ahead(newsroom: Newsroom, key: str) -> None:
    """Only what is approved is offered, in the languages of the release; a change of what is public waits for it."""
    article = newsroom.write(source_language="be")
    newsroom.approve(article, "be")
    newsroom.translate(article, "en")
    _plan(newsroom, article, minutes=60)
    public = newsroom.publish("be", "en", source_language="be")
    newsroom.revise(public, summary="Everybody was.", weight="meaning")
    newsroom.approve(public, "be")
    newsroom.release(public, "be", at=_hour(minutes=60))
    follow()
    assert _status(newsroom, article, key) == 404
    assert parties.get(newsroom, f"/v1/articles/{article}?lang=be", key)["embargoed_until"]
    assert "embargoed_until" not in parties.get(newsroom, f"/v1/articles/{public}?lang=be", key)
    assert Embargoed.select().count() == 1


def test_a_text_once_withdrawn_is_never_ahead(newsroom: Newsroom, key: str) -> None:
    """What was withdrawn can be the harm, so it is not offered before it is public again."""
    article = newsroom.publish("be", "en", source_language="be")
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was wrong."})
    newsroom.release(article, "en", at=_hour(minutes=60))
    follow()
    assert _status(newsroom, article, key) == 410
    assert Embargoed.select().count() == 0


def test_the_hours_are_kept(newsroom: Newsroom, key: str) -> None:
    """Nothing is read a moment before the lead begins, and what is late stays marked until it is released."""
    began = clock.now()
    article = _approved(newsroom)
    newsroom.release(article, "be", "en", at=clock.to_wire(began + timedelta(minutes=300)))
    opens = began + timedelta(minutes=300 - LEAD)
    with time_machine.travel(opens - timedelta(seconds=1), tick=False):
        follow()
        assert _status(newsroom, article, key) == 404
        assert EmbargoOffer.select().count() == 0
    with time_machine.travel(opens, tick=False):
        assert _status(newsroom, article, key) == 404
        follow()
        assert _status(newsroom, article, key) == 200
    with time_machine.travel(began + timedelta(minutes=301), tick=False):
        follow()
        shown = parties.get(newsroom, f"/v1/articles/{article}?lang=en", key)
        assert datetime.fromisoformat(shown["embargoed_until"]) >= began + timedelta(minutes=300)


def test_a_clock_that_is_ahead_opens_nothing(newsroom: Newsroom, key: str) -> None:
    """By a clock that is not believed nobody reads further ahead than before."""
    article = _approved(newsroom)
    newsroom.release(article, "be", "en", at=_hour(minutes=60 * 80))
    heartbeat.beat(clock.now())
    with at(hours=79):
        follow()
        assert _status(newsroom, article, key) == 404
        assert EmbargoOffer.select().count() == 0


def test_a_release_that_failed_offers_nothing(newsroom: Newsroom, key: str) -> None:
    """A release that could not go out at its hour is over, and so is what it would have brought."""
    article = newsroom.write(source_language="be")
    newsroom.approve(article, "be")
    newsroom.release(article, "be", "en", at=_hour(minutes=60))
    follow()
    path = f"/v1/articles/{article}?lang=be"
    assert parties.call(newsroom, path, key).status_code == 200
    with at(hours=1, minutes=1):
        schedule.publish_due(at=clock.now())
        assert parties.call(newsroom, path, key).status_code == 404


def test_a_contract_that_ended_reads_nothing(newsroom: Newsroom, partner: str, key: str) -> None:
    """With the end of the contract, its suspension or the key's the text is closed, and the partner is told why."""
    article, _ = _planned(newsroom, hours=1)
    follow()
    path = f"/v1/articles/{article}?lang=en"
    partners.suspend(partner, by=None, at=clock.now())
    follow()
    assert parties.fault(parties.call(newsroom, path, key)) == (403, "partner_suspended")
    partners.resume(partner, by=None, at=clock.now())
    follow()
    assert parties.call(newsroom, path, key).status_code == 200
    partners.change(partner, {"ends_at": clock.now() - timedelta(minutes=1)}, by=None, at=clock.now())
    follow()
    assert parties.fault(parties.call(newsroom, path, key)) == (403, "contract_ended")


def test_other_forms_and_routes_have_none_of_it(newsroom: Newsroom, key: str) -> None:
    """What is under embargo is read as our own JSON where it stands in this guide, and nowhere else."""
    article, _ = _planned(newsroom, hours=1)
    before = [_body(newsroom, path, key) for path in ELSEWHERE]
    follow()
    assert parties.call(newsroom, f"/v1/articles/{article}?lang=en", key).status_code == 200
    assert [_body(newsroom, path, key) for path in ELSEWHERE] == before
    for path in ("?lang=en&format=ninjs", "?lang=be&format=jsonld", "/related?lang=en"):
        assert parties.call(newsroom, f"/v1/articles/{article}{path}", key).status_code == 404, path


ELSEWHERE = (
    "/v1/feeds/en.atom", "/v1/feeds/en.json", "/v1/search?q=council&lang=en", "/v1/topics?lang=en", "/v1/site?lang=en",
    "/v1/issues?lang=en", "/v1/issues/2017-W37?lang=en", "/v1/bylines?lang=en", "/v1/trends?lang=en", "/sitemap.xml",
)  # fmt: skip


def test_a_proof_is_of_what_is_public(newsroom: Newsroom, key: str) -> None:
    """A faithful copy without what is marked is proved, and a cursor before an offer is not at the end."""
    newsroom.publish("be", "en", source_language="be")
    cursor = parties.get(newsroom, "/v1/changes?limit=100", key)["meta"]["cursor"]
    _planned(newsroom, hours=1)
    follow()
    assert parties.call(newsroom, f"/v1/changes/proof?cursor={cursor}", key).status_code == 409
    cursor = parties.get(newsroom, f"/v1/changes?limit=100&since={cursor}", key)["meta"]["cursor"]
    assert parties.get(newsroom, f"/v1/changes/proof?cursor={cursor}", key)["count"] == 2


def test_a_whole_contract_with_a_lead(newsroom: Newsroom) -> None:
    """A partner with all languages and topics sees each language that is released, beside all that is public."""
    key = parties.reader(newsroom, embargo_lead_minutes=LEAD)
    public = newsroom.publish("be", "en", source_language="be")
    article, _ = _planned(newsroom, hours=1)
    follow()
    assert [each["id"] for each in parties.get(newsroom, "/v1/articles?lang=be", key)["data"]] == [article, public]
    shown = parties.get(newsroom, f"/v1/articles/{public}?lang=en", key)
    assert (shown["previous"], shown["next"]) == (None, None)


def test_what_falls_back_is_replaced_by_its_own_language(newsroom: Newsroom, key: str) -> None:
    """A text that is public in another language is read in its own where that is under embargo, and once in a list."""
    article = newsroom.publish("be", source_language="be")
    path = f"/v1/articles/{article}?lang=en"
    assert parties.call(newsroom, path, key).status_code == 404  # its chain leads over a language of others
    newsroom.translate(article, "en")
    newsroom.approve(article, "en")
    newsroom.release(article, "en", at=_hour(minutes=60))
    follow()
    assert parties.get(newsroom, path, key)["language"] == "en"
    data = parties.get(newsroom, "/v1/articles?lang=en", key)["data"]
    assert [(each["id"], each["language"]) for each in data] == [(article, "en")]
    assert [
        each["language"] for each in parties.get(newsroom, f"/v1/articles/{article}?lang=be", key)["alternates"]
    ] == ["be"]


def test_an_issue_is_read_ahead_as_it_is_planned(newsroom: Newsroom, key: str) -> None:
    """All that is approved in a planned issue is offered; what is taken out of it is gone at once, the rest stays."""
    articles = [_approved(newsroom) for _ in range(2)]
    draft = newsroom.write(source_language="be")
    order = {"languages": ["be", "en"], "at": _hour(minutes=60), "leave_out_unready": True}
    newsroom.post("/v1/desk/issues/2017-W37/releases", "editor", order)
    follow()
    mirror = Mirror(newsroom, key)
    mirror.sync()
    assert {article for article, _ in mirror.copy} == set(articles)
    out, stays = articles
    path = f"/v1/desk/articles/{out}"
    assert newsroom.call("PATCH", path, "editor", etag="*", json={"issue": None}).status_code == 200
    assert _status(newsroom, out, key) == 404
    follow()
    mirror.sync()
    assert mirror.copy.keys() == {(stays, "be"), (stays, "en")}
    newsroom.approve(draft, "be")
    follow()
    mirror.sync()
    assert {article for article, _ in mirror.copy} == {stays, draft}


def test_pictures_come_with_the_release(newsroom: Newsroom, key: str) -> None:
    """A text that names a picture is offered without it and without what is said of it, in each form of its body."""
    picture = exhibits.picture()
    lead = {"id": picture, "alt": "The river", "caption": "The river at dawn"}
    article = newsroom.write(source_language="be", body=exhibits.body(picture), picture=lead)
    newsroom.approve(article, "be")
    newsroom.release(article, "be", at=_hour(minutes=60))
    follow()
    for form in ("html", "markdown", "text", "blocks"):
        answer = parties.call(newsroom, f"/v1/articles/{article}?lang=be&body={form}", key)
        assert (answer.status_code, answer.get_json()["picture"]) == (200, None)
        assert "The river" not in answer.get_data(as_text=True).replace("The river council", "")
        assert picture not in answer.get_data(as_text=True)


def test_every_text_comes_to_its_turn(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where public texts change all the time, a text that is planned meanwhile is written before others are anew."""
    monkeypatch.setattr(snapshots, "_AT_ONCE", 1)
    parties.partner(sqlite_newsroom, embargo_lead_minutes=LEAD)
    planned = [_planned(sqlite_newsroom, hours=1)[0] for _ in range(3)]
    written = []
    for _ in range(6):
        with db.transaction():
            journal.begin()
        follow()
        written.append(Embargoed.select().order_by(Embargoed.written_at.desc()).first().article_id)
    assert set(written[:3]) == set(planned)
    assert set(written[3:]) == set(planned)


def follow() -> int:
    """Do what the worker does."""
    return embargoes.follow(at=clock.now())


def at(**later: int) -> Any:
    """Be at a later time."""
    return time_machine.travel(clock.now() + timedelta(**later))


def _hour(**later: int) -> str:
    return clock.to_wire(clock.now() + timedelta(**later))


def _approved(newsroom: Newsroom) -> str:
    article = newsroom.write(source_language="be")
    newsroom.approve(article, "be")
    newsroom.translate(article, "en")
    newsroom.approve(article, "en")
    return article


def _planned(newsroom: Newsroom, *, hours: int) -> tuple[str, str]:
    """Plan a text for release in Belarusian and English; gives its id, and the end of its embargo as it is told."""
    article = _approved(newsroom)
    return article, _plan(newsroom, article, minutes=60 * hours)


def _plan(newsroom: Newsroom, article: str, *, minutes: int) -> str:
    moment = clock.now() + timedelta(minutes=minutes)
    newsroom.release(article, "be", "en", at=clock.to_wire(moment))
    return clock.to_wire(clock.minute_after(moment))


def _cancel(newsroom: Newsroom, article: str) -> None:
    (release_id, serial) = db.rows(
        "SELECT id, serial FROM release WHERE article_id = ? AND state = 'scheduled'", (article,)
    )[0]
    assert newsroom.call("DELETE", f"/v1/desk/releases/{release_id}", "editor", etag="*").status_code == 204, serial


def _status(newsroom: Newsroom, article: str, key: str) -> int:
    return parties.call(newsroom, f"/v1/articles/{article}?lang=en", key).status_code


def _body(newsroom: Newsroom, path: str, key: str) -> bytes:
    response = parties.call(newsroom, path, key)
    told = response.get_json() if response.is_json else {}
    return b"404" if told and response.status_code == 404 else response.data
