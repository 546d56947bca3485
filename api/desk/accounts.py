"""Routes: logging in and out, who I am, my tokens."""

from __future__ import annotations

from typing import Any

import flask

from api.accounts import guard, logins, people, tokens
from api.accounts.roles import Actor
from api.desk.door import auth, door
from api.desk.schemas import accounts as schemas
from api.platform import clock, web
from api.platform.preconditions import Expected
from api.platform.web import etag


@auth.route("/login", methods=["POST"])
@guard.public
@auth.refuses(401, 422, 429)
@auth.arguments(schemas.Login)
@auth.response(201, schemas.Session)
def start_session(data: dict[str, str]) -> dict[str, Any]:
    """Log in with a password; gives a session token for twelve hours."""
    token, expires_at, actor = logins.log_in(data["login"], data["password"], **_counted(), at=clock.now())
    return {"token": token, "expires_at": expires_at, "person": _person(actor)}


@auth.route("/logout", methods=["POST"])
@guard.requires()
@auth.response(204)
def end_session() -> None:
    """Revoke the token that this request carries."""
    logins.log_out(guard.actor(), guard.token_text(), at=clock.now())


@door.route("/me")
@guard.requires()
@door.response(200, schemas.Me)
def show_me() -> Any:  # noqa: ANN401
    """Tell whose token this is."""
    return _me(guard.actor().id)


@door.route("/me", methods=["PATCH"])
@guard.requires()
@door.refuses(409, 422)
@door.arguments(schemas.MeChange)
@door.response(200, schemas.Me)
@door.conditional
def change_me(data: dict[str, Any], expected: Expected) -> Any:  # noqa: ANN401
    """Change my name, or the language in which the API speaks to me."""
    by = guard.actor()
    people.change(by.id, data, expected=expected, by=by, at=clock.now())
    return _me(by.id)


@door.route("/me/password", methods=["PUT"])
@guard.requires()
@door.refuses(403, 422, 429)
@door.arguments(schemas.NewPassword)
@door.response(204)
@door.conditional
def change_password(data: dict[str, str], expected: Expected) -> None:
    """Change my password; every token of mine but this one ends."""
    by = guard.actor()
    logins.confirm(by, data["current_password"], **_counted(), at=clock.now())
    people.change_password(by, data["password"], expected=expected, keep=guard.token_text(), at=clock.now())


@door.route("/me/tokens")
@guard.requires()
@door.response(200, schemas.TokenList)
def list_tokens() -> dict[str, Any]:
    """List my tokens that are valid, without their texts."""
    found = [{**token, "etag": etag(token["id"])} for token in tokens.of(guard.actor().id, at=clock.now())]
    return web.whole_list("/v1/desk/me/tokens", found)


@door.route("/me/tokens", methods=["POST"])
@guard.requires(shows_secret=True)
@door.refuses(403, 422, 429, "password_required")
@door.arguments(schemas.NewToken)
@door.response(201, schemas.MadeToken)
def make_token(data: dict[str, Any]) -> Any:  # noqa: ANN401
    """Make a personal token; its text is shown this once. One that outlives the token in use needs the password."""
    by, at, used = guard.actor(), clock.now(), guard.token_text()
    if data["password"] is not None:
        logins.confirm(by, data["password"], **_counted(), at=at)
    within = used if data["password"] is None else None
    made = tokens.make_personal(by, name=data["name"], expires_at=data["expires_at"], within=within, at=at)
    tag = etag(made["id"])
    return {**made, "etag": tag}, 201, {"ETag": tag, "Location": f"/v1/desk/me/tokens/{made['id']}"}


@door.route("/me/tokens/<token_id>", methods=["DELETE"])
@guard.requires()
@door.refuses(404)
@door.response(204)
@door.conditional
def revoke_token(token_id: str, expected: Expected) -> None:
    """Revoke one of my tokens; a token never changes, so its id is its ETag."""
    tokens.revoke_own(guard.actor(), token_id, expected=expected, at=clock.now())


def _person(actor: Actor) -> dict[str, Any]:
    return {
        "id": actor.id,
        "login": actor.login,
        "name": actor.name,
        "locale": actor.locale,
        "grants": [{"role": grant.role, "language": grant.language} for grant in actor.grants],
    }


def _me(person_id: str) -> Any:  # noqa: ANN401
    shown = people.show(person_id)
    return shown, 200, {"ETag": etag(shown["serial"])}


def _counted() -> dict[str, Any]:
    """Give by what tries at a password are counted."""
    return {"network": guard.network(), "secret": flask.current_app.extensions["secret"]}
