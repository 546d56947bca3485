"""Events of a sandbox where no article is named: they happen to one of the contract, or are refused with why."""

from __future__ import annotations

import pytest

from tests.newsroom import Newsroom
from tests.partners import parties, sandboxes

_OF_ARTICLES = ["article.published", "article.updated", "article.corrected", "article.withdrawn"]


@pytest.mark.parametrize("topics", [None, ["river"]])
@pytest.mark.parametrize("name", _OF_ARTICLES)
def test_what_happens_is_told_whatever_the_contract(with_seed: Newsroom, name: str, topics: list[str] | None) -> None:
    """Each event stands in the journal of who asked for it, with all topics, and with fewer."""
    text = sandboxes.key(with_seed, parties.partner(with_seed, topics=topics, per_minute=600))
    for _ in range(2):
        cursor = parties.get(with_seed, "/v1/changes?limit=100", text)["meta"]["cursor"]
        made = sandboxes.play(with_seed, text, name)
        told = parties.get(with_seed, f"/v1/changes?since={cursor}", text)["data"]
        articles = {(each["article_id"], f"article.{each['type']}") for each in told if each["article_id"]}
        assert articles >= {(made["article_id"], name)}
        sandboxes.play(with_seed, text, "reset")
        sandboxes.play(with_seed, text, "contract.changed")


def test_an_issue_that_has_nothing_for_a_partner_is_refused(with_seed: Newsroom) -> None:
    """Else it would come out and nobody would hear of it; the sentence says what to do, and then it comes out."""
    text = sandboxes.key(with_seed, parties.partner(with_seed, topics=["river"], per_minute=600))
    sandboxes.play(with_seed, text, "contract.changed")
    refused = sandboxes.event(with_seed, text, "issue.released")
    assert refused.status_code == 409
    assert "contract.changed" in refused.get_json()["detail"]
    sandboxes.play(with_seed, text, "contract.changed")
    cursor = parties.get(with_seed, "/v1/changes?limit=100", text)["meta"]["cursor"]
    sandboxes.play(with_seed, text, "issue.released")
    assert parties.get(with_seed, f"/v1/changes?since={cursor}", text)["data"] != []
