from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from api.content.pictures import rendering, storage, upkeep
from tests.content.pictures.specimens import CANARY, PLANTED, jpeg, png
from tests.delivery import exhibits
from tests.newsroom import Newsroom

PICTURES = "/v1/desk/pictures"
SHAPE = {"x": 0.1, "y": 0.1, "width": 0.5, "height": 0.5}


def upload(newsroom: Newsroom, data: bytes | None = None, by: str = "editor", **options: Any) -> TestResponse:
    """Send a picture as the body of a request."""
    sent = {"data": jpeg() if data is None else data, "content_type": "image/jpeg"} | options
    return newsroom.call("POST", PICTURES, by, **sent)


def parts(newsroom: Newsroom, **found: Any) -> TestResponse:
    """Send a picture in parts; what is no file is written as JSON, and bytes as they are."""
    sent = {name: part if isinstance(part, bytes) else json.dumps(part) for name, part in found.items()}
    data = {"file": (io.BytesIO(jpeg()), "../../etc/passwd.jpg"), **sent}
    return newsroom.call("POST", PICTURES, "editor", data=data, content_type="multipart/form-data")


def added(newsroom: Newsroom) -> Any:
    """Add a picture."""
    return upload(newsroom).get_json()


def test_a_picture_is_added_shown_and_read(newsroom: Newsroom) -> None:
    """It is usable at once: with its size, its likeness and a file, at its Location."""
    response = upload(newsroom)
    found = response.get_json()
    assert response.status_code == 201
    assert (found["width"], found["height"], found["is_complete"]) == (96, 64, False)
    assert found["created_by"]["name"] == "Editor"
    assert newsroom.get(response.headers["Location"], "translator-ru") == found
    (file,) = found["files"]
    shown = newsroom.call("GET", file["href"], "translator-ru")
    assert (shown.status_code, shown.mimetype, len(shown.data)) == (200, "image/jpeg", file["bytes"])
    assert shown.headers["Cache-Control"] == "private, no-store"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["Content-Disposition"] == "inline"


def test_the_same_bytes_again_are_the_same_picture(newsroom: Newsroom) -> None:
    """A second upload answers 200 with the picture of the first."""
    first, second = upload(newsroom), upload(newsroom)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json()


@pytest.mark.parametrize("sent", [None, "text/plain", "application/json", "image/svg+xml"])
def test_a_body_of_another_type_or_of_none_is_refused(newsroom: Newsroom, sent: str | None) -> None:
    """The Content-Type must say that a picture comes."""
    assert upload(newsroom, content_type=sent).status_code == 415


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "required"), (b"GIF89a", "picture_type"), (jpeg()[:200], "picture_broken"), (b"<svg/>", "picture_type")],
)
def test_what_is_no_picture_is_refused_with_its_code(newsroom: Newsroom, data: bytes, code: str) -> None:
    """Whatever its Content-Type says, the bytes decide."""
    response = upload(newsroom, data)
    assert (response.status_code, response.get_json()["errors"][0]["code"]) == (422, code)


def test_too_large_a_picture_is_refused(newsroom: Newsroom) -> None:
    """One byte more than 25 MiB is too much, and so is a body that never was to be read."""
    assert upload(newsroom, jpeg() + bytes(25 * 1024 * 1024)).status_code == 413
    assert upload(newsroom, bytes(27 * 1024 * 1024)).status_code == 413


def test_facts_and_redactions_come_with_the_file(newsroom: Newsroom) -> None:
    """The parts beside the file are JSON; the file's name means nothing."""
    told = {"credit": "Ганна Чарот", "focal_point": {"x": 0.25, "y": 1}, "has_people": True, "consent": "given"}
    response = parts(newsroom, facts=told, redactions=[SHAPE])
    found = response.get_json()
    assert response.status_code == 201
    assert {name: found[name] for name in told} == told
    assert upload(newsroom).get_json()["id"] != found["id"]  # the one without redactions is another


@pytest.mark.parametrize(
    ("name", "part", "pointer", "code"),
    [
        ("facts", {"credits": "x"}, "/facts/credits", "unknown_field"),
        ("facts", {"focal_point": {"x": 2, "y": 0}}, "/facts/focal_point/x", "out_of_range"),
        ("facts", {"focal_point": {"x": "0", "y": 0}}, "/facts/focal_point/x", "invalid_type"),
        ("facts", {"has_people": True}, "/facts/consent", "required"),
        ("redactions", [{**SHAPE, "x": 0.9}], "/redactions/0/width", "redaction_outside"),
        ("redactions", [{**SHAPE, "shape": "star"}], "/redactions/0/shape", "invalid_choice"),
        ("extra", "x", "/extra", "unknown_field"),
    ],
)
def test_a_part_that_is_wrong_is_named(newsroom: Newsroom, name: str, part: Any, pointer: str, code: str) -> None:
    """Each fault has the place where it is, beneath its part."""
    response = parts(newsroom, **{name: part})
    (fault,) = response.get_json()["errors"]
    assert (response.status_code, fault["pointer"], fault["code"]) == (422, pointer, code)


def test_parts_that_are_broken_are_refused(newsroom: Newsroom) -> None:
    """No file, no boundary, no JSON: a clear problem each."""
    assert parts(newsroom, facts=b"{").status_code == 400
    content = 'multipart/form-data; boundary="x"'
    assert upload(newsroom, b"--x\r\nContent-Disp", content_type=content).status_code in {400, 422}
    assert upload(newsroom, b"", content_type=content).status_code in {400, 422}
    assert upload(newsroom, content_type="multipart/form-data").status_code in {400, 422}


def test_the_library_is_searched_and_paged(newsroom: Newsroom) -> None:
    """Words are sought in credit and note, whatever their case; the newest stands first."""
    for credit, data in (("Ганна Чарот", jpeg()), ("Васіль", png(40, 30)), ("ганна", png(30, 40))):
        found = upload(newsroom, data).get_json()
        changed = newsroom.call(
            "PATCH", f"{PICTURES}/{found['id']}", "editor", etag="*", json={"credit": credit, "note": "Рака"}
        )
        assert changed.status_code == 200
    assert len(newsroom.get(f"{PICTURES}?q=ГАННА рака", "translator-ru")["data"]) == 2
    assert newsroom.get(f"{PICTURES}?q=100%25", "editor")["data"] == []
    page = newsroom.get(f"{PICTURES}?limit=2", "editor")
    rest = newsroom.get(page["links"]["next"], "editor")
    assert len({found["id"] for found in page["data"] + rest["data"]}) == 3


def test_facts_are_changed_under_if_match(newsroom: Newsroom) -> None:
    """Who has read an older state is told so; a new focal point has the crops made anew."""
    path = f"{PICTURES}/{added(newsroom)['id']}"
    before = newsroom.etag(path)
    point = {"focal_point": {"x": 0.1, "y": 0.2}}
    changed = newsroom.call("PATCH", path, "editor", etag=before, json=point)
    assert (changed.status_code, changed.get_json()["focal_point"]) == (200, point["focal_point"])
    assert newsroom.call("PATCH", path, "editor", etag=before, json=point).status_code == 412
    assert newsroom.call("PATCH", path, "editor", json=point).status_code == 428
    assert newsroom.call("PATCH", path, "translator-ru", etag="*", json=point).status_code == 403


def test_a_redacted_picture_takes_the_place_of_the_former(newsroom: Newsroom) -> None:
    """The new one has an address of its own; the old one, and each of its files, answers 410 and names it."""
    before = added(newsroom)
    path = f"{PICTURES}/{before['id']}"
    painted = {"redactions": [SHAPE]}
    response = newsroom.call("POST", f"{path}/redactions", "editor", etag=newsroom.etag(path), json=painted)
    after = response.get_json()
    assert response.status_code == 201
    assert after["id"] != before["id"]
    for gone in (path, before["files"][0]["href"]):
        answer = newsroom.call("GET", gone, "editor")
        assert (answer.status_code, answer.get_json()["replaced_by"]) == (410, after["id"])
    again = newsroom.call("POST", f"{path}/redactions", "editor", etag="*", json=painted)
    assert again.status_code == 410
    assert not [file for file in storage.current().listing() if before["id"] in file.name]
    assert [found["id"] for found in newsroom.get(PICTURES, "editor")["data"]] == [after["id"]]


def test_a_picture_is_deleted_for_good(newsroom: Newsroom) -> None:
    """Under If-Match, by who writes; from then on it answers 410, stands in no list, and its bytes are new again."""
    found = added(newsroom)
    path = f"{PICTURES}/{found['id']}"
    for by, etag, refusal in (("editor", None, 428), ("editor", '"0"', 412), ("translator-ru", "*", 403)):
        assert newsroom.call("DELETE", path, by, etag=etag).status_code == refusal
    assert newsroom.call("DELETE", path, "editor", etag=newsroom.etag(path)).status_code == 204
    for method, address in (("GET", path), ("GET", found["files"][0]["href"]), ("PATCH", path), ("DELETE", path)):
        gone = newsroom.call(method, address, "editor", etag="*", json={} if method == "PATCH" else None)
        assert (gone.status_code, gone.get_json()["replaced_by"]) == (410, None), method
    assert newsroom.get(PICTURES, "editor")["data"] == []
    assert list(storage.current().listing()) == []
    (entry,) = newsroom.get("/v1/admin/audit?action=picture.delete", "admin")["data"]
    assert entry["thing_id"] == found["id"]
    again = upload(newsroom)
    assert (again.status_code, again.get_json()["id"] != found["id"]) == (201, True)


def test_a_picture_that_readers_have_is_not_deleted(newsroom: Newsroom) -> None:
    """409 says why, and it stays."""
    _, picture = exhibits.shown(newsroom)
    refused = newsroom.call("DELETE", f"{PICTURES}/{picture}", "editor", etag="*")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "conflict")
    assert newsroom.call("GET", f"/media/{picture}/640.jpg").status_code == 200


def test_a_redaction_must_paint_something(newsroom: Newsroom) -> None:
    """An empty list, or a shape that lies outside, changes nothing."""
    path = f"{PICTURES}/{added(newsroom)['id']}"
    for shapes in ([], [{**SHAPE, "width": 0.95}], [{**SHAPE, "width": 0}]):
        answer = newsroom.call("POST", f"{path}/redactions", "editor", etag="*", json={"redactions": shapes})
        assert answer.status_code == 422
    assert len(newsroom.get(PICTURES, "editor")["data"]) == 1


def test_sizes_and_crops_are_read_and_the_master_is_not(newsroom: Newsroom) -> None:
    """What the worker has made is there in every format; what is no size is not there."""
    found = upload(newsroom, png(700, 500), content_type="image/png").get_json()
    assert rendering.make(found["id"], store=storage.current())
    shown = newsroom.get(f"{PICTURES}/{found['id']}", "editor")
    assert shown["is_complete"]
    assert {(file["crop"], file["format"]) for file in shown["files"]} >= {
        ("", "avif"),
        ("1x1", "webp"),
        ("16x9", "jpg"),
    }
    for file in shown["files"]:
        answer = newsroom.call("GET", file["href"], "editor")
        assert (answer.status_code, len(answer.data)) == (200, file["bytes"])
        assert newsroom.call("GET", file["href"]).status_code == 401
    for name in ("700.png", "master/700.png", "master/700.jpg", "321.jpg", "320.exe", "none/320.jpg", "../../320.jpg"):
        assert newsroom.call("GET", f"{PICTURES}/{found['id']}/{name}", "editor").status_code == 404


def test_nothing_of_an_original_is_left(newsroom: Newsroom) -> None:
    """What was planted beside the pixels is in no file of the store and in no answer."""
    for data in [make() for make in PLANTED.values()]:
        found = upload(newsroom, data, content_type="application/octet-stream")
        assert CANARY not in found.data
    folder = Path(newsroom.settings.pictures)
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if CANARY in file.read_bytes()]
    assert list(upkeep.check(storage.current())) == []
