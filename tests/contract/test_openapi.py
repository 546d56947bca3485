"""The OpenAPI document stands in the repository as the code says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from api.platform import faults, problems
from tools import openapi


def test_openapi_yaml_is_what_the_routes_and_schemas_say() -> None:
    """Whoever reads openapi.yaml reads what the code does."""
    assert openapi.PATH.read_text(encoding="utf-8") == openapi.text(), "run make openapi"


def test_every_operation_has_a_name_of_its_own() -> None:
    """Generated clients get one method for each operation."""
    names = Counter(
        operation["operationId"]
        for path in openapi.document()["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict)
    )
    assert names
    assert set(names.values()) == {1}


def test_operations_are_a_verb_and_a_noun_and_say_whose_they_are() -> None:
    """`showArticle` is for readers, `deskShowArticle` for the desk, `adminShowPerson` for administrators."""
    for path, method, operation in _operations():
        shape = "(desk|admin|partner|)([A-Z]?[a-z]+)[A-Z][A-Za-z]+"
        prefix, verb = re.fullmatch(shape, operation["operationId"]).groups()  # type: ignore[union-attr]
        assert prefix == (re.findall("^/v1/(desk|admin|partner)/", path) or [""])[0], operation["operationId"]
        assert verb[0].isupper() == bool(prefix), operation["operationId"]
        assert verb.lower() in _VERBS.get(method, {verb.lower()}), operation["operationId"]
        assert (verb.lower() == "list") == _is_list(operation), operation["operationId"]


def test_types_say_whose_they_are() -> None:
    """Readers' types stand alone, others have their audience before them, and none is so bare that it says nothing."""
    document = openapi.document()
    for path, _, operation in _operations():
        prefix = {"desk": "Desk", "admin": "Admin", "partner": "Partner"}.get(f"{path}/".split("/")[2], "")
        for name in _named({"body": operation.get("requestBody"), "answers": operation["responses"]}):
            assert name.startswith(prefix) or name in _SHARED, (path, name)
    schemas = document["components"]["schemas"]
    assert {"Article", "ArticleBrief", "Issue", "Topic", "DeskArticle", "AdminPerson"} <= schemas.keys()
    bare = {name for name in schemas if re.sub("^(Desk|Admin|Partner)", "", name) in _BARE}
    assert bare == set()
    for name, schema in schemas.items():
        if "items" in schema.get("properties", {}).get("data", {}):  # what is sent to a webhook has other data
            item = schema["properties"]["data"]["items"]["$ref"].rpartition("/")[2]
            assert name == re.sub("(Brief|Listed)$", "", item) + "List"


def test_codes_are_listed_once_and_may_become_more() -> None:
    """Generated clients get one type for the codes of problems and one for those in `errors`, and are warned."""
    schemas = openapi.document()["components"]["schemas"]
    assert schemas["FaultCode"]["enum"] == sorted(faults.CODES)
    assert schemas["ProblemCode"]["enum"] == sorted(problems.CODES)
    assert schemas["Fault"]["properties"]["code"] == {"$ref": "#/components/schemas/FaultCode"}
    for name in ("FaultCode", "ProblemCode"):
        assert "may have more" in schemas[name]["description"]


def test_if_match_is_optional_where_there_may_be_nothing_yet() -> None:
    """A first assignment needs no ETag, and clients are not made to send one; what is there needs it."""
    found = {
        operation["operationId"]: parameter["required"]
        for _, _, operation in _operations()
        for parameter in operation.get("parameters", ())
        if parameter.get("name") == "If-Match"
    }
    assert [name for name, required in found.items() if not required] == ["deskAssignVersion"]
    assert found["deskUnassignVersion"]


def test_every_operation_tells_what_it_does_for_whom_and_how_it_refuses() -> None:
    """Summary, description, one tag that the document explains, a credential rule, and codes for each refusal."""
    document = openapi.document()
    explained = {tag["name"] for tag in document["tags"] if tag["description"]}
    for path in document["paths"].values():
        for operation in (found for method, found in path.items() if method != "parameters"):
            name = operation["operationId"]
            assert operation["summary"], name
            assert operation["description"], name
            assert len(operation["tags"]) == 1, name
            assert set(operation["tags"]) <= explained, name
            assert operation["security"] in ([], [{"token": []}], [{"key": []}]), name
            assert {"422", "default"} <= operation["responses"].keys(), name
            assert ("401" in operation["responses"]) or not operation["security"], name


def test_each_refusal_links_the_explanations_of_its_codes() -> None:
    """Who reads of a refusal in the reference is led to what its codes mean, and sees one of each."""
    answers = openapi.document()["components"]["responses"]
    assert {code for answer in answers.values() for code in answer["x-codes"]} <= problems.CODES.keys()
    for answer in answers.values():
        for code in answer["x-codes"]:
            assert f"/docs/problems#{code}" in answer["description"]
            assert answer["content"][problems.MEDIA_TYPE]["examples"][code]["value"]["code"] == code


_SECRET = {"showPartnerAtomFeed", "showPartnerRssFeed", "showPartnerJsonFeed"}  # the address, which no header tells
_OF_PARTNERS = {"showArchive"}  # by a key alone, so that there is nothing to purge


def test_public_answers_may_be_known_already_and_every_call_may_have_to_wait() -> None:
    """Each public read declares 304 with its tags, each call 503 with Retry-After, each 401 the credential it wants."""
    document = openapi.document()
    for _, method, operation in _operations():
        responses, name = operation["responses"], operation["operationId"]
        is_file = operation["tags"] == ["media"]
        is_sitemap = operation["tags"] in (["sitemaps"], ["keys"])
        is_public = is_file or is_sitemap or (operation["tags"] == ["delivery"] and method == "get")
        assert ("304" in responses) == is_public, name
        if is_public:
            counted = {"RateLimit", "RateLimit-Policy"} if name in _SECRET else set()
            kept = {"ETag", "Cache-Control"} | ({"Cache-Tag"} if name not in _OF_PARTNERS else set())
            assert kept | counted == responses["304"]["headers"].keys(), name
            has_link = not is_file and not is_sitemap and name not in _SECRET
            told = kept | ({"Link"} if has_link else set())
            assert told <= responses["200"]["headers"].keys(), name
        assert responses["503"] == {"$ref": "#/components/responses/Unavailable"}, name
    answers = document["components"]["responses"]
    assert answers["Unavailable"]["headers"].keys() == {"Retry-After"}
    assert answers["Unauthenticated"]["headers"].keys() == {"WWW-Authenticate"}
    used = set(re.findall(r"#/components/headers/([\w-]+)", str(document)))
    assert used == document["components"]["headers"].keys()


def test_what_fields_leaves_has_a_form_of_its_own() -> None:
    """Where `fields` or `include` may change an answer, nothing of the partial form claims to be there."""
    schemas = openapi.document()["components"]["schemas"]
    found = []
    for _, _, operation in _operations():
        if "fields" in {parameter.get("name") for parameter in operation.get("parameters", ())}:
            found.append(operation["operationId"])
            whole, part = operation["responses"]["200"]["content"]["application/json"]["schema"]["anyOf"]
            names = [one["$ref"].rpartition("/")[2] for one in (whole, part)]
            narrowed = schemas[names[1]]
            if names[1].endswith("List"):
                narrowed = schemas[narrowed["properties"]["data"]["items"]["$ref"].rpartition("/")[2]]
            for kind in narrowed.get("anyOf", [narrowed]):
                assert "required" not in schemas.get(kind.get("$ref", "").rpartition("/")[2], kind), names
    assert {"listArticles", "showArticle", "listIssues", "showIssue", "listTopics", "showTopic"} <= {*found}
    assert {"body", "alternates"} <= schemas["ArticlePart"]["properties"].keys()


def test_entries_of_the_journal_are_told_apart_by_what_they_are_of() -> None:
    """Who follows the journal learns by `resource` whether the ids, languages and addresses of articles are there."""
    schemas = openapi.document()["components"]["schemas"]
    told = schemas["Change"]["discriminator"]
    assert told["propertyName"] == "resource"
    assert schemas["Change"]["oneOf"] == [{"$ref": name} for name in dict.fromkeys(told["mapping"].values())]
    sure_of_articles = ("article_id", "language", "revision", "at", "href")
    for name, sure in {"ArticleChange": sure_of_articles, "FrameChange": ()}.items():
        words = {word for word, kind in told["mapping"].items() if kind.endswith(f"/{name}")}
        assert words == set(schemas[name]["properties"]["resource"]["enum"])
        assert not [field for field in sure if "null" in schemas[name]["properties"][field]["type"]]


def test_a_parameter_is_left_out_and_never_null() -> None:
    """No client is told to send null where a query or a header can only say something or nothing."""
    schemas = [
        parameter["schema"]
        for _, _, operation in _operations()
        for parameter in operation.get("parameters", ())
        if "schema" in parameter
    ]
    assert len(schemas) > 100
    assert not [schema for schema in schemas if "null" in schema.get("type", ()) or None in schema.get("enum", ())]


def test_nothing_may_be_anything() -> None:
    """Every field of every form says what it is, and so do the values of objects with names of their own in them."""
    schemas = openapi.document()["components"]["schemas"]
    found = [place for name, schema in schemas.items() for place in _untold(schema, name)]
    assert found == []


def _untold(schema: Any, place: str) -> Iterator[str]:
    """Give the places inside a schema that say nothing of what stands there."""
    if schema is False:  # nothing stands there
        return
    if schema is True or not schema.keys() & {"$ref", "oneOf", "anyOf", "type", "enum"}:
        yield place
        return
    inner = dict(schema.get("properties", {}))
    inner |= {str(number): kind for number, kind in enumerate(schema.get("oneOf", schema.get("anyOf", ())))}
    inner |= {"[]": schema["items"]} if "array" in schema.get("type", ()) else {}
    if "object" in schema.get("type", ()) and not schema.get("properties"):
        if "additionalProperties" not in schema:
            yield place
        else:
            inner |= {"{}": schema["additionalProperties"]}
    for name, described in inner.items():
        yield from _untold(described, f"{place}/{name}")


def test_closed_sets_are_listed() -> None:
    """Whoever generates a client gets a type for each set of words, at every place where one of them stands."""
    open_ = {
        *{(f"{kind}Problem", "status") for kind in ("", "Article", "Changes", "Picture", "DeskPicture")},  # of HTTP
        *{(f"{kind}Problem", "type") for kind in ("", "Article", "Changes", "Picture", "DeskPicture")},  # addresses
        ("DeskNewWithdrawal", "reason"),  # an editor's own words
        *{(f"Desk{new}PictureWithdrawal", "reason") for new in ("", "New")},  # the same
        *{(name, "reason") for name in ("PartnerOutstanding", "AdminNotice", "AdminTakedown")},  # an editor's own words
        *{(f"{kind}Change{part}", "reason") for kind in ("Article", "Frame") for part in ("", "Part")},
        ("PartnerArticleEventData", "reason"),  # the same
    }
    bare = [
        (name, field)
        for name, schema in openapi.document()["components"]["schemas"].items()
        for field, described in schema.get("properties", {}).items()
        if field in _WORDS and (name, field) not in open_ and "string" in described.get("type", ())
        if "enum" not in described
    ]
    assert bare == []


# What each method is called; a POST is whatever it does.
_VERBS = {
    "get": {"list", "show", "compare", "export"},
    "put": {"change", "reset", "assign", "suspend", "upload"},
    "patch": {"change"},
    "delete": {"remove", "restore", "revoke", "cancel", "withdraw", "unassign", "resume", "take"},
}
_SHARED = {"Problem"}  # which every audience gets
_WORDS = {  # the names of fields that hold one word of a set
    *("status", "state", "kind", "action", "role", "outcome", "change", "weight", "trend", "freshness", "direction"),
    *("reason", "type", "thing", "severity", "resource"),
}
_BARE = {"Item", "Meta", "Links", "Counts", "Event", "Block", "Nothing", "Period", "Body", "Named", "Failure", "Check"}


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in openapi.document()["paths"].items():
        for method, operation in methods.items():
            if method != "parameters":
                yield path, method, operation


def _is_list(operation: dict[str, Any]) -> bool:
    return operation["responses"].get("200") is not None and any(
        name.endswith("List") for name in _named(operation["responses"]["200"])
    )


def _named(value: Any) -> Iterator[str]:
    return (name for name in re.findall(r"#/components/schemas/(\w+)", str(value)))
