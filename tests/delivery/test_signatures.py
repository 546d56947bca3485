from __future__ import annotations

import copy
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from api.content.pictures import storage
from api.formats import signatures
from api.publishing import signing
from examples.python import verify
from tests.content.pictures import shelf
from tests.content.pictures.specimens import png
from tests.delivery import exhibits
from tests.formats import told
from tests.newsroom import NOW, Newsroom
from tests.partners import parties

EXAMPLE = Path(__file__).parents[2] / "examples" / "python" / "verify.py"


@pytest.fixture
def signed(sqlite_newsroom: Newsroom) -> Newsroom:
    """Give a newsroom that has a key."""
    signing.begin(at=NOW)
    return sqlite_newsroom


def _signature(newsroom: Newsroom, article: str, language: str = "en") -> Any:
    return newsroom.get(f"/v1/articles/{article}/signature?lang={language}")


def _keys(newsroom: Newsroom) -> Any:
    return newsroom.get("/.well-known/jwks.json")


def test_what_is_signed_is_the_canonical_form() -> None:
    """The bytes are those of RFC 8785, whatever the text has in it, and the example writes the same."""
    document = told.article(title='Line\n\t"quoted" \\ \u2028 \x7f \U0001f600 ў\x01', summary="")
    data = signatures.signed(document)
    assert data == rfc8785.dumps(json.loads(data)) == verify.signed(document)
    assert json.loads(data).keys() == {
        *("format", "id", "language", "slug", "revision", "published_at", "updated_at", "freshness", "title"),
        *("summary", "topic", "trend", "issue", "bylines", "body"),
    }


def test_every_change_of_what_is_signed_is_found(signed: Newsroom) -> None:
    """A document verifies as it is read; with any signed field another, or another's signature, it does not."""
    article, other = signed.publish("ru"), signed.publish()
    document, keys = signed.get(f"/v1/articles/{article}?lang=en"), _keys(signed)
    signature = _signature(signed, article)
    assert verify.is_genuine(document, signature, keys)
    assert signature["sha256"] == hashlib.sha256(verify.signed(document)).hexdigest()
    for name in (*verify.PLAIN, "topic", "trend", "issue", "bylines", "body"):
        forged = copy.deepcopy(document)
        forged[name] = _forged(forged[name])
        assert not verify.is_genuine(forged, signature, keys), name
    assert not verify.is_genuine(document, _signature(signed, other), keys)
    assert not verify.is_genuine(document, signature, {"keys": []})


def _forged(value: Any) -> Any:
    if isinstance(value, list):
        return []
    if isinstance(value, dict):
        return {name: _forged(inner) for name, inner in value.items()}
    return value + 1 if isinstance(value, int) else f"{value} "


def test_a_partner_verifies_what_it_received(signed: Newsroom) -> None:
    """With other languages, rights of its own and without a picture, the document still has the same signature."""
    picture = shelf.add(png(700, 500), storage.current(), told={"syndication": False}).picture_id
    article = signed.publish("ru", body=exhibits.body(picture))
    key = parties.reader(signed, languages=["en"], licence="CC BY", attribution={"en": "By us"})
    received = parties.get(signed, f"/v1/articles/{article}?lang=en", key)
    public = signed.get(f"/v1/articles/{article}?lang=en")
    assert "rights" in received
    assert picture not in received["body"]["content"]
    assert picture in public["body"]["content"]
    signature = parties.get(signed, f"/v1/articles/{article}/signature?lang=en", key)
    assert signature == _signature(signed, article)
    assert verify.is_genuine(received, signature, _keys(signed))
    assert verify.is_genuine(public, signature, _keys(signed))
    assert parties.call(signed, f"/v1/articles/{article}/signature?lang=ru", key).status_code == 422


def test_a_signature_follows_the_text(signed: Newsroom) -> None:
    """A new release has another; a rotation leaves the former good; a revoked key is believed no longer."""
    article = signed.publish()
    path = f"/v1/articles/{article}?lang=en"
    document, signature = signed.get(path), _signature(signed, article)
    signed.revise(article, title="Another title")
    signed.approve(article, "en")
    signed.release(article, "en")
    assert not verify.is_genuine(signed.get(path), signature, _keys(signed))
    assert verify.is_genuine(signed.get(path), _signature(signed, article), _keys(signed))
    signing.rotate(at=NOW)
    assert verify.is_genuine(document, signature, _keys(signed))
    assert _signature(signed, article)["key_id"] != signature["key_id"]
    signing.revoke(signature["key_id"], at=NOW)
    assert not verify.is_genuine(document, signature, _keys(signed))
    assert verify.is_genuine(signed.get(path), _signature(signed, article), _keys(signed))


def test_a_fallback_is_signed_in_its_own_language(signed: Newsroom) -> None:
    """Who asks in a language that there is not gets the signature of the text that is there, and is told so."""
    article = signed.publish("be", source_language="be")
    assert _signature(signed, article, "en") == _signature(signed, article, "be")
    assert signed.call("GET", f"/v1/articles/{article}/signature?lang=en&fallback=none").status_code == 404


def test_what_is_not_public_has_no_signature(signed: Newsroom) -> None:
    """404 for a draft, 410 for what was withdrawn, 308 from a former slug."""
    draft, gone, moved = signed.write(), signed.publish("ru"), signed.publish(title="Before")
    exhibits.withdraw(signed, gone)
    assert signed.call("GET", f"/v1/articles/{draft}/signature?lang=en").status_code == 404
    assert signed.call("GET", f"/v1/articles/{gone}/signature?lang=en").status_code == 410
    version = f"/v1/desk/articles/{moved}/versions/en"
    signed.call("PUT", f"{version}/slug", "editor", etag=signed.etag(version), json={"slug": "afterwards"})
    former = signed.call("GET", "/v1/articles/before/signature?lang=en")
    assert (former.status_code, former.headers["Location"]) == (308, "/v1/articles/afterwards/signature?lang=en")


def test_caches_keep_a_signature_as_its_text(signed: Newsroom) -> None:
    """Public, with the article's tag and one for the day on which a key is lost; 304 for who has it."""
    article = signed.publish()
    path = f"/v1/articles/{article}/signature?lang=en"
    response = signed.call("GET", path)
    assert {f"article-{article[-12:]}", "signing"} <= set(response.headers["Cache-Tag"].split(","))
    assert response.headers["Cache-Control"].startswith("public")
    again = signed.call("GET", path, headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_without_a_key_nothing_is_signed(sqlite_newsroom: Newsroom) -> None:
    """Before the worker has made the first, there is none to tell of, and a signature is to be asked for later."""
    article = sqlite_newsroom.publish()
    assert _keys(sqlite_newsroom) == {"keys": []}
    response = sqlite_newsroom.call("GET", f"/v1/articles/{article}/signature?lang=en")
    assert (response.status_code, "Retry-After" in response.headers) == (503, True)


def test_keys_are_a_jwk_set(signed: Newsroom) -> None:
    """Each key is an OKP key of RFC 8037 without anything private; an ended one says when."""
    signing.rotate(at=NOW)
    response = signed.call("GET", "/.well-known/jwks.json")
    assert response.headers["Content-Type"] == "application/jwk-set+json"
    now, former = sorted(response.get_json()["keys"], key=lambda key: "exp" in key)
    assert now.keys() == {"kty", "crv", "x", "kid", "use", "alg", "iat"}
    assert former.keys() - now.keys() == {"exp"}
    assert (now["kty"], now["crv"], len(now["x"])) == ("OKP", "Ed25519", 43)


def test_the_example_says_whether_an_article_is_genuine(signed: Newsroom, tmp_path: Path) -> None:
    """As a program, of three files: it ends well for what was signed, and with a sentence for what was not."""
    article = signed.publish()
    told_ = {
        "article": signed.get(f"/v1/articles/{article}?lang=en"),
        "signature": _signature(signed, article),
        "keys": _keys(signed),
    }
    files = [tmp_path / f"{name}.json" for name in told_]
    for file, found in zip(files, told_.values(), strict=True):
        file.write_text(json.dumps(found), encoding="utf-8")
    assert _run(*files) == (0, "")
    files[0].write_text(json.dumps({**told_["article"], "title": "Forged"}), encoding="utf-8")
    assert _run(*files) == (1, "This article is not as the newsroom has signed it.\n")
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) <= 60


def _run(*files: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(EXAMPLE), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    return done.returncode, done.stderr
