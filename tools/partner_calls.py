"""The calls of partners in the reference's examples: a contract, keys, webhooks, and a text taken back."""

from __future__ import annotations

from api.partners.receipts import collector
from api.platform import parsing
from tools.recorder import Recorder


def make(recorder: Recorder, article: str) -> None:
    """Call every operation of a partner and about one; `article` is what it reads, and what is taken back from it."""
    call = recorder.call
    contract = {
        "name": "Radio Luzhana",
        "contact": "desk@radio.example",
        "languages": ["be", "en"],
        "topics": ["river", "society"],
        "licence": "CC BY-NC-ND 4.0",
        "attribution": {"en": "First published by the newsroom", "be": "Упершыню апублікавана рэдакцыяй"},
        "networks": ["127.0.0.0/8", "2001:db8::/32"],
    }
    radio = call("adminAddPartner", "admin", contract)["id"]
    call("adminListPartners", "admin", limit=2)
    call("adminShowPartner", "admin", partner=radio)
    token = call("adminIssuePartnerKey", "admin", {"name": "reader", "scopes": ["feed"]}, partner=radio)["key"]
    for form in ("Atom", "Rss", "Json"):
        call(f"showPartner{form}Feed", token=token, language="en", limit=1, body="summary")
    terms = {"per_minute": 120, "embargo_lead_minutes": 24 * 60, "formats": ["json", "ninjs", "zip"]}
    call("adminChangePartner", "admin", terms, partner=radio)
    trial = {"name": "tests", "scopes": ["read"], "sandbox": True}
    recorder.let_in("trial", call("adminIssuePartnerKey", "admin", trial, partner=radio)["key"])
    made = call("adminIssuePartnerKey", "admin", {"name": "site", "scopes": ["read", "webhooks"]}, partner=radio)
    call("adminListPartnerKeys", "admin", partner=radio)
    recorder.let_in("radio", made["key"])
    call("partnerShowMe", "radio")
    call("showArchive", "radio", issue="2026-W40", lang="en")
    _send(recorder, radio)
    _take_back(recorder, article, radio)
    call("partnerShowSandbox", "trial")
    call("partnerAddSandboxEvent", "trial", {"event": "article.corrected"})
    rotated = call("adminRotatePartnerKey", "admin", {"overlap_hours": 48}, partner=radio, key=made["id"])
    call("adminRevokePartnerKey", "admin", partner=radio, key=rotated["id"], etag=rotated["etag"])
    call("adminSuspendPartner", "admin", partner=radio)
    wanted = {"hub.mode": "subscribe", "hub.topic": "http://127.0.0.1:8000/v1/feeds/be.atom"}
    call("askHub", None, {**wanted, "hub.callback": "https://reader.example/callback/5f1c"}, content_type=parsing.FORM)
    call("adminResumePartner", "admin", partner=radio)


def _send(recorder: Recorder, radio: str) -> None:
    call = recorder.call
    wanted = {"url": "https://radio.example/hooks/news", "name": "News", "events": ["article.published", "ping"]}
    hook = call("partnerAddWebhook", "radio", wanted)["id"]
    call("partnerListWebhooks", "radio")
    call("adminListPartnerWebhooks", "admin", partner=radio)
    call("partnerShowWebhook", "radio", webhook=hook)
    call("partnerChangeWebhook", "radio", {"payload": "full"}, webhook=hook)
    call("partnerRotateWebhookSecret", "radio", {"overlap_hours": 24}, webhook=hook)
    ping = call("partnerPingWebhook", "radio", webhook=hook)["id"]
    call("partnerListDeliveries", "radio", webhook=hook)
    call("partnerShowDelivery", "radio", delivery=ping)
    call("partnerReplayDelivery", "radio", delivery=ping)
    call("partnerReplayDeliveries", "radio", {"state": "dead"}, webhook=hook)
    call("partnerSuspendWebhook", "radio", webhook=hook)
    call("partnerEnableWebhook", "radio", webhook=hook)
    call("partnerRemoveWebhook", "radio", webhook=hook)


def _take_back(recorder: Recorder, article: str, radio: str) -> None:
    call = recorder.call
    recorder.read(f"/v1/articles/{article}?lang=en", by="radio")
    collector.keeper.write(is_last=True)  # as a server process does every two seconds
    version = {"article_id": article, "language": "en"}
    placed = {**version, "url": "https://radio.example/2026/wells", "own_language": "uk", "revision": 1}
    made = call("partnerPutRepublication", "radio", placed)["id"]
    call("partnerListRepublications", "radio", stale=False)
    call("partnerShowRepublication", "radio", republication=made)
    reason = {"reason": "An owner asked not to be told of."}
    call("deskWithdrawVersion", "editor", reason, article=article, language="en")
    call("partnerListOutstanding", "radio")
    entry = {"type": "withdrawn", **version, "action": "removed", "url": "https://radio.example/2026/wells"}
    call("partnerAddAcknowledgements", "radio", {"entries": [entry]})
    call("partnerListAcknowledgements", "radio", limit=2)
    call("adminListTakedowns", "editor", state="all", limit=2)
    call("adminListTakedownsOfArticle", "editor", article=article)
    call("adminListReceipts", "editor", partner=radio, limit=2)
    call("partnerRemoveRepublication", "radio", republication=made)
