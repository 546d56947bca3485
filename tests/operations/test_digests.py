"""The images that containers are made of are named by their digests, and by nothing that may mean another tomorrow."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tools import digests

ROOT = Path(__file__).parents[2]
FIRST, SECOND = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"


def test_no_image_is_named_by_a_tag_alone() -> None:
    """Each image of another's making has a digest that must be given, for the very name that the tool asks for."""
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    named = re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert named == [f"{digests.IMAGES['PYTHON_DIGEST']}@${{PYTHON_DIGEST}}"] * 2
    assert re.search(r"^ARG PYTHON_DIGEST$", dockerfile, re.MULTILINE), "it has no default"
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert composed["server"]["build"]["args"]["PYTHON_DIGEST"].startswith("${PYTHON_DIGEST:?")
    foreign = [service["image"] for service in composed.values() if "build" not in service]
    assert [image.partition(":?")[0] for image in foreign] == [
        f"{digests.IMAGES['POSTGRES_DIGEST']}@${{POSTGRES_DIGEST"
    ]
    copied = re.findall(r"^COPY --from=(\S+)", dockerfile, re.MULTILINE)
    assert copied == ["build"], "nothing is copied from an image that is not named above"


def test_the_containers_take_only_so_much_memory() -> None:
    """Server, worker and database have a limit each, without swap where drafts are worked on; so have the units."""
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    assert all("mem_limit" in service for service in composed.values())
    for name in ("server", "worker"):
        assert composed[name]["mem_limit"] == composed[name]["memswap_limit"]
    for unit in (ROOT / "deploy" / "systemd").glob("*.service"):
        assert re.search(r"^MemoryMax=\d+[MG]$", unit.read_text("utf-8"), re.MULTILINE), unit.name


def test_the_digests_are_written_where_compose_reads_them(tmp_path: Path) -> None:
    """What Docker says stands in .env, once, beside what stood there, for nobody else to read; and anew when newer."""
    place = tmp_path / ".env"
    place.write_text("POLYWEEK_SECRET=kept\nPYTHON_DIGEST=\n")
    for digest in (FIRST, SECOND):
        _docker(tmp_path, f"echo {digest}")
        done = _run(tmp_path)
        assert done.returncode == 0, done.stderr
        assert done.stdout.split() == [f"{image}@{digest}" for image in digests.IMAGES.values()]
        expected = {"POLYWEEK_SECRET": "kept", **dict.fromkeys(digests.IMAGES, digest)}
        assert dict(line.split("=") for line in place.read_text().splitlines()) == expected
        assert place.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("script", ["echo latest", "echo unknown manifest >&2; exit 1", "echo sha256:abc"])
def test_what_is_no_digest_is_not_written(tmp_path: Path, script: str) -> None:
    """Where Docker cannot tell, it is said, and nothing changes."""
    place = tmp_path / ".env"
    place.write_text("POLYWEEK_SECRET=kept\n")
    _docker(tmp_path, script)
    done = _run(tmp_path)
    assert (done.returncode, done.stdout, done.stderr.startswith("Error: Docker gives no digest")) == (1, "", True)
    assert place.read_text() == "POLYWEEK_SECRET=kept\n"
    place.unlink()
    assert "there is no .env yet" in _run(tmp_path).stderr


def _docker(folder: Path, script: str) -> None:
    """Put a Docker there that says this."""
    program = folder / "docker"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def _run(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the tool of a checkout that is elsewhere."""
    (folder / "tools").mkdir(exist_ok=True)
    copy = folder / "tools" / "digests.py"
    copy.write_bytes((ROOT / "tools" / "digests.py").read_bytes())
    env = {"PATH": f"{folder}:/usr/bin:/bin"}
    return subprocess.run([sys.executable, copy], capture_output=True, text=True, check=False, env=env)
