"""A page of another origin in a real browser: it reads, logs in and edits, and a page of a third one may only read."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests import servers
from tests.databases import SqliteTemplate
from tests.newsroom import PASSWORD, Newsroom
from tests.pages.chromium import Page


def _blank(_: servers.Asked) -> servers.Answer:
    return 200, {"Content-Type": "text/html"}, b"<!doctype html><title>A front end</title><link rel=icon href=data:,>"


@dataclasses.dataclass
class Scene:
    """A newsroom that is served, and two pages of other origins: one that was named, and one that was not."""

    room: Newsroom
    api: str
    named: str
    stranger: str
    article: str


@pytest.fixture(scope="module")
def scene(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Serve all three."""
    with (
        sqlite_template.copy(tmp_path_factory.mktemp("other_origin")) as found,
        servers.answering(_blank) as named,
        servers.answering(_blank) as stranger,
    ):
        room = Newsroom(dataclasses.replace(found, desk_origins=frozenset({named})))
        article = room.publish("ru")
        with servers.serving(room.app) as api:
            yield Scene(room, api, named, stranger, article)
        room.close()


def test_a_page_of_another_origin_reads(scene: Scene, page: Page) -> None:
    """It sees the ETag, sends it back and sees 304; and of a refusal the problem, with the id in our log."""
    for origin in (scene.named, scene.stranger):
        page.open(f"{origin}/")
        seen = _run(page, scene, _READ)
        assert seen["first"] == {"status": 200, "language": "ru", "hasTag": True, "hasLink": True}
        assert seen["again"] == 304
        assert seen["preview"] == {"status": 404, "code": "not_found", "hasId": True}
        assert seen["reference"] == "3.1.0"


def test_a_page_of_a_named_origin_logs_in_and_edits(scene: Scene, page: Page) -> None:
    """It logs in, reads a message with its ETag, changes it, and learns what is stale and when to retry."""
    page.open(f"{scene.named}/")
    seen = _run(page, scene, _EDIT)
    assert seen["login"] == 201
    assert seen["edit"] == {"status": 200, "hasTag": True}
    assert seen["stale"] == {"status": 412, "code": "precondition_failed"}
    assert seen["made"] == {"status": 201, "hasLocation": True}
    assert seen["limited"]["status"] == 429
    assert int(seen["limited"]["retryAfter"]) > 0


def test_a_page_of_any_other_origin_does_not_reach_the_desk(scene: Scene, page: Page) -> None:
    """The browser asks, is told nothing, and sends neither password nor token."""
    page.open(f"{scene.stranger}/")
    before = scene.room.get("/v1/desk/me/tokens", "editor")["data"]
    assert _run(page, scene, _TRY) == ["TypeError", "TypeError"]
    assert scene.room.get("/v1/desk/me/tokens", "editor")["data"] == before


def _run(page: Page, scene: Scene, script: str) -> Any:
    known = {"api": scene.api, "article": scene.article, "password": PASSWORD}
    return page.evaluate(f"(async (known) => {{ {_FETCHING} {script} }})({json.dumps(known)})")


_FETCHING = """
const send = (path, options = {}) => fetch(known.api + path, {cache: 'no-store', ...options});
const json = (method, path, token, data, more = {}) => send(path, {
  method, body: JSON.stringify(data),
  headers: {'Content-Type': 'application/json', ...(token ? {Authorization: `Bearer ${token}`} : {}), ...more},
});
"""

_READ = """
const path = `/v1/articles/${known.article}?lang=ru`;
const first = await send(path, {headers: {'Accept-Language': 'ru'}});
const tag = first.headers.get('ETag');
const again = await send(path, {headers: {'If-None-Match': tag}});
const preview = await send('/v1/preview/pv_none');
return {
  first: {
    status: first.status, language: (await first.json()).language,
    hasTag: !!tag, hasLink: !!first.headers.get('Link'),
  },
  again: again.status,
  preview: {status: preview.status, code: (await preview.json()).code, hasId: !!preview.headers.get('X-Request-Id')},
  reference: (await (await send('/openapi.json')).json()).openapi,
};
"""

_EDIT = """
const session = await json('POST', '/v1/auth/login', null, {login: 'translator-ru', password: known.password});
const {token} = await session.json();
const messages = `/v1/desk/articles/${known.article}/versions/ru/messages`;
const listed = await send(messages, {headers: {Authorization: `Bearer ${token}`}});
const path = `${messages}/${(await listed.json()).data[0].id}`;
const read = await send(path, {headers: {Authorization: `Bearer ${token}`}});
const tag = read.headers.get('ETag');
const change = {translation: 'Заголовок', state: 'translated'};
const edit = await json('PATCH', path, token, change, {'If-Match': tag});
const stale = await json('PATCH', path, token, change, {'If-Match': tag});
const made = await json('POST', '/v1/desk/me/tokens', token, {name: 'x', expires_at: null}, {'Idempotency-Key': 'k1'});
let limited;
for (let tries = 0; tries < 20 && limited?.status !== 429; tries++)
  limited = await json('POST', '/v1/auth/login', null, {login: 'reviewer-be', password: 'wrong'});
return {
  login: session.status,
  edit: {status: edit.status, hasTag: !!edit.headers.get('ETag') && edit.headers.get('ETag') !== tag},
  stale: {status: stale.status, code: (await stale.json()).code},
  made: {status: made.status, hasLocation: !!made.headers.get('Location')},
  limited: {status: limited.status, retryAfter: limited.headers.get('Retry-After')},
};
"""

_TRY = """
const failed = [];
for (const work of [
  () => json('POST', '/v1/auth/login', null, {login: 'editor', password: known.password}),
  () => send('/v1/desk/me', {headers: {Authorization: 'Bearer pw_x'}}),
]) {
  try { await work(); } catch (error) { failed.push(error.name); }
}
return failed;
"""
