"""The calls from which the reference's examples are taken: a day in the demo newsroom, each operation once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from api.content.pictures import rendering, storage
from api.content.texts import Lead
from api.demo.pictures import drawing
from api.demo.texts import articles_of
from api.platform import clock
from api.publishing import signing
from api.translation import splitting
from tools import partner_calls
from tools.recorder import Recorder

# The demo's article that the examples are about: written in English, and not yet translated into Russian there.
_ARTICLE = "well-water-tests"
_WITH_RELATED = "two-parties-one-list-and-not-a-single-line-of-programme-in-common"
_LEAD = {"alt": "Bars for eight weeks; the last, in red, is the highest", "caption": "Tests above the limit, by week."}
_RUSSIAN_LEAD = Lead("", "Столбцы за восемь недель; последний самый высокий", "Анализы выше нормы, по неделям.")


def make(recorder: Recorder, newsroom: dict[str, Any], passwords: dict[str, str]) -> None:
    """Call every operation, in an order in which each of them can be done."""
    week = newsroom["open_issue"]
    _people(recorder, passwords)
    _read(recorder)
    _plan(recorder, week)
    article = _write(recorder, week, _picture(recorder))
    _translate(recorder, article)
    _review(recorder, article)
    _release(recorder, article, week)
    _watch(recorder, article, week)
    _administer(recorder)
    partner_calls.make(recorder, article)


def _people(recorder: Recorder, passwords: dict[str, str]) -> None:
    call = recorder.call
    call("startSession", None, {"login": "editor", "password": passwords["editor"]})
    call("deskShowMe", "editor")
    call("deskChangeMe", "editor", {"locale": "en"})
    wanted = {"name": "Layout desk", "expires_at": "2026-12-31T00:00:00Z", "password": passwords["editor"]}
    token = call("deskMakeToken", "editor", wanted)
    call("deskListTokens", "editor")
    call("deskRevokeToken", "editor", token_id=token["id"], etag=token["etag"])
    call("deskChangePassword", "translator-be", _password(passwords["translator-be"]))


def _read(recorder: Recorder) -> None:
    call = recorder.call
    call("showSite", lang="en")
    call("listLanguages", lang="en")
    call("listTopics", lang="en")
    call("showTopic", topic="river", lang="en")
    call("listBylines", lang="en")
    compared = {"compare_from": "2026-W36", "compare_to": "2026-W38"}
    call("showVocabulary", lang="en")
    call("listTrends", lang="en", topic=["society"], to="2026-W40", **{"from": "2026-W39"}, **compared)
    call("showTrendChart", lang="en", topic=["society"])
    call("showIssueWidget", lang="en", issue="2026-W40", limit=1, theme="light", pictures="off")
    call("showTrendWidget", lang="en", topic=["society"], weeks=2, density="compact")
    call("showByline", byline="marta-busiel", lang="en")
    call("listIssues", lang="en", limit=2)
    call("showIssue", issue="latest", lang="en")
    found = call("listArticles", lang="en", topic=["society", "river"], limit=2)
    shown = next(article for article in found["data"] if article["picture"] is not None)
    call("showArticle", slug_or_id=shown["slug"], lang="en")
    signing.begin(at=clock.now())  # as the worker does
    call("showSignature", slug_or_id=shown["slug"], lang="en")
    signing.revoke(signing.public_keys()[0]["id"], at=clock.now())
    call("showKeys")
    call("listRelatedArticles", slug_or_id=_WITH_RELATED, lang="en", limit=1)
    picture = shown["picture"]["id"]
    rendering.make(picture, store=storage.current())  # as the worker does
    call("showPictureFile", picture=picture, width=640, format="webp")
    call("showPictureCrop", picture=picture, crop="16x9", width=640, format="jpg")
    call("listSearchResults", q="council -ferry", lang="en", include="facets", limit=2)
    call("listSuggestions", q="river cou", lang="en", limit=4)
    recorded = recorder.read("/v1/changes?initial=true&limit=100")
    while recorded["meta"]["has_more"]:
        recorded = recorder.read(recorded["links"]["next"])
    call("showProof", cursor=recorded["meta"]["cursor"], lang="en", topic=["river"])
    call("listChanges", limit=2)
    call("showAtomFeed", language="en", topic=["society"], limit=1)
    call("showRssFeed", language="en", limit=1)
    call("showJsonFeed", language="en", limit=1, body="summary")


def _plan(recorder: Recorder, week: str) -> None:
    call = recorder.call
    call("deskListIssues", "editor", limit=2)
    call(
        "deskPlanIssue", "editor", {"key": "2026-W42", "titles": {"en": "Before the frost", "be": "Перад замаразкамі"}}
    )
    call("deskShowIssue", "editor", issue=week)
    call("deskChangeIssue", "editor", {"deadline_at": "2026-10-10T16:00:00Z"}, issue=week)
    names = {"en": {"name": "Health", "description": "Clinics, ferries to them, and who works there."}}
    call("deskAddTopic", "editor", {"key": "health", "names": names})
    call("deskListTopics", "editor")
    call("deskShowTopic", "editor", topic="health")
    call("deskChangeTopic", "editor", {"position": 0}, topic="health")
    call("deskRemoveTopic", "editor", topic="health")
    call("deskAddByline", "editor", {"key": "lev-brod", "names": {"ru": "Лев Брод", "en": "Lev Brod"}})
    call("deskListBylines", "editor")
    call("deskShowByline", "editor", byline="lev-brod")
    call("deskChangeByline", "editor", {"names": {"be": "Леў Брод"}}, byline="lev-brod")
    call("deskRemoveByline", "editor", byline="lev-brod")


def _picture(recorder: Recorder) -> str:
    call = recorder.call
    unwanted = call("deskAddPicture", "editor", drawing.png("bars") + b"\0\0", content_type="image/png")
    call("deskRemovePicture", "editor", picture=str(unwanted["id"]))
    # With one more byte it is another upload than the demo's own, which the library has already.
    added = call("deskAddPicture", "editor", drawing.png("bars") + b"\0", content_type="image/png")
    picture = str(added["id"])
    call("deskListPictures", "editor", limit=2)
    call("deskShowPicture", "editor", picture=picture)
    words = {"credit": "Marta Busiel", "focal_point": {"x": 0.75, "y": 0.4}, "note": "Wells, by year."}
    call("deskChangePicture", "editor", words, picture=picture)
    call("deskShowPictureFile", "editor", picture=picture, width=960, format="jpg")
    rendering.make(picture, store=storage.current())  # as the worker does
    call("deskShowPictureCrop", "editor", picture=picture, crop="16x9", width=640, format="jpg")
    painted = {"redactions": [{"x": 0.6, "y": 0.2, "width": 0.1, "height": 0.15}]}
    redacted = str(call("deskRedactPicture", "editor", painted, picture=picture)["id"])
    listed = call("deskListPictures", "editor", limit=2)["data"]
    standing = next(str(each["id"]) for each in listed if each["id"] != redacted)
    instead = {"id": standing, "alts": {"be": "Карта ракі", "en": "A map of the river"}}
    call(
        "deskWithdrawPicture",
        "editor",
        {"reason": "Somebody in it asks us to.", "substitute": instead},
        picture=redacted,
    )
    call("deskListPictureUses", "editor", picture=standing, limit=2)
    call("deskRestorePicture", "editor", picture=redacted)
    return redacted


def _write(recorder: Recorder, week: str, picture: str) -> str:
    call = recorder.call
    text = articles_of(_ARTICLE, {})["en"]
    draft = {
        "source_language": "en",
        "topic": "river",
        "issue": week,
        "trend": "worsened",
        "bylines": ["marta-busiel"],
        "title": text.title,
        "summary": text.summary,
        "body": text.body,
        "picture": {"id": picture, **_LEAD},
    }
    article = str(call("deskWriteArticle", "editor", draft)["id"])
    call("deskListArticles", "editor", issue=week, limit=2)
    call("deskShowArticle", "editor", article=article)
    call("deskChangeArticle", "editor", {"trend": "unchanged"}, article=article)
    return article


def _translate(recorder: Recorder, article: str) -> None:
    call = recorder.call
    russian = {"article": article, "language": "ru"}
    translator = call("deskShowMe", "translator-ru")["id"]
    task = {"person_id": translator, "due_at": "2026-10-09T12:00:00Z"}
    call("deskAssignVersion", "editor", task, **russian)
    call("deskUnassignVersion", "editor", **russian)
    call("deskAssignVersion", "editor", task, **russian)
    call("deskListTasks", "translator-ru", limit=2)
    messages = call("deskListMessages", "translator-ru", **russian)["data"]
    title = {**russian, "message_id": messages[0]["id"]}
    written = articles_of(_ARTICLE, {})["ru"].title
    call("deskChangeMessage", "translator-ru", {"translation": written}, **title)
    call("deskChangeMessage", "translator-ru", {"translation": written.partition(":")[0]}, **title)
    call("deskShowMessage", "translator-ru", **title)
    events = call("deskListMessageEvents", "translator-ru", **title)["data"]
    call("deskRevertMessage", "translator-ru", {"event_id": events[-1]["id"]}, **title)
    call(
        "deskAddComment",
        "translator-ru",
        {"text": "Is there a shorter word for a survey of wells?", "message_id": title["message_id"]},
        **russian,
    )
    call("deskListComments", "translator-ru", **russian)
    exported = call("deskExportPo", "translator-ru", **russian)
    call("deskUploadPo", "translator-ru", _filled(exported), mode="fill", dry_run=False, **russian)
    call("deskShowVersion", "translator-ru", **russian)
    call("deskMakePreview", "translator-ru", {"expires_at": "2026-10-09T09:00:00Z"}, **russian)
    made = recorder.answers["deskMakePreview"].get_json()
    call("showPreview", token=made["url"].rpartition("/")[2])
    call("deskListPreviews", "translator-ru", **russian)
    call("deskRevokePreview", "translator-ru", preview_id=made["id"], etag=made["etag"], **russian)


def _review(recorder: Recorder, article: str) -> None:
    call = recorder.call
    for language, author in (("en", "editor"), ("ru", "translator-ru")):
        version = {"article": article, "language": language}
        call("deskSubmitVersion", author, {}, **version)
        remark = {"note": "Please look at the title once more.", "remarks": []}
        call("deskRequestChanges", f"reviewer-{language}", remark, **version)
        call("deskSubmitVersion", author, {}, **version)
        call("deskApproveVersion", f"reviewer-{language}", {"override_reason": None}, **version)
        call("deskWithdrawApproval", f"reviewer-{language}", **version)
        call("deskApproveVersion", f"reviewer-{language}", {"override_reason": None}, **version)


def _release(recorder: Recorder, article: str, week: str) -> None:
    call = recorder.call
    call("deskReleaseArticle", "editor", {"languages": ["en", "ru"], "at": None}, article=article)
    call("deskListArticleReleases", "editor", article=article)
    later = {"languages": ["be", "ru", "en"], "at": "2026-10-10T16:00:00Z", "leave_out_unready": True}
    release = call("deskReleaseIssue", "editor", later, issue=week)["id"]
    call("deskListIssueReleases", "editor", issue=week)
    call("deskShowRelease", "editor", release_id=release)
    call("deskCancelRelease", "editor", release_id=release)
    again = call("deskReleaseIssue", "editor", later, issue=week)["id"]
    call("deskShowIssueRelease", "editor", issue=week, release_id=again)
    call("deskCancelIssueRelease", "editor", issue=week, release_id=again)
    alone = call("deskReleaseArticle", "editor", later, article=article)["id"]
    call("deskShowArticleRelease", "editor", article=article, release_id=alone)
    call("deskCancelArticleRelease", "editor", article=article, release_id=alone)
    call("deskShowSeo", "editor", article=article, language="en")
    told = {"title": "Wells run dry in eleven villages", "description": "What the river's low water did to the wells."}
    call("deskChangeSeo", "editor", told, article=article, language="en")
    call("deskChangeSlug", "editor", {"slug": "wells-in-the-upper-villages"}, article=article, language="en")


def _watch(recorder: Recorder, article: str, week: str) -> None:
    call = recorder.call
    call("deskShowBoard", "editor", issue=week)
    _preview_issue(recorder, article, week)
    body = articles_of(_ARTICLE, {})["en"].body.replace("Seventeen refused.", "Eighteen refused.")
    revision = {"body": body, "weight": "correction", "note": "Eighteen owners refused, not seventeen."}
    call("deskReviseArticle", "editor", revision, article=article, dry_run=True)
    call("deskReviseArticle", "editor", revision, article=article, dry_run=False)
    call("deskListRevisions", "editor", article=article)
    call("deskShowRevision", "editor", article=article, number=2)
    call("deskCompareRevisions", "editor", article=article, number=2, against=1)
    call(
        "deskWithdrawVersion",
        "editor",
        {"reason": "An owner asked not to be told of."},
        article=article,
        language="ru",
    )
    call("endSession", "second-editor")


def _preview_issue(recorder: Recorder, article: str, week: str) -> None:
    call = recorder.call
    wanted = {"language": "ru", "expires_at": "2026-10-09T09:00:00Z"}
    call("deskMakeIssuePreview", "translator-ru", wanted, issue=week)
    made = recorder.answers["deskMakeIssuePreview"].get_json()
    token = made["url"].rpartition("/")[2]
    call("showIssuePreview", issue_token=token)
    call("showIssuePreviewArticle", issue_token=token, article=article)
    call("deskListIssuePreviews", "translator-ru", issue=week)
    call("deskRevokeIssuePreview", "translator-ru", preview_id=made["id"], etag=made["etag"], issue=week)


def _administer(recorder: Recorder) -> None:
    call = recorder.call
    grants = [{"role": "translator", "language": "en"}]
    person = {"login": "olga", "name": "Olga Vetrova", "password": "a long sentence", "locale": "ru", "grants": grants}
    olga = call("adminAddPerson", "admin", person)["id"]
    call("adminListPeople", "admin", limit=2)
    call("adminChangePerson", "admin", {"name": "Olga Vetrova-Lis"}, person=olga)
    held = call("adminGiveRole", "admin", {"role": "reviewer", "language": "ru"}, person=olga)["grants"]
    grant = next(one["id"] for one in held if one["role"] == "reviewer")
    call("adminShowPerson", "admin", person=olga)
    call("adminTakeRole", "admin", person=olga, grant=grant)
    call("adminResetPassword", "admin", {"password": "another long sentence"}, person=olga)
    call("adminSuspendPerson", "admin", person=olga)
    call("adminResumePerson", "admin", person=olga)
    call("adminListAudit", "admin", limit=2)
    call("adminAddLanguage", "admin", {"code": "pl", "native_name": "Polski", "fallback": "en"})
    call("adminListLanguages", "admin")
    call("adminShowLanguage", "admin", language="pl")
    call("adminChangeLanguage", "admin", {"native_name": "polski"}, language="pl")
    call("adminRemoveLanguage", "admin", language="pl")
    words = call("adminShowSite", "admin")["en"]
    pages = {"article": "https://neman.example/{language}/{slug}", "preview": "https://neman.example/preview/{token}"}
    texts = {"en": {**words, "tagline": "The week in the Luzhana valley"}}
    call("adminChangeSite", "admin", {**texts, "pages": pages})
    call("showSitemapIndex")
    call("showSitemap", name="en-202609")
    call("showNewsSitemap")


def _password(current: str) -> dict[str, str]:
    return {"current_password": current, "password": "another long sentence"}


def _filled(exported: bytes) -> bytes:
    """Fill in what a PO file leaves open with the article's Russian text, as a translator would in an editor."""
    head, *entries = exported.decode().split("\n\n")
    units = splitting.split(replace(articles_of(_ARTICLE, {})["ru"], lead=_RUSSIAN_LEAD))
    done = [entry.replace('msgstr ""', f'msgstr "{unit.source}"') for entry, unit in zip(entries, units, strict=True)]
    return "\n\n".join([head, *done]).encode()
