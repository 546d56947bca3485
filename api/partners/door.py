"""Three doors: the partners' own, that of administrators, and that of whoever takes a text back from partners."""

from __future__ import annotations

from api.platform.doors import Door

door = Door("partner", __name__, url_prefix="/v1/partner", description="For partners, with an API key.")
administration = Door(
    "partners", __name__, url_prefix="/v1/admin/partners", description="Partners, for administrators."
)
takedowns = Door(
    "takedowns", __name__, url_prefix="/v1/admin/takedowns", description="What was taken back, for editors."
)
