"""Routes for those who run the server: whether it lives, and whether it can serve."""

from __future__ import annotations

import flask

from api.accounts import guard
from api.platform import db, migrate
from api.platform.errors import Unavailable, say


@guard.public
def alive() -> flask.Response:
    """Tell that the process answers."""
    return flask.Response(b'{"status":"ok"}', mimetype="application/json")


@guard.public
def ready() -> flask.Response:
    """Tell whether the database answers and has this version's tables; 503 where not."""
    db.row("SELECT 1")
    if migrate.pending():
        raise Unavailable(say("The database is waiting for its migrations."))
    return flask.Response(b'{"status":"ready"}', mimetype="application/json")
