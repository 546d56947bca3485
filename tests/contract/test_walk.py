"""The walk over all that is public goes to every public route, whoever adds one."""

from __future__ import annotations

import pytest
from werkzeug.routing import Rule

from tests.content.pictures import shelf
from tests.contract import walk
from tests.delivery import exhibits
from tests.newsroom import ISSUE, Newsroom


def test_every_public_route_is_walked(sqlite_newsroom: Newsroom) -> None:
    """Each is reached, and each that can answer does."""
    picture = shelf.picture()
    walk.put_pages(sqlite_newsroom)
    article = sqlite_newsroom.publish("ru", body=exhibits.body(picture))
    path = f"/v1/desk/articles/{article}/versions/ru/preview"
    token = sqlite_newsroom.post(path, "editor", {})["url"].rpartition("/")[2]
    whole = sqlite_newsroom.post(f"/v1/desk/issues/{ISSUE}/preview", "editor", {"language": "ru"})["url"]
    values = {"slug_or_id": article, "article": article, "picture": picture, "token": token}
    values["issue_token"] = whole.rpartition("/")[2]
    routes = sqlite_newsroom.app.url_map.bind("localhost")
    reached, answered = set(), set()
    for address in walk.public_addresses(sqlite_newsroom, **{name: (value,) for name, value in values.items()}):
        rule = routes.match(address.partition("?")[0], return_rule=True)[0].rule
        reached.add(rule)
        if sqlite_newsroom.call("GET", address).status_code == 200:
            answered.add(rule)
    assert reached == set(walk.public_rules(sqlite_newsroom))
    crop = "/media/<picture>/<crop>/<int:width>.<format>"
    silent = {"/docs/assets/<tag>/<name>", "/readyz", crop, "/v1/changes/proof", "/v1/articles/<slug_or_id>/signature"}
    assert reached - answered <= silent, "no such file, no worker, who makes keys, and a proof is of a cursor"


def test_a_new_route_needs_its_place_in_the_walk(sqlite_newsroom: Newsroom) -> None:
    """One without a name in it is walked at once; one with a name for which there is no value yet fails the walk."""
    room = Newsroom(sqlite_newsroom.settings, is_alone=True)
    add = room.app.url_map.add
    add(Rule("/v1/news", endpoint="news", methods=["GET"]))
    values = {"slug_or_id": ("none",), "token": ("none",)}
    assert "/v1/news" in walk.public_addresses(room, **values)
    add(Rule("/v1/news/<paper>", endpoint="paper", methods=["GET"]))
    with pytest.raises(AssertionError, match="paper"):
        walk.public_addresses(room, **values)
