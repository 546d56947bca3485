from __future__ import annotations

import gzip
import threading

import brotli
import pytest
import zstandard
from werkzeug.test import TestResponse

from api.delivery import encodings
from tests.delivery.edge_stage import BODY, Stage, answer, at_once

UNPACK = {
    None: bytes,
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": zstandard.ZstdDecompressor().decompress,
}


def test_each_reader_gets_a_coding_they_take() -> None:
    """One answer serves all codings; each is told of, has its length and its own tag, and `Vary` names the header."""
    stage = Stage()
    for _ in range(2):
        for header, coding in (("br", "br"), ("zstd", "zstd"), ("gzip", "gzip"), ("", None), ("deflate", None)):
            found = stage.call(Accept_Encoding=header)
            assert found.headers.get("Content-Encoding") == coding
            assert UNPACK[coding](found.data) == BODY
            assert found.headers["Content-Length"] == str(len(found.data))
            assert found.headers["ETag"] == (f'"abc-{coding}"' if coding else '"abc"')
            assert found.headers["Vary"] == "Accept-Encoding"
    assert stage.count() == 1


def test_small_bodies_are_not_packed() -> None:
    """What fits into a packet goes out as it is, unless the reader refuses that."""
    stage = Stage({"/v1/x": answer(b"{}")})
    assert "Content-Encoding" not in stage.call(Accept_Encoding="br").headers
    found = stage.call(Accept_Encoding="gzip, identity;q=0")
    assert (found.headers["Content-Encoding"], gzip.decompress(found.data)) == ("gzip", b"{}")


def test_what_does_not_pack_goes_out_as_it_is() -> None:
    """A body that packing makes longer is not packed."""
    noise = bytes(number * 7_919 % 256 ^ number // 256 * 31 % 256 for number in range(1_000))
    stage = Stage({"/v1/x": answer(noise)})
    found = stage.call(Accept_Encoding="zstd;q=1, identity;q=0.5")
    assert len(found.data) <= len(noise)
    assert UNPACK[found.headers.get("Content-Encoding")](found.data) == noise


def test_a_form_is_packed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ask for a packed form at once, it is made once."""
    packed, pack = list[str](), encodings.pack

    def count(coding: str, body: bytes) -> bytes:
        packed.append(coding)
        return pack(coding, body)

    monkeypatch.setattr(encodings, "pack", count)
    stage = Stage()
    stage.call()
    headers = ["br", "br;q=0.9", "br, gzip;q=0.1", "gzip, br", "gzip;q=0.1, br"] * 3
    found = at_once(*(lambda header=header: stage.call(Accept_Encoding=header) for header in headers))
    assert {each.data for each in found} == {pack("br", BODY)}
    assert packed == ["br"]


def test_any_of_our_tags_is_answered_304() -> None:
    """Whatever coding the reader holds, in whatever form of the header, is still good; other tags are not."""
    stage = Stage()
    own = [stage.call(Accept_Encoding=header).headers["ETag"] for header in ("", "br", "zstd", "gzip")]
    for fresh in (stage, Stage()):  # hot, and cold: the first to come holds it already
        for tag in own:
            for header in (tag, f"W/{tag}", f'"other", {tag}', f'"other",W/{tag} , "x"'):
                _is_unchanged(fresh.call(If_None_Match=header, Accept_Encoding="gzip"), tag)
        _is_unchanged(fresh.call(If_None_Match="*", Accept_Encoding="gzip"), '"abc-gzip"')
        _is_unchanged(fresh.call(If_None_Match='"abc", "abc-gzip"', Accept_Encoding="gzip"), '"abc-gzip"')
        for header in ('"other"', "abc", "", '"abc', '"abc-"', '"abc-deflate"', '"ABC"', "x" * 9_000 + ', "abc"'):
            assert fresh.call(If_None_Match=header).status_code == 200, header[:30]
        assert fresh.count() == 1


def test_a_304_says_what_caches_need_and_no_more() -> None:
    """It has the tag, Cache-Control, Vary and age, and nothing that describes a body."""
    stage = Stage({"/v1/x": answer(BODY, ("Link", "<x>"), ("Content-Language", "en"), ("Cache-Tag", "x"))})
    stage.call()
    found = stage.call(If_None_Match='"abc"', Accept_Encoding="br")
    assert {"ETag", "Cache-Control", "Cache-Tag", "Vary", "Age", "X-Request-Id"} == set(dict(found.headers))
    assert stage.call(method="HEAD", If_None_Match='"abc"').status_code == 304


def test_if_modified_since_counts_only_without_if_none_match() -> None:
    """Only the very moment that was told counts, in any form of a date."""
    stage = Stage({"/v1/x": answer(BODY, ("Last-Modified", "Thu, 14 Sep 2017 09:01:00 GMT"))})
    assert stage.call(If_Modified_Since="Thu, 14 Sep 2017 09:01:00 GMT").status_code == 304
    assert stage.call(If_Modified_Since="Thursday, 14-Sep-17 09:01:00 GMT").status_code == 304
    for other in ("Thu, 14 Sep 2017 09:02:00 GMT", "Thu, 14 Sep 2017 09:00:00 GMT", "yesterday", ""):
        assert stage.call(If_Modified_Since=other).status_code == 200, other
    both = {"If_Modified_Since": "Thu, 14 Sep 2017 09:01:00 GMT", "If_None_Match": '"other"'}
    assert stage.call(**both).status_code == 200
    stage = Stage()
    assert stage.call(If_Modified_Since="yesterday").status_code == 200, "nothing was told"


def test_a_range_is_answered_whole() -> None:
    """Range and If-Range are ignored, hot and cold."""
    stage = Stage()
    for _ in range(2):
        found = stage.call(Range="bytes=0-9", If_Range='"abc"')
        assert (found.status_code, found.data, "Content-Range" in found.headers) == (200, BODY, False)


def test_headers_of_all_kinds_are_remembered_within_bounds() -> None:
    """However many different Accept-Encoding and Accept-Language come, what is remembered of them is bounded."""
    stage = Stage({"/v1/x": answer(vary="Accept-Language")})
    for number in range(1_200):
        stage.call(Accept_Encoding=f"br, x{number}", Accept_Language=f"en, x-{number}")
        stage.call(Accept_Encoding=f"br, {'x' * number}", Accept_Language="en," + "y" * number)
    assert len(stage.edge._preferences) <= 501
    assert len(stage.edge._eras.era.tongues) <= 500
    assert sum(map(len, filter(None, stage.edge._preferences))) < 200 * 501
    (kept,) = (kept for key, kept in stage.store.entries.items() if len(key) == 3)
    assert len(kept.forms) <= 2
    assert threading.active_count() < 50


def _is_unchanged(found: TestResponse, tag: str) -> None:
    assert (found.status_code, found.data, found.headers["ETag"]) == (304, b"", tag)
