"""The TypeScript example: typed by the reference alone, compiled as strictly as can be, run against a newsroom."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from tests.examples import workbench
from tests.examples.conftest import Served
from tests.newsroom import PASSWORD

_NO_CODE = re.compile(r"//[^\n]*|/\*.*?\*/|'[^'\n]*'", re.DOTALL)
_CAST = re.compile(r"\bas\b|\bany\b|(?<=[\w)\]])!(?!=)|<any>")


def test_the_example_has_no_cast() -> None:
    """Nothing in it is `as`, `any` or `!`, and no complaint is silenced."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in workbench.written()}
    assert {"client.ts", "main.ts"} <= sources.keys()
    for name, source in sources.items():
        assert "@ts-" not in source, name
        assert not _CAST.findall(_NO_CODE.sub("", source)), name
    assert _CAST.findall(_NO_CODE.sub("", "(x as any).y!.z"))


def test_its_packages_are_locked_wherever_they_come_from() -> None:
    """The lock names versions and hashes and no place to fetch from."""
    lock = (workbench.SOURCES / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity"' in lock
    assert '"resolved"' not in lock
    assert "registry" not in lock


def test_it_reads(built: Path, served: Served) -> None:
    """The latest issue, an article as a tree with what is stale, where a withdrawn one can be read, and a list."""
    issue = _run(built, served, "issue")
    assert issue[0].startswith("2017-W37, September 11")
    assert "The situation got worse — Eels are back (eels-are-back)" in issue
    article = _run(built, served, "article", "ru-eels-are-back")
    assert article[:2] == ["# RU Eels are back", "(Оригинал с тех пор изменился)"]
    assert "[1] RU By hand. (*)" in article
    assert article[article.index("3. RU three") :][:3] == ["3. RU three", "", "   > RU quoted"]
    assert {"### RU What it means", "RU eels | RU 1140", "    the code", "* * *", "RU At dusk"} <= set(article)
    assert _run(built, served, "article", "ru-night-shift")[1:] == ["/v1/articles/night-shift?lang=en"]
    assert len(_run(built, served, "topic", "river")) == 2


def test_it_follows_all_that_is_published(built: Path, served: Served) -> None:
    """What stands is read with the first call, and a cursor to come back with."""
    (line,) = _run(built, served, "follow")
    assert re.fullmatch(r"5 articles, \d+ frames; go on from \S+", line)


def test_it_translates(built: Path, served: Served) -> None:
    """It logs in, sees what waits, writes a message with If-Match, and loses nothing that a colleague wrote."""
    person = {"POLYWEEK_LOGIN": "translator-ru", "POLYWEEK_PASSWORD": PASSWORD}
    assert any("Not public yet (ru," in line for line in _run(built, served, "queue", **person))
    written, again = _run(built, served, "translate", "Проба", **person)
    assert re.fullmatch("written: .+ → Проба", written)
    assert again == "edited_meanwhile: Проба"


def test_it_goes_by_codes(built: Path, served: Served) -> None:
    """A refusal is told by its code, and where the fault is."""
    assert _run(built, served, "topic", "lake", fails=True) == [
        "invalid_parameter: A parameter is not valid: There is nothing with the key lake.",
        "  topic unknown_topic: There is nothing with the key lake.",
    ]
    person = {"POLYWEEK_LOGIN": "translator-ru", "POLYWEEK_PASSWORD": "wrong"}
    assert _run(built, served, "queue", fails=True, **person)[0].startswith("unauthenticated: ")


def _run(built: Path, served: Served, *words: str, fails: bool = False, **environ: str) -> list[str]:
    """Run a command of the example; gives the lines that it prints, of complaint where it `fails`."""
    env = {**os.environ, "POLYWEEK": served.address, **environ}
    done = subprocess.run(
        ["node", str(built / "main.js"), *words], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return (done.stderr if fails else done.stdout).rstrip("\n").split("\n")
