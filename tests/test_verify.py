"""Receipts: an answer pack holds, and any change to it is found and named."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quoth.engine import Engine
from quoth.errors import AnswerUnusable
from quoth.model import ANSWER_SCHEMA
from quoth.render import render
from quoth.verify import receipts
from tests.conftest import SEED

Path = tuple[str | int, ...]


@pytest.fixture(scope="session")
def pack(tma: Engine) -> dict[str, Any]:
    return dict(json.loads(render(tma.ask(SEED), "json")))


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path, value


def changed(pack: dict[str, Any], path: Path, value: Any) -> dict[str, Any]:
    other = copy.deepcopy(pack)
    at: Any = other
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return other


def mutants(value: Any) -> list[Any]:
    """Every kind of wrong value that keeps the JSON well-formed, impossible ones included."""
    if isinstance(value, bool) or value is None:
        return [not value, "x", 0]
    if isinstance(value, int):
        return [value + 1, value - 1, -value - 1, value * 10, str(value), value + 0.5, None, [value], 10**30]
    text = str(value)
    swaps = [text[:i] + chr(ord(text[i]) ^ 1) + text[i + 1 :] for i in {0, len(text) // 2, len(text) - 1} if text]
    return [*swaps, text + " ", text[1:], "", None, 7, {"x": text}]


def test_a_fresh_pack_holds(pack: dict[str, Any], tma: Engine) -> None:
    found = tma.verify(json.dumps(pack).encode())
    assert found.holds, found.faults
    assert found.claims == len(pack["claims"]) == found.against_library
    assert pack["schema"] == ANSWER_SCHEMA


def test_without_a_library_it_says_what_was_not_checked(pack: dict[str, Any]) -> None:
    found = receipts.check(pack)
    assert found.holds
    assert found.unchecked


def breaks(pack: dict[str, Any], step: int = 1) -> None:
    for number, (path, value) in enumerate(leaves(pack)):
        for mutant in mutants(value)[number % step :: step]:
            if mutant != value or type(mutant) is not type(value):
                assert not receipts.check(changed(pack, path, mutant)).holds, (path, mutant)


def test_every_changed_leaf_is_found(gout: Engine) -> None:
    """Any one value of a whole pack, changed in any of the ways above, breaks it."""
    breaks(dict(json.loads(render(gout.ask("Should urate lowering be started in gout?"), "json"))), step=4)


@pytest.mark.slow
def test_every_changed_leaf_of_a_large_pack_is_found(pack: dict[str, Any]) -> None:
    breaks(pack)


NAMED = ("quote", "start", "end", "sha256", "document")


def test_a_changed_receipt_names_its_claim(pack: dict[str, Any]) -> None:
    for number, claim in enumerate(pack["claims"]):
        for field in NAMED:
            value = claim["receipts"][0][field]
            for mutant in mutants(value)[number % 4 :: 4]:
                if mutant == value and type(mutant) is type(value):
                    continue
                found = receipts.check(changed(pack, ("claims", number, "receipts", 0, field), mutant))
                assert any(claim["id"] in fault.where for fault in found.faults), (claim["id"], field, mutant)


def test_a_changed_source_names_every_claim_that_rests_on_it(pack: dict[str, Any]) -> None:
    for number, source in enumerate(pack["sources"]):
        for field in ("title", "year", "mark"):
            if source[field] is None:
                continue
            found = receipts.check(changed(pack, ("sources", number, field), mutants(source[field])[0]))
            named = {fault.where for fault in found.faults}
            for claim in pack["claims"]:
                if claim["mark"] == source["mark"] and claim["voice"] != "appraisal":
                    assert any(claim["id"] in where for where in named)


def test_a_changed_document_names_the_claims_cut_from_it(pack: dict[str, Any]) -> None:
    for number, document in enumerate(pack["documents"]):
        found = receipts.check(changed(pack, ("documents", number, "text"), "?" + document["text"][1:]))
        named = " ".join(fault.where for fault in found.faults)
        assert all(c["id"] in named for c in pack["claims"] if c["receipts"][0]["document"] == document["id"])


@settings(max_examples=60)
@given(st.data())
def test_one_changed_character_anywhere_in_a_receipt_names_the_claim(pack: dict[str, Any], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(pack["claims"]) - 1))
    claim = pack["claims"][number]
    field = data.draw(st.sampled_from(["quote", "sha256", "document"]))
    text = claim["receipts"][0][field]
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda c: c != text[at]))
    mutant = text[:at] + letter + text[at + 1 :]
    found = receipts.check(changed(pack, ("claims", number, "receipts", 0, field), mutant))
    assert any(claim["id"] in fault.where for fault in found.faults)


def test_a_forgery_with_fresh_seals_is_caught_by_the_library(pack: dict[str, Any], tma: Engine) -> None:
    """Whoever rewrites quote, text and every hash cannot rewrite the library."""
    from quoth.model import seal_of, sha256_text

    forged = copy.deepcopy(pack)
    claim = next(c for c in forged["claims"] if "platelets are below 25" in c["quote"])
    receipt = claim["receipts"][0]
    document = next(d for d in forged["documents"] if d["id"] == receipt["document"])
    claim["quote"] = receipt["quote"] = claim["quote"].replace("below 25", "below 52")
    document["text"] = document["text"].replace("below 25", "below 52")
    document["sha256"] = sha256_text(document["text"])
    for other in forged["claims"]:
        if other["receipts"][0]["document"] == document["id"]:
            other["receipts"][0]["sha256"] = document["sha256"]
            other["seal"] = seal_of(other)
    document["seal"] = seal_of(document)
    forged["digest"] = seal_of(forged, "digest")
    found = tma.verify(json.dumps(forged).encode())
    assert found.against_library < found.claims
    assert any(claim["id"] in item and "other versions" in item for item in found.unchecked)


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"not json", b"[]", b"{}", b"null", b'{"schema": 1}', b"[" * 100_000]
)
def test_what_is_no_answer_pack_is_unusable(data: bytes) -> None:
    with pytest.raises(AnswerUnusable):
        receipts.parse(data)


def test_a_field_named_twice_is_unusable(pack: dict[str, Any]) -> None:
    text = json.dumps(pack).replace('{"schema":', '{"review": "REVIEWED", "schema":', 1)
    with pytest.raises(AnswerUnusable, match="twice"):
        receipts.parse(text.encode())


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    )
)
def test_no_shape_of_claims_ends_in_an_exception(value: Any) -> None:
    for field in ("claims", "documents", "sources"):
        shaped = {"schema": ANSWER_SCHEMA, "claims": [], "documents": [], "sources": []} | {field: value}
        assert not receipts.check(shaped).holds
    assert not receipts.check({"schema": ANSWER_SCHEMA, "claims": [value], "documents": [value]}).holds
