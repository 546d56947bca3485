"""The proxies that we ship, each run in front of a server: what they hold back, and what they leave as it is."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests import servers
from tests.faults import processes

ROOT = Path(__file__).parents[2] / "deploy" / "proxy"
CACHE_TAG = ",".join(f"article-{number:036}" for number in range(350))  # some 15 kB
_NEWER = "\t\trequest_buffers 9MB\n\t\tresponse_buffers 9MB\n"
_LOGIN = "POST /v1/auth/login HTTP/1.1\r\nHost: news.example\r\nContent-Type: application/json\r\n"


class _Server(servers.Quiet):
    """Stands for Polyweek: notes each request when its header comes, and answers with what it was sent."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, dict[str, str]]]

    def do_GET(self) -> None:  # noqa: N802 - the library's name
        self._answer(b'{"data":[]}')

    def do_POST(self) -> None:  # noqa: N802 - the library's name
        type(self).seen.append((self.path, dict(self.headers.items())))
        if "Transfer-Encoding" in self.headers:  # Caddy sends on in chunks what came so
            self._answer(b"".join(self._chunks()))
        else:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    do_PUT = do_POST  # noqa: N815 - the library's names

    def _answer(self, body: bytes) -> None:
        if self.command == "GET":
            type(self).seen.append((self.path, dict(self.headers.items())))
        self.send_response(200)
        for name, value in (("ETag", '"strong"'), ("Cache-Tag", CACHE_TAG), ("Content-Type", "application/json")):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[int, type[_Server]]]:
    """Listen where the proxy expects Polyweek; gives the port and what has come there."""
    handler = type("Server", (_Server,), {"seen": []})
    with servers.handling(handler) as origin:
        yield int(origin.rpartition(":")[2]), handler


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(
    request: pytest.FixtureRequest, server: tuple[int, type[_Server]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, int, type[_Server]]]:
    """Run a proxy with the file that we ship, without TLS; gives its name, its port and the server behind it."""
    program = shutil.which(request.param) or shutil.which(request.param, path="/usr/sbin:/usr/local/sbin")
    if program is None:
        pytest.skip(f"{request.param} is not installed: its file in deploy/proxy was not run")
    folder, port = tmp_path_factory.mktemp(request.param), processes.free_port()
    begin = _nginx if request.param == "nginx" else _caddy
    with _running(begin(program, folder, port, server[0]), folder, port):
        yield request.param, port, server[1]


def test_a_slow_body_does_not_reach_the_server(proxy: tuple[str, int, type[_Server]]) -> None:
    """Until a body is whole the server hears nothing of it, however it comes."""
    _, port, behind = proxy
    for head, rest in (
        (f"{_LOGIN}Content-Length: 9\r\n\r\n{{", '"a": 12}'),
        (f"{_LOGIN}Transfer-Encoding: chunked\r\n\r\n1\r\n{{\r\n", '8\r\n"a": 12}\r\n0\r\n\r\n'),
    ):
        behind.seen.clear()
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(head.encode())
            time.sleep(1)
            assert behind.seen == []
            connection.sendall(rest.encode())
            answer = _whole(connection)
        assert b'{"a": 12}' in answer
        assert len(behind.seen) == 1


def test_a_long_header_of_an_answer_passes(proxy: tuple[str, int, type[_Server]]) -> None:
    """Cache-Tag may name all that an answer shows, and the ETag stays strong."""
    _, port, _ = proxy
    with _asked(port, "GET", "/v1/articles", headers={"Accept-Encoding": "gzip, br, zstd"}) as answer:
        assert (answer.status, answer.headers["Cache-Tag"], answer.headers["ETag"]) == (200, CACHE_TAG, '"strong"')
        assert "Content-Encoding" not in answer.headers


def test_nobody_says_where_they_come_from(proxy: tuple[str, int, type[_Server]]) -> None:
    """What a caller writes into X-Forwarded-For does not reach the server, only where the proxy saw them."""
    _, port, behind = proxy
    behind.seen.clear()
    with _asked(port, "GET", "/v1/articles", headers={"X-Forwarded-For": "203.0.113.9"}) as answer:
        assert answer.status == 200
    assert behind.seen[0][1]["X-Forwarded-For"] == "127.0.0.1"


def test_what_is_too_large_and_the_measures_stop_here(proxy: tuple[str, int, type[_Server]]) -> None:
    """More than any file may have is refused by its length; the measures are not looked for behind it."""
    _, port, behind = proxy
    behind.seen.clear()
    with _asked(port, "GET", "/metrics") as answer:
        assert answer.status == 404
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(b"PUT /v1/desk/x HTTP/1.1\r\nHost: news.example\r\nContent-Length: 20000000\r\n\r\nabc")
        assert b" 413 " in connection.recv(4_096).split(b"\r\n")[0]
    assert behind.seen == []
    with _asked(port, "PUT", "/v1/desk/x", b"x" * 8_000_000) as answer:
        assert answer.status == 200


def test_guessing_is_slowed_down(proxy: tuple[str, int, type[_Server]]) -> None:
    """Nginx lets one address log in so often and no more; a reader is not slowed down by it."""
    name, port, _ = proxy
    if name != "nginx":
        pytest.skip("Caddy itself counts nothing; the firewall does")
    statuses = []
    for _ in range(20):
        with _asked(port, "POST", "/v1/auth/login", b"{}") as answer:
            statuses.append(answer.status)
    assert {200, 429} == set(statuses)
    with _asked(port, "GET", "/v1/articles") as answer:
        assert answer.status == 200
    with _asked(port, "POST", "/v1/auth/login", b"x" * 5_000) as answer:
        assert answer.status == 413


def test_one_address_has_so_many_connections(proxy: tuple[str, int, type[_Server]]) -> None:
    """Nginx refuses an address that holds as many requests open as a whole office would not."""
    name, port, _ = proxy
    if name != "nginx":
        pytest.skip("Caddy itself counts nothing; the firewall does")
    held = []
    try:
        for _ in range(64):
            held.append(socket.create_connection(("127.0.0.1", port), timeout=20))
            held[-1].sendall(b"POST /v1/desk/x HTTP/1.1\r\nHost: news.example\r\nContent-Length: 9\r\n\r\n{")
        time.sleep(0.5)
        with _asked(port, "GET", "/v1/articles") as answer:
            assert answer.status == 429
    finally:
        for connection in held:
            connection.close()


def _nginx(program: str, folder: Path, port: int, behind: int) -> list[str]:
    text = (ROOT / "nginx.conf").read_text("utf-8")
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)  # it leads to the one with TLS
    text = re.sub(r"    (ssl_|listen \[|listen 443).*\n", "", text)
    text = text.replace("server_name news.example;", f"listen 127.0.0.1:{port};\n    server_name news.example;")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace("/var/log/nginx/polyweek.log", "stderr")
    places = "".join(
        f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = f"daemon off;\n{_user()}pid {folder}/pid;\nerror_log stderr crit;\nworker_processes 1;\nevents {{}}\n"
    (folder / "nginx.conf").write_text(f"{whole}http {{\n{places}{text}\n}}\n", "utf-8")
    return [program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def _user() -> str:
    return "user root;\n" if os.geteuid() == 0 else ""  # else its workers may not write into the test's folder


def _caddy(program: str, folder: Path, port: int, behind: int) -> list[str]:
    text = (ROOT / "Caddyfile").read_text("utf-8")
    text = text.replace("{\n\t# Nobody's", "{\n\tadmin off\n\tauto_https off\n\t# Nobody's", 1)
    text = text.replace("\nnews.example {", f"\nhttp://news.example:{port} {{\n\tbind 127.0.0.1", 1)
    version = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    if tuple(map(int, re.findall(r"\d+", version)[:3])) > (2, 6, 2):  # as the file itself says
        text = text.replace("\t\tbuffer_requests\n\t\tbuffer_responses\n\t\tmax_buffer_size 9437184\n", _NEWER)
    (folder / "Caddyfile").write_text(text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}"), "utf-8")
    return [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    log = folder / "log"
    with log.open("wb") as out:
        env = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        process = subprocess.Popen(command, stdout=out, stderr=out, env=env)
    try:
        deadline = time.monotonic() + processes.PATIENCE
        while not _listens(port):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(processes.PATIENCE)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def _asked(
    port: int, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> Iterator[HTTPResponse]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request(method, path, body, {"Host": "news.example", **(headers or {})})
        response = connection.getresponse()
        response.read()
        yield response


def _whole(connection: socket.socket) -> bytes:
    """Read an answer of ours, whose body ends with a brace."""
    answer = b""
    while not answer.endswith(b"}"):
        found = connection.recv(65_536)
        assert found, answer
        answer += found
    return answer
