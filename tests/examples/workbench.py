"""Where the TypeScript example is built: beside the environment, once for what it is made of, out of the tree."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "examples" / "typescript"
_BENCH = Path(sys.prefix) / "examples"
_FETCHED = ("package.json", "package-lock.json", ".npmrc")
_QUIETLY = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0")
_PATIENCE = 180  # seconds for a step that takes few


class Missing(Exception):
    """What it takes to build is not to be had here; says what."""


def built(extra: Path) -> Path:
    """Build the example together with a file more; gives the folder of the compiled modules.

    Nothing is fetched or compiled that was before: both folders are called after what they are made of.

    Raises:
        Missing: there is no node or npm, or its packages cannot be had.
        AssertionError: it does not compile; says why.
    """
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            raise Missing(f"the TypeScript example is not compiled: there is no {program}")
    _BENCH.mkdir(exist_ok=True)
    with (_BENCH / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of several workers one builds, and the others find it built
        packages = _made("packages", [SOURCES / name for name in _FETCHED], _fetch)
        sources = [*written(), SOURCES / "tsconfig.json", extra, ROOT / "openapi.yaml"]
        return (
            _made("typescript", [*sources, packages / "package-lock.json"], lambda at: _compile(at, packages)) / "built"
        )


def written() -> list[Path]:
    """Give the example's modules but for the types, which somebody may have generated beside them."""
    return sorted(path for path in SOURCES.glob("*.ts") if path.name != "polyweek.ts")


def _made(name: str, sources: list[Path], make: Callable[[Path], None]) -> Path:
    digest = hashlib.sha256(b"\0".join(source.name.encode() + source.read_bytes() for source in sources))
    folder = _BENCH / f"{name}-{digest.hexdigest()[:16]}"
    if folder.exists():
        return folder
    for old in _BENCH.glob(f"{name}-*"):
        shutil.rmtree(old)
    making = _BENCH / f"making-{name}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    for source in sources:
        shutil.copy(source, making)
    make(making)
    return making.rename(folder)


def _fetch(folder: Path) -> None:
    try:
        done = _run(["npm", "ci", *_QUIETLY], folder)
    except subprocess.TimeoutExpired:
        raise Missing("the TypeScript example is not compiled: npm does not get its packages") from None
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line), "")
        raise Missing(f"the TypeScript example is not compiled: npm cannot get its packages ({said})")


def _compile(folder: Path, packages: Path) -> None:
    (folder / "node_modules").symlink_to(Path("..") / packages.name / "node_modules")  # good wherever the tree is moved
    (folder / "package.json").write_bytes((packages / "package.json").read_bytes())
    for command in (["openapi-typescript", "openapi.yaml", "-o", "polyweek.ts"], ["tsc", "--noEmitOnError"]):
        done = _run(["node", f"node_modules/.bin/{command[0]}", *command[1:]], folder)
        assert done.returncode == 0, done.stdout + done.stderr


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "npm_config_update_notifier": "false"}
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=_PATIENCE, check=False)
