"""Routes: logging in and out, who I am, my tokens."""

from __future__ import annotations

from typing import Any

from api.accounts import guard, people, tokens
from api.desk import schemas, views
from api.desk.door import auth, door
from api.platform import clock


@auth.route("/login", methods=["POST"])
@guard.public
@auth.refuses(401, 422, 429)
@auth.arguments(schemas.Login)
@auth.response(201, schemas.Session)
def log_in(data: dict[str, str]) -> dict[str, Any]:
    """Log in with a password; gives a session token for twelve hours."""
    token, expires_at, actor = people.log_in(data["login"], data["password"], at=clock.now())
    return {"token": token, "expires_at": expires_at, "person": views.person(actor)}


@auth.route("/logout", methods=["POST"])
@guard.requires()
@auth.refuses(401)
@auth.response(204)
def log_out() -> None:
    """Revoke the token that this request carries."""
    tokens.revoke(guard.token_text(), at=clock.now())


@door.route("/me")
@guard.requires()
@door.refuses(401)
@door.response(200, schemas.Me)
def me() -> dict[str, Any]:
    """Tell whose token this is."""
    return views.person(guard.actor())


@door.route("/me/tokens")
@guard.requires()
@door.refuses(401)
@door.response(200, schemas.TokenList)
def my_tokens() -> dict[str, Any]:
    """List my tokens that are valid, without their texts."""
    return views.whole_list("/v1/desk/me/tokens", tokens.of(guard.actor().id, at=clock.now()))


@door.route("/me/tokens", methods=["POST"])
@guard.requires(shows_secret=True)
@door.refuses(401, 422)
@door.arguments(schemas.NewToken)
@door.response(201, schemas.MadeToken)
def make_token(data: dict[str, Any]) -> dict[str, Any]:
    """Make a personal token; its text is shown this once."""
    return tokens.make_personal(guard.actor(), name=data["name"], expires_at=data["expires_at"], at=clock.now())


@door.route("/me/tokens/<token_id>", methods=["DELETE"])
@guard.requires()
@door.refuses(401, 404)
@door.response(204)
def revoke_token(token_id: str) -> None:
    """Revoke one of my tokens."""
    tokens.revoke_own(guard.actor(), token_id, at=clock.now())
