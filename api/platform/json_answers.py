"""JSON as answers have it: by orjson, as UTF-8 without escapes."""

from __future__ import annotations

from typing import Any

import flask
import orjson
from flask.json.provider import JSONProvider


class OrjsonProvider(JSONProvider):
    """JSON by orjson, as UTF-8 without escapes."""

    def dumps(self, obj: Any, **_: Any) -> str:  # noqa: ANN401
        """Write an object."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:  # noqa: ANN401
        """Read an object of our own; what comes from outside goes through `strict`."""
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> flask.Response:  # noqa: ANN401
        """Answer with an object."""
        body = orjson.dumps(self._prepare_response_obj(args, kwargs))
        return flask.current_app.response_class(body, mimetype="application/json")
