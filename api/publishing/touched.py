"""What a publication has touched of the one before it, by the ids of blocks: found once, when it is published.

It is kept as JSON: `changed`, `added` and `removed` blocks and the `parts` without an id, as `differences` tells them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from api.content import articles
from api.platform import db
from api.publishing import differences, renderings
from api.publishing.differences import Published
from api.publishing.renderings import Rendering
from api.translation import freshness
from api.translation.freshness import Shown


def texts(publication_ids: Sequence[str]) -> dict[str, Published]:
    """Give publications as they are compared, by their ids; one statement, and none for none."""
    marks = ",".join("?" * len(publication_ids))
    found = db.rows(_TEXTS.format(marks=marks), publication_ids) if publication_ids else []
    return {row[0]: _text(*row[1:]) for row in found}


def since(before: Published | None, made: Rendering, messages: Sequence[Shown]) -> str | None:
    """Give what a publication of a rendering touches of that before it; None where readers had none."""
    if before is None:
        return None
    lead = articles.lead_columns(made.text.lead)
    picture = tuple(lead[name] for name in ("picture", "picture_alt", "picture_caption"))
    now = Published(made.text.title, made.text.summary, picture, orjson.loads(made.blocks), messages)
    found = differences.between(before, now)
    told = {name: getattr(found, name) for name in ("changed", "added", "removed", "parts")}
    return orjson.dumps(told).decode()


def _text(
    article_id: str,
    title: str,
    summary: str,
    body: str,
    blocks: str | None,
    messages: str,
    *picture: Any,  # noqa: ANN401 - columns
) -> Published:
    if blocks is None:  # of before, and no standing one, which the worker would have completed
        tree: Any = renderings.from_publication(article_id, summary, body, messages).blocks
    else:
        tree = orjson.loads(blocks)
    return Published(title, summary, picture, tree, freshness.from_json(messages))


_TEXTS = """
SELECT id, article_id, title, summary, body, blocks, messages, picture, picture_alt, picture_caption
  FROM publication WHERE id IN ({marks})
"""
