"""Doors: the partners' own, those by which others look after them or take texts back, and the hub of the feeds."""

from __future__ import annotations

from api.platform.doors import Door

door = Door("partner", __name__, url_prefix="/v1/partner", description="For partners, with an API key.")
administration = Door(
    "partners", __name__, url_prefix="/v1/admin/partners", description="Partners, for administrators."
)
hub = Door("websub", __name__, url_prefix="/v1", description="The hub of the feeds, for whoever subscribes.")
takedowns = Door(
    "takedowns", __name__, url_prefix="/v1/admin/takedowns", description="What was taken back, for editors."
)
