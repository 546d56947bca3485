from __future__ import annotations

import gc
import tracemalloc

from tests.delivery.edge_stage import BODY, Stage, answer

BOUND = 1_000_000


def _is_hot(stage: Stage, path: str) -> bool:
    before = stage.count(path.partition("?")[0])
    stage.call(path)
    return stage.count(path.partition("?")[0]) == before


def test_the_memory_is_bounded() -> None:
    """However much is asked for, what is kept never weighs more than the bound."""
    stage = Stage(bound=BOUND)
    for number in range(2_000):
        stage.call(f"/v1/{number % 400}?{number}", Accept_Encoding=("br", "gzip", "zstd", "")[number % 4])
        stage.call(f"/v1/{number % 30}", Accept_Encoding=("br", "gzip", "zstd", "")[number // 30 % 4])
        assert stage.store.size <= BOUND
    assert stage.store.size > BOUND / 2
    weights = [part.weights for part in stage.store._parts]
    assert sum(map(len, weights)) == len(stage.store.entries)
    assert stage.store.size == sum(kept.weight for kept in stage.store.entries.values())


def test_entries_weigh_what_they_take() -> None:
    """What is kept takes no more memory than it is weighed at, and no less than half of it."""
    for vary, body, coding in (("", BODY, "br"), ("Accept-Language", b"{}", ""), ("", BODY * 20, "gzip")):
        stage = Stage({}, bound=100_000_000)
        stage.call()
        tracemalloc.start()
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        weighed = stage.store.size
        for number in range(300):
            fresh = b"%d" % number + body  # bytes of its own, as each answer has
            stage.otherwise = answer(fresh, ("Cache-Tag", f"a-{number}," * 20), tag=f'"{number}"', vary=vary)
            stage.call(f"/v1/x?{number}", Accept_Encoding=coding)
        stage.asked.clear()
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        weighed = stage.store.size - weighed
        assert weighed / 2 < taken < weighed * 1.05, (vary, len(body), taken / weighed)


def test_a_flood_of_queries_pushes_out_nothing_that_is_wanted() -> None:
    """Addresses that nobody asks for twice cost their share: what others ask for again and again stays."""
    stage = Stage(bound=BOUND)
    hot = [f"/v1/hot{number}" for number in range(40)]
    for round_ in range(50):
        for path in hot:
            stage.call(path)
        for number in range(100):
            stage.call(f"/v1/x?made-up={round_}-{number}")
    assert stage.store.size > BOUND * 0.9
    assert all(_is_hot(stage, path) for path in hot)
    assert {stage.count(path) for path in hot} == {1}


def test_a_flood_that_comes_twice_does_not_either() -> None:
    """Nor does who asks for each made-up address twice, as long as others ask for the rest as well."""
    stage = Stage(bound=BOUND)
    hot = [f"/v1/hot{number}" for number in range(10)]
    for round_ in range(50):
        for number in range(len(hot)):
            for _ in range(2):
                stage.call(f"/v1/x?made-up={round_}-{number}")
            stage.call(hot[number])
    assert sum(stage.count(path) for path in hot) < 2 * len(hot), "of 500 readers"


def test_what_varies_by_language_stays_as_well() -> None:
    """The entry that leads to an answer by its language is as lasting as the answer."""
    stage = Stage({"/v1/hot": answer(vary="Accept-Language")}, bound=BOUND)
    for number in range(3_000):
        stage.call(f"/v1/x?{number}")
        stage.call("/v1/hot", Accept_Language="ru")
    assert stage.count("/v1/hot") == 1


def test_dead_links_have_a_share_of_their_own() -> None:
    """However many addresses lead nowhere, they take an eighth, and nothing that is there makes room for them."""
    dead = answer(b'{"request_id":"mine"}', status="404 NOT FOUND", cache="no-store")
    stage = Stage({"/v1/dead": dead}, bound=BOUND)
    kept = [f"/v1/{number}" for number in range(40)]
    for path in kept:
        stage.call(path)
    for number in range(2_000):
        stage.call(f"/v1/dead?{number}")
    assert all(_is_hot(stage, path) for path in kept)
    assert stage.store._missing.size <= BOUND / 8


def test_one_huge_answer_empties_nothing() -> None:
    """What is larger than a sixteenth of the memory is not kept, nor is what grows to that."""
    stage = Stage({"/v1/huge": answer(b" " * (BOUND // 16))}, bound=BOUND)
    stage.call("/v1/x")
    assert not _is_hot(stage, "/v1/huge")
    assert not _is_hot(stage, "/v1/huge")
    assert _is_hot(stage, "/v1/x")
    noise = bytes(number * 7_919 % 256 ^ number // 256 * 31 % 256 for number in range(BOUND // 40))
    stage.answers["/v1/grows"] = answer(noise)
    for header in ("", *(f"{coding}, identity;q=0" for coding in ("br", "zstd", "gzip"))):
        stage.call("/v1/grows", Accept_Encoding=header)
        assert stage.store.size <= BOUND
    assert stage.store.size == sum(each.weight for each in stage.store.entries.values())


def test_long_addresses_are_not_kept() -> None:
    """An address of more than 2,000 characters is the application's."""
    stage = Stage()
    for _ in range(2):
        stage.call("/v1/x?" + "a" * 2_000)
    assert stage.count() == 2
    assert not stage.store.entries
