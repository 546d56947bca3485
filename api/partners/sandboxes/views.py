"""What is read of a sandbox: its articles and issues, and how they stand."""

from __future__ import annotations

from typing import Any, Literal, get_args

from api.content import issues
from api.partners.contracts import Contract
from api.partners.sandboxes import corpus, embargoes
from api.platform import db
from api.publishing import published

State = Literal["public", "waiting", "withdrawn"]
STATES: tuple[State, ...] = get_args(State)


def state() -> dict[str, Any]:
    """Show the articles and issues of the present sandbox in the order of the corpus, and how they stand."""
    ids = corpus.article_ids()
    standing, ends = published.last(list(ids.values())), embargoes.ends(ids.values())
    states: dict[str, State] = {}
    for key, id_ in ids.items():
        last = standing.get(id_, {})
        states[key] = "waiting" if not last else "public" if any(p.is_public for p in last.values()) else "withdrawn"
    return {
        "articles": [
            {
                "key": key,
                "id": id_,
                "state": states[key],
                "revision": max((each.revision for each in standing.get(id_, {}).values()), default=None),
                "embargoed_until": ends.get(id_),
            }
            for key, id_ in ids.items()
        ],
        "issues": [
            {"key": issue["key"], "is_public": _is_out(issue["key"], standing)} for issue in corpus.told()["issues"]
        ],
    }


def topics_of(contract: Contract) -> list[str] | None:
    """Give the topics of a contract by their keys, in the sandbox's order; None for all."""
    if contract.topics is None:
        return None
    return [key for key, id_ in db.rows("SELECT key, id FROM topic ORDER BY position") if id_ in contract.topics]


def _is_out(key: str, standing: published.Last) -> bool:
    of_issue = issues.articles_of(issues.id_of(key))
    return any(each.is_public for id_ in of_issue for each in standing.get(id_, {}).values())
