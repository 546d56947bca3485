"""Duties: what the worker does in the background, for all rooms."""

from __future__ import annotations

import functools

from api.accounts import forgetting
from api.app import VERSION, feeds_by_address
from api.content.pictures import rendering, storage, upkeep
from api.content.pictures.stores import Store
from api.partners import access, embargoes, keys, polls, silences
from api.partners.notices import Readers
from api.partners.receipts import oblivion
from api.partners.sandboxes import rounds
from api.partners.sending import fanout, outcomes
from api.partners.sending.dispatch import PATIENCE, Dispatcher
from api.partners.websub import intents, subscriptions
from api.partners.websub.hub import Hub
from api.platform import heartbeat, letters
from api.platform import postman as postmen
from api.platform.duties import Duty
from api.platform.outbound import Outbound
from api.platform.settings import Settings
from api.publishing import bases, catching_up, pruning, rebuilds, schedule, signing, takedowns
from api.publishing import issue_previews as made_issue_previews
from api.publishing import pictures as shown_pictures
from api.publishing import previews as made_previews
from api.publishing.search import entries

_SOON = 1.0  # seconds; withdrawals, and what has its hour, wait no longer once the database writes again


def of(settings: Settings) -> list[Duty]:
    """Give what the worker does in the background."""
    days = settings.audit_days
    exhibition = takedowns.Exhibition()

    @functools.cache
    def store() -> Store:
        return storage.of(settings.pictures)

    postman = functools.cache(lambda: postmen.of(settings))
    watch = silences.Watch(Readers(settings.mail_operators, settings.mail_language))
    forget = functools.partial(letters.forget, days=settings.mail_days)
    sweep = oblivion.Sweep()
    prune = functools.partial(pruning.prune, settings.journal_days, followers=[fanout.place])

    def outbound() -> Outbound:
        return Outbound(settings.outbound_rules, agent=_agent(settings))

    def of_sandbox() -> Dispatcher:
        return Dispatcher(to_partners(), marks={access.SANDBOX_FIELD: "true"}, patience=PATIENCE)

    dispatcher = functools.cache(lambda: Dispatcher(outbound(), patience=PATIENCE))
    hub = functools.cache(lambda: Hub(outbound(), feeds_by_address(settings)))
    to_partners = functools.cache(outbound)
    sandboxes = functools.cache(lambda: rounds.Rounds(of_sandbox))

    return [
        Duty("heartbeat", seconds=20, run=heartbeat.beat, is_shared=True),
        Duty(
            "scheduled_releases",
            seconds=0.5,
            run=lambda at: schedule.publish_due(at=at),
            is_shared=True,
            goes_by_clock=True,
            patience=_SOON,
        ),
        Duty("picture_addresses", seconds=5, run=lambda at: bases.follow(at=at)),
        Duty("pending_rebuilds", seconds=0.1, run=lambda at: rebuilds.run_pending(at=at), patience=_SOON),
        Duty("transliterations", seconds=0.5, run=lambda at: catching_up.run_pending(at=at)),
        Duty("search_entries", seconds=0.5, run=lambda at: entries.run_pending(at=at)),
        Duty("forgetting", seconds=600, run=lambda at: forgetting.forget(at=at, audit_days=days), goes_by_clock=True),
        Duty("picture_sizes", seconds=0.5, run=lambda at: rendering.run_pending(store(), at=at), lane="sizes"),
        Duty(
            "hidden_pictures",
            seconds=0.4,
            run=lambda _: exhibition.follow(store()),
            is_shared=True,
            lane="store",
            patience=_SOON,
        ),
        Duty("gone_pictures", seconds=10, run=lambda _: upkeep.clear_gone(store()), lane="store"),
        Duty(
            "stray_pictures",
            seconds=3600,
            run=lambda at: upkeep.sweep(store(), at=at),
            goes_by_clock=True,
            lane="sizes",
        ),
        Duty("expired_pictures", seconds=1, run=lambda at: shown_pictures.expire(at=at), goes_by_clock=True),
        Duty("embargoes", seconds=1, run=lambda at: embargoes.follow(at=at), lane="embargoes", patience=_SOON),
        Duty(
            "webhook_deliveries",
            seconds=0.2,
            run=lambda at: fanout.follow(at=at),
            is_shared=True,
            lane="journal",
            patience=_SOON,
        ),
        Duty(
            "webhook_dispatch",
            seconds=0.0,
            run=lambda _: dispatcher().run(),
            is_shared=True,
            lane="webhooks",
            goes_out=True,
            end=lambda: dispatcher().close(),
            patience=_SOON,
        ),
        Duty("old_changes", seconds=1, run=lambda at: prune(at=at), goes_by_clock=True),
        Duty("letters", seconds=5, run=lambda _: postman().run(), goes_by_clock=True, goes_out=True, lane="letters"),
        Duty("forgotten_letters", seconds=3600, run=lambda at: forget(at=at), goes_by_clock=True, goes_out=True),
        Duty("silent_partners", seconds=300, run=watch.run, goes_by_clock=True, goes_out=True),
        Duty("partner_polls", seconds=3600, run=lambda at: polls.prune(at=at), goes_by_clock=True),
        Duty("signing_key", seconds=60, run=lambda at: signing.begin(at=at)),
        Duty("webhook_log", seconds=600, run=lambda at: outcomes.prune(at=at), goes_by_clock=True),
        Duty(
            "websub",
            seconds=0.2,
            run=lambda _: hub().run(),
            is_shared=True,
            goes_out=True,
            lane="websub",
            end=lambda: hub().close(),
            patience=_SOON,
        ),
        Duty("websub_leases", seconds=60, run=lambda at: subscriptions.prune(at=at), goes_by_clock=True),
        Duty("websub_intents", seconds=600, run=lambda at: intents.prune(at=at), goes_by_clock=True),
        Duty("old_receipts", seconds=30, run=sweep.run, goes_by_clock=True),
        Duty(
            "sandboxes",
            seconds=0.3,
            run=lambda at: sandboxes().run(at=at),
            is_shared=True,
            goes_out=True,
            lane="sandboxes",
            end=lambda: sandboxes().close(),
        ),
        Duty("sandbox_seed", seconds=60, run=lambda _: rounds.prepare(), lane="sandboxes"),
        Duty("sandbox_files", seconds=3600, run=lambda at: rounds.sweep(at=at), goes_by_clock=True, lane="sandboxes"),
        Duty("ended_keys", seconds=3600, run=lambda at: keys.prune(at=at), goes_by_clock=True),
        Duty("preview_tokens", seconds=3600, run=lambda at: made_previews.prune(at=at), goes_by_clock=True),
        Duty("issue_previews", seconds=3600, run=lambda at: made_issue_previews.prune(at=at), goes_by_clock=True),
    ]


def _agent(settings: Settings) -> str:
    """Give the name by which we ask others, with where to find us (RFC 9110, section 10.1.5)."""
    return f"Polyweek/{VERSION} (+{settings.base_url})"
