"""Pictures for partners: those that they may republish, of what they may read, in every form."""

from __future__ import annotations

from api.content.pictures import storage
from api.content.pictures.models import Picture
from tests.content.pictures import shelf
from tests.content.pictures.specimens import png
from tests.delivery import exhibits
from tests.newsroom import Newsroom
from tests.partners import parties


def test_a_partner_gets_the_files_of_its_contract(newsroom: Newsroom) -> None:
    """A file that only texts outside the contract show is unknown to the partner, and there for everybody else."""
    key = parties.reader(newsroom, topics=["society"])
    own, other = exhibits.picture(), exhibits.picture(width=720)
    newsroom.publish(body=exhibits.body(own))
    newsroom.publish(body=exhibits.body(other), topic="river")
    path = "/media/{}/320.webp"
    assert parties.call(newsroom, path.format(own), key).status_code == 200
    assert newsroom.call("GET", path.format(other)).status_code == 200
    refused = parties.call(newsroom, path.format(other), key)
    never = parties.call(newsroom, path.format("0190a1b2-0000-7000-8000-000000000000"), key)
    assert refused.status_code == never.status_code == 404
    assert refused.get_json()["detail"] == never.get_json()["detail"]


def test_what_is_not_for_partners_is_in_no_form(newsroom: Newsroom) -> None:
    """A picture without syndication is in no form of a text that a partner gets, and its file is unknown to it."""
    key = parties.reader(newsroom)
    picture = exhibits.picture()
    Picture.update(syndication=False).where(Picture.id == picture).execute()
    article = newsroom.publish(body=exhibits.body(picture))
    for form in ("html", "markdown", "text", "blocks"):
        path = f"/v1/articles/{article}?lang=en&body={form}"
        assert "The river" in newsroom.call("GET", path).get_data(as_text=True), form
        shown = parties.call(newsroom, path, key).get_data(as_text=True)
        assert picture not in shown, form
        assert "The river" not in shown, form
    assert parties.call(newsroom, f"/media/{picture}/320.webp", key).status_code == 404


def test_a_lead_that_is_not_for_partners_is_nowhere(newsroom: Newsroom) -> None:
    """Neither lists nor search engines' pictures, other systems' forms nor feeds have it for a partner; readers do."""
    key = parties.reader(newsroom, languages=["en"], topics=["society"])
    picture = shelf.add(png(700, 500), storage.current(), told={"syndication": False}).picture_id
    lead = {"id": picture, "alt": "The river", "caption": ""}
    article = newsroom.publish(body=exhibits.body(picture), picture=lead)
    for path in (
        f"/v1/articles/{article}?lang=en",
        f"/v1/articles/{article}?lang=en&fields=seo",
        f"/v1/articles/{article}?lang=en&format=jsonld",
        f"/v1/articles/{article}?lang=en&format=ninjs",
        "/v1/articles?lang=en",
        "/v1/issues/latest?lang=en",
        "/v1/issues/latest?lang=en&format=jsonld",
        "/v1/issues/latest?lang=en&format=ninjs",
        "/v1/search?q=ice&lang=en",
        "/v1/feeds/en.json",
        "/v1/changes?include=document",
    ):
        shown = parties.call(newsroom, path, key)
        assert (shown.status_code, picture in shown.get_data(as_text=True)) == (200, False), path
    for path in (f"/v1/articles/{article}?lang=en&fields=seo", "/v1/articles?lang=en"):
        assert picture in newsroom.call("GET", path).get_data(as_text=True)
