"""The table that `make run` ends with: what to open, who is there, what to type."""

from __future__ import annotations

from typing import Any


def table(newsroom: dict[str, Any]) -> str:
    """Give the demo as text for a terminal."""
    base = newsroom["base_url"]
    tokens = {person["login"]: person["token"] for person in newsroom["people"]}
    lines = ["", f"Polyweek is ready at {base}", "", "Open"]
    lines += [f"  {base}{path:<28} {what}" for path, what in _PAGES]
    lines += ["", "People (login, roles, token)"]
    lines += [f"  {person['login']:<14} {_roles(person):<15} {person['token']}" for person in newsroom["people"]]
    lines += ["", "Try", f"  curl '{base}/v1/articles?lang=be&limit=2'"]
    if newsroom["open_issue"]:
        address = f"{base}/v1/desk/issues/{newsroom['open_issue']}"
        lines += [f"  curl -H 'Authorization: Bearer {tokens['editor']}' {address}"]
        lines += ["", "For the tour in README.md, paste"]
        lines += [f"  AS_{name}={tokens[login]}" for name, login in _TOUR] + [f"  WEEK={newsroom['open_issue']}"]
    lines += ["", "Ctrl-C ends server and worker.", ""]
    return "\n".join(lines)


_PAGES = (
    ("/", "where to go, in your language"),
    ("/docs", "the reference, to be tried with a token"),
    ("/v1/issues/latest?lang=be", "the latest issue, in Belarusian"),
)

# Not EDITOR: that is what the shell calls the person's text editor.
_TOUR = (("EDITOR", "editor"), ("TRANSLATOR_RU", "translator-ru"))


def _roles(person: dict[str, Any]) -> str:
    return ", ".join(
        grant["role"] + (f":{grant['language']}" if grant["language"] else "") for grant in person["grants"]
    )
