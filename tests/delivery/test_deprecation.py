"""What is going to go says so, in every answer and in the reference."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import flask
import marshmallow as ma
import pytest
from flask_smorest import Api

from api.delivery.deprecation import deprecated
from api.platform.doors import Door

SINCE = datetime(2027, 1, 1, tzinfo=UTC)
SUNSET = datetime(2028, 1, 1, tzinfo=UTC)
GUIDE = "/docs/changes"


class _Query(ma.Schema):
    old = ma.fields.String(load_default=None, metadata={"deprecated": True})


@pytest.fixture
def app() -> flask.Flask:
    """Give a small application with a route that goes, one with a parameter that goes, and one that stays."""
    made = flask.Flask("test")
    made.config |= {"API_TITLE": "test", "API_VERSION": "v1", "OPENAPI_VERSION": "3.1.0"}
    door = Door("test", __name__)

    @door.route("/gone")
    @deprecated(SINCE, guide=GUIDE, sunset=SUNSET)
    @door.response(200)
    def show_gone() -> Any:
        return {}

    @door.route("/broken")
    @deprecated(SINCE, guide=GUIDE)
    @door.response(200)
    def show_broken() -> Any:
        flask.abort(404)

    @door.route("/kept")
    @deprecated(SINCE, guide=GUIDE, parameter="old")
    @door.query(_Query)
    @door.response(200)
    def show_kept(query: dict[str, Any]) -> Any:
        return query

    Api(made).register_blueprint(door)
    return made


def test_a_route_that_goes_says_since_when_and_until_when(app: flask.Flask) -> None:
    """Each answer, a refusal too, has the fields of RFC 9745 and RFC 8594, and links to what to do."""
    headers = app.test_client().get("/gone").headers
    assert headers["Deprecation"] == "@1798761600"
    assert headers["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert headers.getlist("Link") == [
        f'<{GUIDE}>; rel="deprecation"; type="text/html"',
        f'<{GUIDE}>; rel="sunset"; type="text/html"',
    ]
    broken = app.test_client().get("/broken")
    assert (broken.status_code, broken.headers["Deprecation"], "Sunset" in broken.headers) == (
        404,
        "@1798761600",
        False,
    )


def test_a_parameter_that_goes_is_told_of_where_it_was_sent(app: flask.Flask) -> None:
    """Who does not send it hears nothing."""
    assert app.test_client().get("/kept?old=1").headers["Deprecation"] == "@1798761600"
    assert "Deprecation" not in app.test_client().get("/kept").headers


def test_the_reference_says_it_too(app: flask.Flask) -> None:
    """The operation, or the parameter's schema, is `deprecated`."""
    with app.app_context():
        paths = app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()["paths"]
    assert paths["/gone"]["get"]["deprecated"] is True
    assert "deprecated" not in paths["/kept"]["get"]
    (parameter,) = paths["/kept"]["get"]["parameters"]
    assert parameter.get("deprecated") or parameter["schema"]["deprecated"]
