"""A load on a server, lighter than the server: connections that ask for the same again as soon as they are answered."""

from __future__ import annotations

import select
import socket
import time

CONNECTIONS = 16


class Load:
    """Connections to a port, each of which sends one request after the other.

    Nothing of an answer is parsed but the first: all have its length, since they are the same but for their ids. So one
    takes this process some 6 µs, which no server in Python comes near.
    """

    def __init__(self, port: int, path: str, headers: dict[str, str]) -> None:
        lines = [f"GET {path} HTTP/1.1", "Host: bench", *(f"{name}: {value}" for name, value in headers.items())]
        self._request = "\r\n".join([*lines, "", ""]).encode()
        self._connections = {each.fileno(): each for each in (_connected(port) for _ in range(CONNECTIONS))}
        self.first = self._answer(next(iter(self._connections.values())))

    def run(self, seconds: float) -> float:
        """Send for some seconds; gives the answers a second."""
        size, poll = len(self.first), select.epoll()
        wanted = dict.fromkeys(self._connections, size)
        for number, connection in self._connections.items():
            poll.register(number, select.EPOLLIN)
            connection.sendall(self._request)
        answers, started = 0, time.perf_counter()
        while (now := time.perf_counter()) - started < seconds:
            for number, _ in poll.poll(1):
                connection = self._connections[number]
                wanted[number] -= len(connection.recv(1_000_000))
                if wanted[number] == 0:
                    answers += 1
                    wanted[number] = size
                    connection.sendall(self._request)
                elif wanted[number] < 0:
                    raise RuntimeError("An answer was longer than the first.")
        for number, connection in self._connections.items():
            while wanted[number]:
                wanted[number] -= len(connection.recv(wanted[number]))
        poll.close()
        return answers / (now - started)

    def close(self) -> None:
        """Hang up."""
        for connection in self._connections.values():
            connection.close()

    def _answer(self, connection: socket.socket) -> bytes:
        connection.sendall(self._request)
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(1_000_000)
        head, _, body = data.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(fields.get(b"content-length", b"0")) if b" 304 " not in head.split(b"\r\n")[0] else 0
        while len(body) < length:
            body += connection.recv(1_000_000)
        return head + b"\r\n\r\n" + body


def _connected(port: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
