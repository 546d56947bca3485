"""A newsroom that is served to the examples: an article of all kinds of blocks, one whose translation is stale."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from werkzeug.serving import make_server

from api.operations import restoring
from api.platform import clock, db
from api.publishing import pruning
from tests.databases import SqliteTemplate
from tests.newsroom import Newsroom
from tests.pages.conftest import Silent

BODY = """\
## What it means

A [link](https://example.org/vote) and a note[^a].

3. three

   > quoted
4. four

| who | how many |
| --- | -------: |
| eels | 1140 |

![The weir](https://example.org/weir.jpg "At dusk")

    the code

***

[^a]: By hand.
"""


class Served(Newsroom):
    """A newsroom and the address at which it is served."""

    address: str
    draft: str


def restored() -> None:
    """Have what followers notice of a restore: another epoch of the journal."""
    with db.transaction():
        restoring.begin_epoch()


def pruned() -> None:
    """Have what followers notice where the journal is bounded and they come too late: what they know of it is gone."""
    while pruning.prune(90, at=clock.now() + timedelta(days=400)):
        pass


@pytest.fixture(scope="module")
def served(sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a newsroom over HTTP: three articles, one of them stale in Russian, one withdrawn there, and a draft."""
    with sqlite_template.copy(tmp_path_factory.mktemp("examples")) as settings:
        room = Served(settings)
        room.let_foreign_pictures_in()
        stale = room.publish("ru", title="Eels are back", body=BODY)
        room.revise(stale, body=BODY.replace("By hand.", "By hand, at night."), weight="meaning")
        room.approve(stale, "en")
        room.release(stale, "en")
        room.publish("ru", title="Ferry is back", topic="river")
        gone = room.publish("ru", title="Night shift", topic="river")
        path = f"/v1/desk/articles/{gone}/versions/ru"
        room.post(f"{path}/withdrawal", "editor", {"reason": "Asked for."}, etag=room.etag(path))
        room.draft = room.write(title="Not public yet")
        server = make_server("127.0.0.1", 0, room.app, threaded=True, request_handler=Silent)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        room.address = f"http://127.0.0.1:{server.server_port}"
        yield room
        server.shutdown()
        thread.join()
        server.server_close()
        room.close()
