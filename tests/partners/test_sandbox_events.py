from __future__ import annotations

import pytest

from api.partners.sandboxes import corpus, events
from tests.at_once import at_once
from tests.newsroom import Newsroom
from tests.partners import parties, receivers, sandboxes
from tests.partners.sandboxes import BREAD, CHOIR, FERRY, LAMP, SEALS


def test_what_is_asked_to_happen_reads_so(with_seed: Newsroom) -> None:
    """A published one is there, a corrected one has its note, a withdrawn one is 410; the journal tells it in order."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    cursor = parties.get(with_seed, "/v1/changes?initial=true&limit=100", text)["meta"]["cursor"]
    told = sandboxes.play(with_seed, text, "article.published")
    assert (told["event"], told["article_id"], told["issue"]) == ("article.published", BREAD, None)
    assert parties.get(with_seed, f"/v1/articles/{BREAD}?lang=be", text)["title"] == "Колькі каштуе бохан"
    sandboxes.play(with_seed, text, "article.corrected")
    corrected = parties.get(with_seed, f"/v1/articles/{FERRY}?lang=ru", text)
    assert "1241 человек" in corrected["body"]["content"]
    assert corrected["corrections"][-1]["note"] == "В прежней версии стояла цифра 1240; правильно 1241."
    sandboxes.play(with_seed, text, "article.updated", LAMP)
    assert "added for a trial" in parties.get(with_seed, f"/v1/articles/{LAMP}?lang=en", text)["body"]["content"]
    sandboxes.play(with_seed, text, "article.updated", LAMP)
    assert "added for a trial" not in parties.get(with_seed, f"/v1/articles/{LAMP}?lang=en", text)["body"]["content"]
    sandboxes.play(with_seed, text, "article.withdrawn", FERRY)
    assert parties.call(with_seed, f"/v1/articles/{FERRY}", text).status_code == 410
    sandboxes.play(with_seed, text, "article.published", FERRY)
    assert parties.get(with_seed, f"/v1/articles/{FERRY}?lang=ru", text)["revision"] == corrected["revision"]
    released = sandboxes.play(with_seed, text, "issue.released")
    assert parties.get(with_seed, "/v1/issues/latest?lang=en", text)["key"] == released["issue"] == "2024-W12"
    page = parties.get(with_seed, f"/v1/changes?since={cursor}&lang=be&limit=100", text)["data"]
    of_articles = [(each["article_id"], each["type"]) for each in page if each["resource"] == "article"]
    assert of_articles[:4] == [(BREAD, "published"), (FERRY, "corrected"), (LAMP, "updated"), (LAMP, "updated")]
    assert [type_ for id_, type_ in of_articles if id_ == FERRY and type_ != "updated"][1:] == [
        "withdrawn",
        "published",
    ]
    shown = parties.get(with_seed, "/v1/partner/sandbox", text)
    assert {each["key"]: each["state"] for each in shown["articles"]} == {
        key: "withdrawn" if key == "seal-count" else "public" for key in corpus.article_ids()
    }
    assert [each["is_public"] for each in shown["issues"]] == [True] * 3


def test_a_topic_goes_and_comes_back(with_seed: Newsroom) -> None:
    """After `contract.changed` its texts are withdrawn, after another they are published; the real contract stays."""
    partner = parties.partner(with_seed)
    text, live = sandboxes.key(with_seed, partner), parties.key(with_seed, partner)
    cursor = parties.get(with_seed, "/v1/changes?initial=true&limit=100", text)["meta"]["cursor"]
    for kind in ("withdrawn", "published"):
        sandboxes.play(with_seed, text, "contract.changed")
        page = parties.get(with_seed, f"/v1/changes?since={cursor}&lang=en", text)
        assert [(e["article_id"], e["type"]) for e in page["data"] if e["resource"] == "article"] == [(CHOIR, kind)]
        cursor = page["meta"]["cursor"]
        assert (parties.get(with_seed, "/v1/partner/me", text)["contract"]["topics"] is None) is (kind == "published")
        assert parties.get(with_seed, "/v1/partner/me", live)["contract"]["topics"] is None


def test_a_quota_can_be_used_up_without_harm_to_the_real_work(with_seed: Newsroom) -> None:
    """Keys of the sandbox are refused with Retry-After until the minute has passed; live keys go on."""
    partner = parties.partner(with_seed)
    text, live = sandboxes.key(with_seed, partner), parties.key(with_seed, partner)
    response = sandboxes.event(with_seed, text, "quota.exceeded")
    assert response.status_code == 201
    assert '"minute";r=0' in response.headers["RateLimit"]
    refused = parties.call(with_seed, "/v1/articles?lang=en", text)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Polyweek-Sandbox"] == "true"
    assert parties.call(with_seed, "/v1/articles?lang=en", live).status_code == 200


def test_a_reset_begins_anew(with_seed: Newsroom) -> None:
    """Texts are as at first, each cursor is refused as after a restore, webhooks stay; repeated it is done once."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    hook = receivers.hook(with_seed, text, "https://radio.example/hook")
    sandboxes.play(with_seed, text, "article.withdrawn", FERRY)
    cursor = parties.get(with_seed, "/v1/changes?limit=100", text)["meta"]["cursor"]
    once = {"Idempotency-Key": "once"}
    for _ in range(2):
        response = parties.call(with_seed, sandboxes.EVENTS, text, "POST", json={"event": "reset"}, headers=dict(once))
        assert response.status_code == 201, response.get_data(as_text=True)
    assert response.headers["Idempotency-Replayed"] == "true"
    assert parties.get(with_seed, f"/v1/articles/{FERRY}?lang=en", text)["revision"] == 2
    assert parties.fault(parties.call(with_seed, f"/v1/changes?since={cursor}", text)) == (422, "invalid_cursor")
    assert receivers.show(with_seed, text, hook["id"])["state"] == "unverified"


def test_what_cannot_happen_is_refused_and_changes_nothing(with_seed: Newsroom) -> None:
    """An unknown event, one at the wrong time, of another's article or of none: each has its answer."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    cursor = parties.get(with_seed, "/v1/changes?limit=100", text)["meta"]["cursor"]
    refused: list[tuple[str, str | None, int]] = [
        ("article.burnt", None, 422),
        ("article.corrected", SEALS, 409),
        ("article.updated", BREAD, 409),
        ("article.withdrawn", SEALS, 409),
        ("article.published", FERRY, 409),
        ("article.withdrawn", "018e06c2-9800-7bf3-9467-000000000000", 422),
        ("issue.released", FERRY, 422),
        ("reset", FERRY, 422),
    ]
    for name, article_id, status in refused:
        assert sandboxes.event(with_seed, text, name, article_id).status_code == status, (name, article_id)
    assert parties.get(with_seed, f"/v1/changes?since={cursor}", text)["data"] == []
    sandboxes.play(with_seed, text, "issue.released")
    assert sandboxes.event(with_seed, text, "issue.released").status_code == 409


def test_two_events_at_once_both_happen_or_one_is_told_why_not(with_seed: Newsroom) -> None:
    """Of two that withdraw the same article one does; two corrections are two."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    sandboxes.play(with_seed, text, "article.updated", LAMP)

    def ask(name: str) -> int:
        return sandboxes.event(with_seed, text, name, FERRY).status_code

    assert at_once(*[lambda: ask("article.corrected")] * 2) == [201, 201]
    assert "1242 people" in parties.get(with_seed, f"/v1/articles/{FERRY}?lang=en", text)["body"]["content"]
    assert sorted(at_once(*[lambda: ask("article.withdrawn")] * 2)) == [201, 409]


def test_who_waits_for_the_journal_of_a_sandbox_is_woken_by_its_event(with_seed: Newsroom) -> None:
    """Long polling works there as in the newsroom."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    cursor = parties.get(with_seed, "/v1/changes?limit=100", text)["meta"]["cursor"]
    found = at_once(
        lambda: parties.get(with_seed, f"/v1/changes?since={cursor}&wait=10&lang=en", text)["data"],
        lambda: sandboxes.play(with_seed, text, "article.withdrawn", FERRY),
    )
    assert FERRY in {each["article_id"] for each in found[0]}


def test_a_sandbox_does_not_grow_for_ever(with_seed: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """After very many events it is to begin anew, and says so."""
    text = sandboxes.key(with_seed, parties.partner(with_seed))
    sandboxes.play(with_seed, text, "article.corrected")
    monkeypatch.setattr(events, "MOST", 7)
    for name in ("article.corrected", "contract.changed", "issue.released"):
        assert sandboxes.event(with_seed, text, name).status_code == 409, name
    sandboxes.play(with_seed, text, "reset")
    sandboxes.play(with_seed, text, "article.corrected")
