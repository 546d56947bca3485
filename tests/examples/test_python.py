"""The Python example: typed by the reference alone, checked as strictly as can be, run against a newsroom."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.examples.conftest import Served, pruned, restored

SOURCES = Path(__file__).parents[2] / "examples" / "python"
_STRICT = ("--strict", "--warn-unreachable", "--python-version", "3.11", "--enable-error-code", "ignore-without-code")


@pytest.fixture(scope="module")
def typed(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the types from the reference that is served, beside the example; gives their folder."""
    folder = tmp_path_factory.mktemp("python")
    for source in (*SOURCES.glob("*.py"), Path(__file__).with_name("mistakes.py")):
        shutil.copy(source, folder)
    types = _python(folder, "make_types.py", f"{served.address}/openapi.json")
    (folder / "polyweek_types.py").write_text(types, encoding="utf-8")
    return folder


def test_the_example_is_typed(typed: Path) -> None:
    """It stands mypy's strictest without a cast or an ignored complaint, and the types notice what is wrong."""
    names = sorted(path.name for path in SOURCES.glob("*.py"))
    assert {"mirror.py", "follower.py", "receiver.py", "make_types.py"} <= {*names}
    for name in names:
        source = (typed / name).read_text(encoding="utf-8")
        assert not [word for word in ("cast(", "type: ignore") if word in source], name
    cache = Path(sys.prefix) / "examples" / "mypy"
    found = _python(
        typed, "-m", "mypy", *_STRICT, "--cache-dir", str(cache), *names, "polyweek_types.py", "mistakes.py"
    )
    assert found.startswith("Success"), found


def test_it_runs_without_its_types(served: Served, tmp_path: Path) -> None:
    """Who only runs it needs nothing but Python."""
    assert "entries taken" in _python(tmp_path, "-I", str(SOURCES / "mirror.py"), served.address, "copy")


def test_it_keeps_a_copy(served: Served, tmp_path: Path) -> None:
    """All that stands with the first run, what happened since with the next, and nothing of what was withdrawn."""
    first = _mirrored(served, tmp_path)
    titles = {document["title"] for name, document in first.items() if name.startswith("articles/")}
    assert titles == {"Eels are back", "RU Eels are back", "Ferry is back", "RU Ferry is back", "Night shift"}
    assert {f"frames/site.site.{language}.json" for language in ("be", "ru", "en")} <= first.keys()
    assert "Рака" in {document.get("name") for name, document in first.items() if name.startswith("frames/topic.")}
    pictures = [path for path in tmp_path.glob("copy/articles/*.pictures") if path.read_text()]
    assert {path.read_text() for path in pictures} == {"https://example.org/weir.jpg\n"}

    assert _mirrored(served, tmp_path) == first
    article = served.publish("ru", title="Soon gone", topic="river", bylines=["vasil"])
    second = _mirrored(served, tmp_path)
    assert {"Soon gone", "Васіль Перавоз"} <= {
        found.get(word) for found in second.values() for word in ("title", "name")
    }
    for language in ("ru", "en"):
        path = f"/v1/desk/articles/{article}/versions/{language}"
        served.post(f"{path}/withdrawal", "editor", {"reason": "Asked for."}, etag=served.etag(path))
    assert _mirrored(served, tmp_path) == first
    assert not [*tmp_path.glob(f"copy/articles/{article}*")]


def test_it_says_what_is_refused(served: Served, tmp_path: Path) -> None:
    """Where there is no newsroom, the problem is told by its code, and the copy stays as it is."""
    before = _mirrored(served, tmp_path)
    elsewhere = f"{served.address}/nowhere"
    assert "not_found: " in _python(tmp_path, str(SOURCES / "mirror.py"), elsewhere, "copy", fails=True)
    assert _mirrored(served, tmp_path) == before


def test_a_copy_of_before_a_restore_is_taken_anew(served: Served, tmp_path: Path) -> None:
    """What the newsroom has forgotten goes, since no entry will ever tell of it; what stands is there."""
    before = _mirrored(served, tmp_path)
    for kind in ("articles", "frames"):
        (tmp_path / "copy" / kind / "forgotten.en.json").write_text("{}")
    restored()
    assert _mirrored(served, tmp_path) == before
    assert _mirrored(served, tmp_path) == before


def test_a_copy_that_came_too_late_is_taken_anew(served: Served, tmp_path: Path) -> None:
    """Where the journal no longer reaches back to the last run, what was withdrawn since goes, and nothing is lost."""
    _mirrored(served, tmp_path)
    (tmp_path / "copy" / "articles" / "withdrawn.en.json").write_text("{}")
    served.publish(title="Came meanwhile")
    served.publish(title="And this")
    pruned()
    found = _mirrored(served, tmp_path)
    assert "articles/withdrawn.en.json" not in found
    assert {"Came meanwhile", "And this"} <= {each.get("title") for each in found.values()}
    assert _mirrored(served, tmp_path) == found


def _mirrored(served: Served, folder: Path) -> dict[str, Any]:
    """Bring the copy up to date; gives its JSON files by their places."""
    _python(folder, str(SOURCES / "mirror.py"), served.address, "copy")
    files = [path for path in (folder / "copy").glob("*/*.json") if path.name != "index.json"]
    return {str(path.relative_to(folder / "copy")): json.loads(path.read_text(encoding="utf-8")) for path in files}


def _python(folder: Path, *words: str, fails: bool = False) -> str:
    """Run Python in a folder; gives what it prints, of complaint where it `fails`."""
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stderr if fails else done.stdout
