from __future__ import annotations

import pytest

from api.platform import db
from api.publishing import journal
from api.publishing.embargoes import snapshots
from api.publishing.embargoes.models import Embargoed
from tests.delivery import exhibits
from tests.newsroom import Newsroom
from tests.partners import ahead, parties
from tests.partners.test_sync_of_partners import Mirror


@pytest.fixture
def key(newsroom: Newsroom) -> str:
    """Give a key of a partner that reads English and Belarusian texts on society two hours ahead."""
    return parties.key(newsroom, ahead.partner(newsroom))


def test_a_planned_text_is_read_ahead(newsroom: Newsroom, key: str) -> None:
    """From the release less the lead its text is read in each form of the body, marked, with rights, no picture."""
    article, until = ahead.planned(newsroom, hours=3)
    ahead.follow()
    assert ahead.status(newsroom, article, key) == 404
    with ahead.at(hours=1, minutes=1):
        ahead.follow()
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
    article, until = ahead.planned(newsroom, hours=1)
    ahead.follow()
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


def test_drafts_and_former_texts_are_never_ahead(newsroom: Newsroom, key: str) -> None:
    """Only what is approved is offered, in the languages of the release; a change of what is public waits for it."""
    article = newsroom.write(source_language="be")
    newsroom.approve(article, "be")
    newsroom.translate(article, "en")
    ahead.plan(newsroom, article, minutes=60)
    public = newsroom.publish("be", "en", source_language="be")
    newsroom.revise(public, summary="Everybody was.", weight="meaning")
    newsroom.approve(public, "be")
    newsroom.release(public, "be", at=ahead.hour(minutes=60))
    ahead.follow()
    assert ahead.status(newsroom, article, key) == 404
    assert parties.get(newsroom, f"/v1/articles/{article}?lang=be", key)["embargoed_until"]
    assert "embargoed_until" not in parties.get(newsroom, f"/v1/articles/{public}?lang=be", key)
    assert Embargoed.select().count() == 1


def test_a_text_once_withdrawn_is_never_ahead(newsroom: Newsroom, key: str) -> None:
    """What was withdrawn can be the harm, so it is not offered before it is public again."""
    article = newsroom.publish("be", "en", source_language="be")
    newsroom.post(f"/v1/desk/articles/{article}/versions/en/withdrawal", "editor", {"reason": "It was wrong."})
    newsroom.release(article, "en", at=ahead.hour(minutes=60))
    ahead.follow()
    assert ahead.status(newsroom, article, key) == 410
    assert Embargoed.select().count() == 0


def test_other_forms_and_routes_have_none_of_it(newsroom: Newsroom, key: str) -> None:
    """What is under embargo is read as our own JSON where it stands in this guide, and nowhere else."""
    article, _ = ahead.planned(newsroom, hours=1)
    before = [_body(newsroom, path, key) for path in ELSEWHERE]
    ahead.follow()
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
    ahead.planned(newsroom, hours=1)
    ahead.follow()
    assert parties.call(newsroom, f"/v1/changes/proof?cursor={cursor}", key).status_code == 409
    cursor = parties.get(newsroom, f"/v1/changes?limit=100&since={cursor}", key)["meta"]["cursor"]
    assert parties.get(newsroom, f"/v1/changes/proof?cursor={cursor}", key)["count"] == 2


def test_a_whole_contract_with_a_lead(newsroom: Newsroom) -> None:
    """A partner with all languages and topics sees each language that is released, beside all that is public."""
    key = parties.reader(newsroom, embargo_lead_minutes=ahead.LEAD)
    public = newsroom.publish("be", "en", source_language="be")
    article, _ = ahead.planned(newsroom, hours=1)
    ahead.follow()
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
    newsroom.release(article, "en", at=ahead.hour(minutes=60))
    ahead.follow()
    assert parties.get(newsroom, path, key)["language"] == "en"
    data = parties.get(newsroom, "/v1/articles?lang=en", key)["data"]
    assert [(each["id"], each["language"]) for each in data] == [(article, "en")]
    assert [
        each["language"] for each in parties.get(newsroom, f"/v1/articles/{article}?lang=be", key)["alternates"]
    ] == ["be"]


def test_an_issue_is_read_ahead_as_it_is_planned(newsroom: Newsroom, key: str) -> None:
    """All that is approved in a planned issue is offered; what is taken out of it is gone at once, the rest stays."""
    articles = [ahead.approved(newsroom) for _ in range(2)]
    draft = newsroom.write(source_language="be")
    order = {"languages": ["be", "en"], "at": ahead.hour(minutes=60), "leave_out_unready": True}
    newsroom.post("/v1/desk/issues/2017-W37/releases", "editor", order)
    ahead.follow()
    mirror = Mirror(newsroom, key)
    mirror.sync()
    assert {article for article, _ in mirror.copy} == set(articles)
    out, stays = articles
    path = f"/v1/desk/articles/{out}"
    assert newsroom.call("PATCH", path, "editor", etag="*", json={"issue": None}).status_code == 200
    assert ahead.status(newsroom, out, key) == 404
    ahead.follow()
    mirror.sync()
    assert mirror.copy.keys() == {(stays, "be"), (stays, "en")}
    newsroom.approve(draft, "be")
    ahead.follow()
    mirror.sync()
    assert {article for article, _ in mirror.copy} == {stays, draft}


def test_pictures_come_with_the_release(newsroom: Newsroom, key: str) -> None:
    """A text that names a picture is offered without it and without what is said of it, in each form of its body."""
    picture = exhibits.picture()
    lead = {"id": picture, "alt": "The river", "caption": "The river at dawn"}
    article = newsroom.write(source_language="be", body=exhibits.body(picture), picture=lead)
    newsroom.approve(article, "be")
    newsroom.release(article, "be", at=ahead.hour(minutes=60))
    ahead.follow()
    for form in ("html", "markdown", "text", "blocks"):
        answer = parties.call(newsroom, f"/v1/articles/{article}?lang=be&body={form}", key)
        assert (answer.status_code, answer.get_json()["picture"]) == (200, None)
        assert "The river" not in answer.get_data(as_text=True).replace("The river council", "")
        assert picture not in answer.get_data(as_text=True)


def test_every_text_comes_to_its_turn(sqlite_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where public texts change all the time, a text that is planned meanwhile is written before others are anew."""
    monkeypatch.setattr(snapshots, "_AT_ONCE", 1)
    parties.partner(sqlite_newsroom, embargo_lead_minutes=ahead.LEAD)
    planned = [ahead.planned(sqlite_newsroom, hours=1)[0] for _ in range(3)]
    written = []
    for _ in range(6):
        with db.transaction():
            journal.begin()
        ahead.follow()
        written.append(Embargoed.select().order_by(Embargoed.written_at.desc()).first().article_id)
    assert set(written[:3]) == set(planned)
    assert set(written[3:]) == set(planned)


def _body(newsroom: Newsroom, path: str, key: str) -> bytes:
    response = parties.call(newsroom, path, key)
    told = response.get_json() if response.is_json else {}
    return b"404" if told and response.status_code == 404 else response.data
