"""Study design -> level, by a numbered rule. This is not GRADE: certainty is a person's rating, with reasons."""

from __future__ import annotations

from collections.abc import Mapping

from quoth.model import Level

# rule number, designs it covers, rank (1 strongest). The order is that of common design hierarchies (Oxford CEBM 2011
# for treatment questions), with guidelines first because a page shows them first; the rank only orders a page.
RULES: tuple[tuple[int, tuple[str, ...], int], ...] = (
    (1, ("guideline",), 1),
    (2, ("systematic review",), 2),
    (3, ("randomised trial",), 3),
    (4, ("non-randomised trial",), 4),
    (5, ("cohort", "registry", "case-control"), 5),
    (6, ("case series", "review of case reports"), 6),
    (7, ("case report",), 7),
    (8, ("narrative review", "editorial", "local protocol"), 8),
    (9, ("label",), 3),
    (10, ("trial registration",), 9),
    (11, ("preclinical",), 10),
    (12, ("tool", "other"), 10),
)
UNSTATED = (13, 11)
BY_DESIGN: Mapping[str, tuple[int, int]] = {d: (rule, rank) for rule, designs, rank in RULES for d in designs}

# What a design is counted under in "the state of the evidence".
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("guidelines", ("guideline",)),
    ("systematic reviews", ("systematic review",)),
    ("trials", ("randomised trial", "non-randomised trial")),
    ("cohorts, registries", ("cohort", "registry", "case-control")),
    ("series, case reports", ("case series", "review of case reports", "case report")),
    (
        "other",
        (
            "local protocol",
            "narrative review",
            "editorial",
            "label",
            "trial registration",
            "preclinical",
            "tool",
            "other",
            "",
        ),
    ),
)


def level_of(design: str | None) -> Level:
    """Return the level that a design alone gives; an unstated design has its own rule."""
    rule, rank = BY_DESIGN.get(design or "", UNSTATED)
    return Level(design or "not stated", rule, rank)


def group_of(design: str) -> str:
    """Return the heading under which a design is counted."""
    return next((name for name, designs in GROUPS if design in designs), "other")
