from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard

from api.delivery import encodings

ACCEPTED = {
    None: "identity",
    "": "identity",
    "gzip": "gzip identity",
    "GZip": "gzip identity",
    "x-gzip": "gzip identity",
    "gzip, deflate, br, zstd": "br zstd gzip identity",
    "gzip;q=1.0, br;q=0.5": "gzip br identity",
    "gzip ; q=0.2 , zstd;q=0.9": "zstd gzip identity",
    "identity, gzip;q=0.5": "identity gzip",
    "gzip;q=0, br": "br identity",
    "gzip;q=0.000": "identity",
    "*": "br zstd gzip identity",
    "*;q=0": "identity",
    "identity;q=0": "identity",
    "gzip, *;q=0": "gzip",
    "gzip, identity;q=0": "gzip",
    "identity;q=0, *": "br zstd gzip",
    "br;q=0, *;q=0.5": "zstd gzip identity",
    "identity;q=0.5, *;q=0": "identity",
    "gzip;q=0.1, gzip;q=0.9, br;q=0.5": "gzip br identity",
    "compress, deflate": "identity",
    "gzip;q=2, br;q=x, zstd;q=0.1234, ;;,": "identity",
    "gzip;level=9": "identity",
    "br, " + "x" * 1_000: "br identity",
    "x," * 100_000 + "br": "identity",
}


def test_the_reader_says_which_codings_are_taken() -> None:
    """Qualities, `*`, refusals and nonsense are understood as RFC 9110 section 12.5.3 says; we choose among equals."""
    for header, codings in ACCEPTED.items():
        assert " ".join(encodings.accepted(header)) == codings, str(header)[:40]


def test_what_gains_nothing_is_not_packed() -> None:
    """Small bodies and packed types go out as they are, unless the reader refuses that."""
    both, only = ("br", "gzip", "identity"), ("gzip",)
    assert encodings.chosen(both, "application/json", 1_000) == "br"
    assert encodings.chosen(both, "application/problem+json; charset=utf-8", 1_000) == "br"
    assert encodings.chosen(both, "application/atom+xml", 1_000) == "br"
    assert encodings.chosen(both, "application/json", 999) == "identity"
    assert encodings.chosen(both, "application/octet-stream", 9_999) == "identity"
    assert encodings.chosen(only, "application/json", 10) == "gzip"
    assert encodings.chosen(("identity", "br"), "application/json", 9_999) == "identity"


@pytest.mark.parametrize("coding", encodings.CODINGS)
def test_what_is_packed_can_be_unpacked(coding: str) -> None:
    """Each coding gives back the same bytes, and packs the same bytes the same way each time."""
    body = "Рада сабралася ў панядзелак. ".encode() * 300
    packed = encodings.pack(coding, body)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "zstd": zstandard.ZstdDecompressor().decompress}
    assert unpack[coding](packed) == body
    assert encodings.pack(coding, body) == packed
    assert len(packed) < len(body) / 10
