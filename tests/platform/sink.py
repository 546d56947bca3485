"""A server that answers as a test says, byte by byte if need be, and remembers what it was sent."""

from __future__ import annotations

import datetime as dt
import itertools
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Sink:
    """Where it listens, what came (heads and bodies) and how often somebody connected."""

    port: int
    heads: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    connections: int = 0
    ended: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/hook", host: str = "127.0.0.1", scheme: str = "http") -> str:
        """Give an address of it."""
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def answering(
    answer: bytes | Callable[[socket.socket, Sink], None] = OK, *, tls: ssl.SSLContext | None = None
) -> Iterator[Sink]:
    """Listen on this machine; each request gets the bytes, or what the function does with its connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        sink = Sink(server.getsockname()[1])
        thread = threading.Thread(target=_accept, args=(server, sink, answer, tls), daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.ended.set()
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)
            thread.join()


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Give a server's context with a certificate of its own for a name, and a client's that believes it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    began = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(began)
        .not_valid_after(began + dt.timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


def _accept(
    server: socket.socket, sink: Sink, answer: bytes | Callable[[socket.socket, Sink], None], tls: ssl.SSLContext | None
) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            sink.connections += 1
            threading.Thread(target=_serve, args=(connection, sink, answer, tls), daemon=True).start()


def _serve(
    connection: socket.socket,
    sink: Sink,
    answer: bytes | Callable[[socket.socket, Sink], None],
    tls: ssl.SSLContext | None,
) -> None:
    with suppress(OSError), connection:
        connection.settimeout(10)
        wrapped = tls.wrap_socket(connection, server_side=True) if tls else connection
        with suppress(OSError), wrapped, wrapped.makefile("rb") as file:
            while not sink.ended.is_set():
                head = b"".join(itertools.takewhile(lambda line: line not in {b"", b"\r\n"}, file))
                if not head:
                    return
                length = next(
                    (
                        int(line.partition(b":")[2])
                        for line in head.splitlines()
                        if line.lower().startswith(b"content-length")
                    ),
                    0,
                )
                sink.bodies.append(file.read(length))
                sink.heads.append(head)
                if callable(answer):
                    answer(wrapped, sink)
                    return
                wrapped.sendall(answer)
