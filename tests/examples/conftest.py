"""A newsroom that is served to the examples: an article of all kinds of blocks, one whose translation is stale."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from api.operations import restoring
from api.platform import clock, db
from api.publishing import pruning
from tests import servers
from tests.databases import SqliteTemplate
from tests.examples import workbench
from tests.newsroom import Newsroom

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
        with servers.serving(room.app) as room.address:
            yield room
        room.close()


@pytest.fixture(scope="module")
def built() -> Path:
    """Compile the TypeScript programs, and the mistakes that their types must notice; gives the folder."""
    try:
        return workbench.built(Path(__file__).with_name("mistakes.ts"))
    except workbench.Missing as missing:
        pytest.skip(str(missing))
