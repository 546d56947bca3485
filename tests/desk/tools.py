"""Programs that translators use, driven as they would drive them: OmegaT's console, Poedit's window, gettext."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

_PATIENCE = 60  # seconds for a window to come
_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>EN</source_lang><target_lang>RU</target_lang><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags>
</project></omegat>
"""
_MEMORY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1"><header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
 creationtoolversion="3.6" segtype="paragraph" srclang="EN"/><body>{units}</body></tmx>
"""
_UNIT = '<tu><tuv lang="EN"><seg>{source}</seg></tuv><tuv lang="RU"><seg>{text}</seg></tuv></tu>'


def run(*command: str, into: Path | None = None) -> bytes:
    """Run a command-line tool and give what it writes, or the file that it writes into."""
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout if into is None else into.read_bytes()


def translated_by_omegat(data: bytes, texts: Mapping[str, str], folder: Path) -> bytes:
    """Let OmegaT make a translated file, in console mode, from a project whose memory has these texts by source."""
    project = folder / "project"
    for name in ("source", "target", "tm", "glossary", "dictionary", "omegat"):
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(_PROJECT)
    units = "".join(_UNIT.format(source=escape(source), text=escape(text)) for source, text in texts.items())
    (project / "omegat" / "project_save.tmx").write_text(_MEMORY.format(units=units))
    (project / "source" / "file.po").write_bytes(data)
    java = str(shutil.which("java"))
    command = [java, f"-Duser.home={folder}", "-jar", "/usr/share/omegat/OmegaT.jar", str(project)]
    run(*command, "--mode=console-translate")
    return (project / "target" / "file.po").read_bytes()


@contextmanager
def poedit(path: Path) -> Iterator[Callable[..., None]]:
    """Open a file in Poedit on a screen of its own, and give `xdotool`; it is closed in the end."""
    number = 100 + os.getpid() % 800
    environment = {**os.environ, "DISPLAY": f":{number}", "HOME": str(path.parent), "LC_ALL": "C.UTF-8"}
    screen = subprocess.Popen(["Xvfb", f":{number}", "-screen", "0", "1200x800x24"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(2)
        program = subprocess.Popen(["poedit", str(path)], env=environment, stderr=subprocess.DEVNULL)
        try:
            _await_window(path.name, environment)
            yield lambda *steps: _steps(environment, *steps)
        finally:
            program.terminate()
            program.wait(30)
    finally:
        screen.terminate()
        screen.wait(30)


def _await_window(name: str, environment: dict[str, str]) -> None:
    found = ["xdotool", "search", "--onlyvisible", "--name", name]
    for _ in range(_PATIENCE * 2):
        if subprocess.run(found, env=environment, capture_output=True, check=False).returncode == 0:
            time.sleep(2)
            return
        time.sleep(0.5)
    raise AssertionError("Poedit showed no window.")


def _steps(environment: dict[str, str], *steps: str) -> None:
    for step in steps:
        verb, _, rest = step.partition(" ")
        arguments = ["--delay", "60", rest] if verb == "type" else rest.split()
        subprocess.run(["xdotool", verb, *arguments], env=environment, check=True)
        time.sleep(0.7)
