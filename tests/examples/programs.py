"""The examples that partners begin with, run as partners would: mirrors and receivers, in Python and TypeScript."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Language = Literal["python", "typescript"]
Command = Literal["mirror", "once", "prove", "receive"]

PYTHON = Path(__file__).parents[2] / "examples" / "python"
PATIENCE = 20  # seconds
_PYTHON_OPTIONS: dict[Command, list[str]] = {"mirror": [], "once": ["--once"], "prove": ["--prove"]}


@dataclass
class Program:
    """One of the two, for one partner: its command lines, and what it holds in a folder of its own."""

    language: Language
    built: Path
    address: str
    folder: Path
    key: str
    secrets: str = ""

    def run(self, command: Command, *, port: int = 0, fails: bool = False) -> str:
        """Let it come to its end; gives what it prints, of complaint where it `fails`."""
        line, env = self._line(command, port), self._env()
        done = subprocess.run(line, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stderr if fails else done.stdout

    @contextmanager
    def running(self, command: Command, port: int = 0) -> Iterator[subprocess.Popen[str]]:
        """Let it run, and kill it at the end; a receiver is there when this begins."""
        line, env = self._line(command, port), self._env()
        with self._said.open("w") as said:
            process = subprocess.Popen(line, env=env, stdout=said, stderr=subprocess.STDOUT, text=True)
        try:
            if port:
                until(lambda: self.has_said("receiving at"))
            yield process
        finally:
            process.kill()
            process.wait()

    def has_said(self, words: str) -> bool:
        """Tell whether what runs has printed these words."""
        return words in self._said.read_text(encoding="utf-8")

    def held(self) -> dict[tuple[str, str], Any]:
        """Give the documents that it has, by article and language."""
        if self.language == "python":
            rows = self._rows("SELECT article_id, language, document FROM article")
            return {(article, language): json.loads(document) for article, language, document in rows}
        files = [*(self.folder / "articles").glob("*.json")]
        documents = [json.loads(text) for text in (_text(path) for path in files) if text]
        return {(document["id"], document["language"]): document for document in documents}

    def events(self) -> list[str]:
        """Give the ids of the events that it has received."""
        if self.language == "python":
            return [id_ for (id_,) in self._rows("SELECT id FROM event")]
        return [path.stem for path in (self.folder / "events").glob("*.json")]

    def contract(self) -> Any:
        """Give the contract that it has kept."""
        if self.language == "python":
            return json.loads(self._rows("SELECT value FROM state WHERE name = 'contract'")[0][0])
        return json.loads(_text(self.folder / "state.json"))["contract"]

    def spoil(self, place: tuple[str, str]) -> None:
        """Change the title of what it holds of an article."""
        document = json.dumps(self.held()[place] | {"title": "Spoilt"})
        if self.language == "python":
            with closing(sqlite3.connect(self._file)) as file, file:
                file.execute(
                    "UPDATE article SET document = ? WHERE (article_id, language) = (?, ?)", (document, *place)
                )
        else:
            (self.folder / "articles" / f"{'.'.join(place)}.json").write_text(document, encoding="utf-8")

    @property
    def _file(self) -> Path:
        return self.folder / "mirror.db"

    @property
    def _said(self) -> Path:
        return self.folder / "said.txt"

    def _rows(self, sql: str) -> list[Any]:
        """Read the file of the Python mirror; nothing before it has tables."""
        with closing(sqlite3.connect(self._file)) as file:
            if not file.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone():
                return []
            return file.execute(sql).fetchall()

    def _line(self, command: Command, port: int = 0) -> list[str]:
        listen = [f"127.0.0.1:{port}"] if port else []
        if self.language == "typescript":
            return ["node", str(self.built / "main.js"), command, str(self.folder), *listen]
        program = "receiver.py" if port else "follower.py"
        options = listen or _PYTHON_OPTIONS[command]
        return [sys.executable, str(PYTHON / program), self.address, str(self._file), *options]

    def _env(self) -> dict[str, str]:
        given = {"POLYWEEK": self.address, "NEWSROOM_KEY": self.key, "NEWSROOM_SECRETS": self.secrets}
        return {**os.environ, **given, "PYTHONDONTWRITEBYTECODE": "1"}


def until(is_so: Any) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def free_port() -> int:
    """Give a port at which nobody listens."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _text(path: Path) -> str:
    """Read a file; what is deleted meanwhile is empty."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
