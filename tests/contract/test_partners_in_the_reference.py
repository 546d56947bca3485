"""What the reference says of answers that partners get otherwise than readers do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

_FEEDS = ("atom", "rss", "json")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Give the reference as it is committed; another test holds it to the routes."""
    return dict(yaml.safe_load(Path("openapi.yaml").read_text()))


def test_the_journal_declares_how_it_refuses_a_key(document: dict[str, Any]) -> None:
    """A client that is generated knows that a key may be refused, or its quota used up, with a status of its own."""
    assert {"401", "403", "429"} <= document["paths"]["/v1/changes"]["get"]["responses"].keys()


def test_a_304_of_a_feed_token_is_no_cache_s(document: dict[str, Any]) -> None:
    """It is told as private, with the quotas that it has as all that a partner is answered."""
    for form in _FEEDS:
        answer = document["paths"][f"/v1/feeds/by-token/{{token}}/{{language}}.{form}"]["get"]["responses"]["304"]
        assert "private, no-store" in answer["description"]
        assert {"RateLimit", "RateLimit-Policy"} <= answer["headers"].keys()
        public = document["paths"][f"/v1/feeds/{{language}}.{form}"]["get"]["responses"]["304"]
        assert "private" not in public["description"]


def test_a_delivered_document_always_has_its_rights(document: dict[str, Any]) -> None:
    """Webhooks go to partners alone; what `/v1/changes` gives has rights with a key and none without, and says so."""
    schemas = document["components"]["schemas"]
    assert "rights" in schemas["PartnerDeliveredDocument"]["required"]
    assert "rights" not in schemas["ChangeDocument"]["required"]
    told = str(schemas["ChangeDocument"]["properties"]["rights"])
    assert "Always there with a partner's key" in told
