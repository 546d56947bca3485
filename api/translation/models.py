"""Tables of the translation room."""

from __future__ import annotations

import peewee

from api.accounts.models import Person
from api.content.models import Article
from api.languages.models import Language
from api.platform.db import Model, TimeField


class Version(Model):
    """An article in one language. `serial` rises with every change of it or of a message in it, and is its ETag.

    From `status` on stands its tally (`tallies`): what its messages come to, counted in each transaction that changes
    one of them, so that no list reads texts. Whether the assignee still works in its language is derived
    (`heads.ASSIGNEE`). `due_is_firm` says that an editor set the due time, so only an editor changes it.
    """

    id = peewee.TextField(primary_key=True)
    article = peewee.ForeignKeyField(Article, on_delete="CASCADE", index=False)
    article_id: str
    language = peewee.ForeignKeyField(Language, column_name="language", on_delete="RESTRICT")
    language_id: str
    serial = peewee.IntegerField(default=1)
    assignee = peewee.ForeignKeyField(Person, null=True, on_delete="SET NULL", index=False)
    assignee_id: str | None
    due_at = TimeField(null=True)
    due_is_firm = peewee.BooleanField(default=False)
    status = peewee.TextField(default="missing")
    untranslated = peewee.IntegerField(default=0)
    fuzzy = peewee.IntegerField(default=0)
    translated = peewee.IntegerField(default=0)
    approved = peewee.IntegerField(default=0)
    untranslated_words = peewee.IntegerField(default=0)
    fuzzy_words = peewee.IntegerField(default=0)
    translated_words = peewee.IntegerField(default=0)
    approved_words = peewee.IntegerField(default=0)
    source_hash = peewee.TextField(default="")
    text_hash = peewee.TextField(default="")
    marks = peewee.IntegerField(default=0)
    size = peewee.IntegerField(default=0)

    class Meta:
        indexes = ((("article", "language"), True), (("assignee", "status"), False))


class VersionSeo(Model):
    """What search engines and messengers are told of a version, as far as it is set; the rest follows from its text.

    `picture` is an id as the text has it: another may stand for it. `revision` is the latest when this was saved.
    """

    version = peewee.ForeignKeyField(Version, primary_key=True, on_delete="CASCADE")
    version_id: str
    title = peewee.TextField(null=True)
    description = peewee.TextField(null=True)
    picture = peewee.TextField(null=True)
    revision = peewee.IntegerField()


class Message(Model):
    """One translatable unit of an article's source, the same for all languages. `key` is its stable id.

    `position` is null once its text has gone (obsolete). The last three are numbers of revisions: the last that
    changed its text, that changed what it means, and that corrected it (0: none). Freshness is told by them.
    """

    article = peewee.ForeignKeyField(Article, on_delete="CASCADE", index=False)
    article_id: str
    key = peewee.TextField()
    kind = peewee.TextField()
    position = peewee.IntegerField(null=True)
    source = peewee.TextField()
    words = peewee.IntegerField()
    changed_in = peewee.IntegerField()
    meant_in = peewee.IntegerField()
    corrected_in = peewee.IntegerField(default=0)

    class Meta:
        primary_key = peewee.CompositeKey("article", "key")


class Translation(Model):
    """What one version says for one message; a message without a row is untranslated.

    `source` is the text that it was made against: it is fuzzy when that is not the message's source now, so nobody has
    to remember to set a flag. In the source version `text` is null and the row only remembers the approval. Only
    `translations` writes these rows.
    """

    version = peewee.ForeignKeyField(Version, on_delete="CASCADE", index=False)
    version_id: str
    key = peewee.TextField()
    text = peewee.TextField(null=True)
    source = peewee.TextField(null=True)
    needs_work = peewee.BooleanField(default=False)
    is_approved = peewee.BooleanField(default=False)
    serial = peewee.IntegerField()
    updated_at = TimeField()
    updated_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", column_name="updated_by")
    updated_by_id: str

    class Meta:
        primary_key = peewee.CompositeKey("version", "key")


class MessageEvent(Model):
    """What happened to a message in a version, when and by whom: its state after, so that it can be returned to.

    `serial` is the version's after the event, so that "as it was when a file was exported" can be asked; events of one
    message at one serial stand in order by `turn`.
    """

    id = peewee.TextField(primary_key=True)
    version = peewee.ForeignKeyField(Version, on_delete="CASCADE", index=False)
    version_id: str
    key = peewee.TextField()
    serial = peewee.IntegerField()
    turn = peewee.IntegerField(default=0)
    action = peewee.TextField()
    text = peewee.TextField(null=True)
    source = peewee.TextField(null=True)
    state = peewee.TextField()
    at = TimeField()
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", column_name="by")
    by_id: str

    class Meta:
        indexes = ((("version", "key", "serial"), False),)


class BroughtFile(Model):
    """A file that was brought into a version, by the SHA-256 of its bytes: the same again fills in nothing more.

    It may have been refused in part, and what stood in its way may have gone since; but whoever emptied a message, or
    thought better of it, has not asked for the old text again.
    """

    version = peewee.ForeignKeyField(Version, on_delete="CASCADE", index=False)
    version_id: str
    digest = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("version", "digest")


class Step(Model):
    """A step of a version's review: submission, change_request, approval or approval_withdrawal.

    `serial` is the version's after it: the order of steps, and of what else happened, is that of the version's lock and
    of no machine's clock. The hashes are of the source, of the text and of the source's structure as they then were: a
    step holds just as long as all are the same. `note` is the change request's, or the reason why an editor overrode
    the four eyes (`is_override`). Where `carried_by` is set, the step is the earlier one of `by`, carried by this
    person over a typo that its giver has not seen; `carried_reason` is why an editor called more than that a typo.
    """

    id = peewee.TextField(primary_key=True)
    version = peewee.ForeignKeyField(Version, on_delete="CASCADE", index=False)
    version_id: str
    serial = peewee.IntegerField()
    turn = peewee.IntegerField(default=0)
    kind = peewee.TextField()
    revision = peewee.IntegerField()
    source_hash = peewee.TextField()
    text_hash = peewee.TextField()
    structure_hash = peewee.TextField(default="")
    note = peewee.TextField(null=True)
    is_override = peewee.BooleanField(default=False)
    at = TimeField(index=True)
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", column_name="by")
    by_id: str
    carried_by = peewee.ForeignKeyField(Person, null=True, on_delete="RESTRICT", column_name="carried_by")
    carried_by_id: str | None
    carried_reason = peewee.TextField(null=True)

    class Meta:
        indexes = ((("version", "serial", "turn"), False),)


class Comment(Model):
    """A remark on a version or, where `key` is set, on one message of it; `step` is the change request that made it.

    They stand in the order of their times, and those of one moment in that of their turns.
    """

    id = peewee.TextField(primary_key=True)
    version = peewee.ForeignKeyField(Version, on_delete="CASCADE")
    version_id: str
    key = peewee.TextField(null=True)
    step = peewee.ForeignKeyField(Step, null=True, on_delete="CASCADE")
    step_id: str | None
    text = peewee.TextField()
    at = TimeField()
    turn = peewee.IntegerField(default=0)
    by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", column_name="by")
    by_id: str
