"""The administrators' door."""

from __future__ import annotations

from api.platform.doors import Door

door = Door("admin", __name__, url_prefix="/v1/admin", description="For administrators.")
