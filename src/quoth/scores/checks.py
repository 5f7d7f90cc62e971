"""Checks between the facts of one patient: the ``cross_checks`` of ``ranges.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quoth.errors import PackRefused
from quoth.model.scores import Ask, Fact, PatientFacts
from quoth.scores.conditions import Known, Rule, compile_rule
from quoth.scores.derive import with_derived
from quoth.scores.dictionary import Dictionary


@dataclass(frozen=True, slots=True)
class Check:
    """When ``rule`` is true, ``says`` is shown; the facts of ``refuse`` are no longer used."""

    id: str
    rule: Rule
    says: str
    about: str
    refuse: tuple[str, ...] = ()


def read_checks(data: Mapping[str, Any], dictionary: Dictionary) -> tuple[Check, ...]:
    """Read the cross-checks of a pack; PackRefused names the entry and the fault."""
    return tuple(_check(entry, dictionary) for entry in data.get("cross_checks", ()))


def _check(entry: Mapping[str, Any], dictionary: Dictionary) -> Check:
    name = entry.get("id", "a check without id")
    refuse = tuple(entry.get("refuse", ()))
    about = str(entry.get("about") or (refuse[0] if refuse else ""))
    strange = [fact for fact in (*refuse, about) if fact not in dictionary]
    if strange or "when" not in entry or "says" not in entry:
        raise PackRefused(
            f"ranges.yaml: cross check {name} needs when, says, and about or refuse with facts of the table."
        )
    rule = compile_rule(str(entry["when"]), dictionary, f"ranges.yaml: cross check {name}")
    return Check(str(name), rule, str(entry["says"]), about, refuse)


def checked(facts: PatientFacts, checks: Iterable[Check], dictionary: Dictionary) -> PatientFacts:
    """Return the facts without what contradicts itself, with the sentences of every check that is true."""
    known = Known(with_derived(facts.facts, dictionary))
    asks = list(facts.asks)
    kept = dict(facts.facts)
    for check in checks:
        if check.rule.ask(known) is not True:
            continue
        asks.append(Ask(check.about, f"{_first(check.says)}.", refused=bool(check.refuse)))
        for name in check.refuse:
            if name in kept:
                kept[name] = Fact(name, None, "", source=kept[name].source)
    return PatientFacts(kept, tuple(dict.fromkeys(asks)), facts.others_absent)


def _first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:].rstrip(".")
