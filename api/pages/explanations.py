"""Each problem code explained: what it means, what the client does about it, and one that could have been answered."""

from __future__ import annotations

from dataclasses import dataclass

from api.platform.errors import Fault, LanguageName, Phrase, Problem, Size, say

_LIMIT = say("must be between {least} and {most}", least=1, most=100)
_HTML = say("HTML is not accepted in texts.")


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a code means, what to do, and with which words and faults it may come."""

    meaning: Phrase
    remedy: Phrase
    detail: Phrase
    faults: tuple[Fault, ...] = ()

    def example(self, code: str) -> Problem:
        """Give a problem of the code."""
        return Problem(self.detail, *self.faults, code=code)


EXPLANATIONS: dict[str, Explanation] = {
    "malformed_json": Explanation(
        say("The body is not JSON in UTF-8, so nothing of it could be read."),
        say("Correct the body; errors gives the line of the first mistake."),
        say("The body is not JSON."),
        (Fault("malformed_json", say("The body is not JSON."), line=3),),
    ),
    "bad_request": Explanation(
        say("The request breaks the rules of HTTP itself: a header or the address cannot be read."),
        say("Look at how the request is put together; sending it again as it is will not help."),
        say("The request cannot be understood."),
    ),
    "unauthenticated": Explanation(
        say(
            "No token came with the request, or it is unknown, expired, revoked, or its owner is suspended. At login: "
            "the login or the password is wrong."
        ),
        say("Log in again, or make a new token, and send it as Authorization: Bearer."),
        say("Send a token: Authorization: Bearer pw_…"),
    ),
    "forbidden": Explanation(
        say("The token is good, but its owner has no role that allows this, or not for this language."),
        say("Ask an administrator for the role, or let somebody do it who has it."),
        say("Your roles do not allow this."),
    ),
    "password_required": Explanation(
        say(
            "What is asked for would outlive the token that asks: a stolen session must not become a token for a year."
        ),
        say("Send the password too, or ask for no later end than that of the token in use."),
        say("A token that outlives the one in use needs the password."),
        (Fault("required", say("is required"), pointer="/password"),),
    ),
    "four_eyes": Explanation(
        say("Nobody approves a version of which they wrote or translated a part."),
        say("Let another reviewer approve it; an editor may override this with a reason, which is kept."),
        say("You wrote or translated a part of this version."),
    ),
    "not_found": Explanation(
        say("There is nothing at this address, or nothing that the caller may know of."),
        say(
            "Check the address, the language and the token; an article may not be published in the language asked for."
        ),
        say("There is no such article."),
    ),
    "method_not_allowed": Explanation(
        say("The address is right, but this method does nothing there."),
        say("Use one of the methods in the header Allow."),
        say("This method is not allowed here."),
    ),
    "not_acceptable": Explanation(
        say("What is here is not available in any of the types that the header Accept names."),
        say("Accept one of the types that the reference lists for this call."),
        say("This is not available in this format."),
    ),
    "request_timeout": Explanation(
        say("The body came more slowly than anyone can be waited for, or stopped coming."),
        say("Send it again over a better connection, or in smaller parts."),
        say("The body came too slowly."),
    ),
    "conflict": Explanation(
        say("The request is valid, but the state of the resource does not allow this, or it exists already."),
        say("Read it again and decide afresh; detail says what stands in the way."),
        say("The newsroom already publishes in {language}.", language=LanguageName("en")),
    ),
    "not_ready": Explanation(
        say("Versions that should go out, or into review, are not finished."),
        say("Finish what errors names, one entry for each version or message; or release without them."),
        say("Some versions are not ready."),
        (Fault("not_approved", say("It is not approved."), article_id="0198c5f0-…", language="en"),),
    ),
    "idempotency_in_progress": Explanation(
        say("A request with the same Idempotency-Key is still in progress."),
        say("Wait a moment and send it again: you then get the first one's answer."),
        say("The first request with this key is still in progress."),
    ),
    "gone": Explanation(
        say(
            "This has been withdrawn, and no other language is shown in its place; or a picture was redacted, and "
            "replaced_by names the one that stands in its place. Or what lies behind a cursor is kept no longer."
        ),
        say("Remove it from your pages, caches and copies; with expired_cursor drop the copy and begin anew."),
        say("This article has been withdrawn in this language."),
    ),
    "not_a_typo": Explanation(
        say(
            "The revision is called a typo, but touches what somebody approved: a number, a name, a negation, a link, "
            "the title, or too many words. The approvals would stand for a text that nobody has looked at."
        ),
        say(
            "Save it as meaning, and it is reviewed again. In a hurry an editor sends override_reason, which the audit "
            "keeps."
        ),
        say("This is more than a typo: an approval would not hold. Save it as “meaning”."),
        (
            Fault(
                "typo_number",
                say("{what} {before} → {after}", what=say("A number or a date has changed:"), before="12", after="21"),
                entry="01987787-1c00-7a10-8b5c-6d7e8f901234",
            ),
        ),
    ),
    "precondition_failed": Explanation(
        say("It has changed since you read it: its ETag is no longer the one in If-Match."),
        say("Read it again, apply your change to what is there now, and send the new ETag."),
        say("It has changed since you read it."),
    ),
    "too_large": Explanation(
        say("The body, the query or a text in it is larger than what is accepted."),
        say("Send less, or in several parts; detail gives the limit."),
        say("The body is larger than {limit}.", limit=Size(4 * 1024 * 1024)),
    ),
    "unsupported_media_type": Explanation(
        say("The body is of a type that this call does not take."),
        say("Send one of the types that the reference lists, mostly application/json, and name it in Content-Type."),
        say("The input has a type that is not accepted here."),
    ),
    "invalid_body": Explanation(
        say("The body can be read, but something in it cannot be accepted: a field is missing, unknown or wrong."),
        say("Correct each place in errors; pointer leads into the body (RFC 6901)."),
        say("The body is not valid."),
        (Fault("required", say("is required"), pointer="/title"),),
    ),
    "invalid_parameter": Explanation(
        say("A parameter of the query or the path is unknown, given twice or has a value that cannot be accepted."),
        say("Correct each parameter in errors. A cursor is only good for the very query that it came from."),
        say("A parameter is not valid."),
        (Fault("out_of_range", _LIMIT, parameter="limit"),),
    ),
    "idempotency_mismatch": Explanation(
        say("The Idempotency-Key has been used in the last 24 hours, with another request."),
        say("Make a new key for each new request; repeat a key only with the very same body."),
        say("This key was used for another request."),
    ),
    "malformed_file": Explanation(
        say("The uploaded file cannot be read as what it should be. Nothing of it has been applied."),
        say("Correct the lines in errors, or export the file again and carry your work over."),
        say("The file cannot be read."),
        (Fault("malformed_file", say("The entry ends too early."), line=214),),
    ),
    "raw_html": Explanation(
        say("Texts are Markdown without HTML, so that no text can break or harm a page."),
        say("Write it in Markdown, or put a backslash before the sign that looks like a tag; errors gives the lines."),
        _HTML,
        (Fault("raw_html", _HTML, line=7),),
    ),
    "wrong_article": Explanation(
        say("The uploaded file was made for another article or another language."),
        say("Upload it where it belongs; the head of the file says where that is."),
        say("The file belongs to another article."),
    ),
    "precondition_required": Explanation(
        say("Changing what is there already needs the ETag that you read, so that nobody's work is overwritten."),
        say("Read it first, and send its ETag in If-Match."),
        say("Send the ETag that you read in If-Match."),
        (Fault("required", say("Send the ETag that you read in If-Match."), header="If-Match"),),
    ),
    "rate_limited": Explanation(
        say("There were too many attempts in a short time."),
        say("Wait as many seconds as Retry-After says, and then go on more slowly."),
        say("Too many attempts. Wait a little."),
    ),
    "internal": Explanation(
        say("The fault is ours. It has been noted together with the request's id."),
        say("Try again later; if it persists, tell the newsroom the request_id."),
        say("The fault is ours and has been noted."),
    ),
    "unavailable": Explanation(
        say("The database is busy or cannot be reached just now. Nothing has been changed."),
        say("Send the same request again after as many seconds as Retry-After says."),
        say("The database is busy. Try again in a moment."),
    ),
}
