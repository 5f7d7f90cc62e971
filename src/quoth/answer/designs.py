"""Under which heading a study design is counted in the state of the evidence."""

from __future__ import annotations

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("guidelines", ("guideline",)),
    ("systematic reviews", ("systematic review",)),
    ("trials", ("randomised trial", "non-randomised trial")),
    ("cohorts, registries", ("cohort", "registry", "case-control")),
    ("series, case reports", ("case series", "review of case reports", "case report")),
    ("other", ()),
)


def group_of(design: str) -> str:
    """Return the heading under which a design is counted."""
    return next((name for name, designs in GROUPS if design in designs), "other")
