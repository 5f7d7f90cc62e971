"""Formulas that no table of points can hold. Each says its source; numbers in, named numbers out.

A pack entry names one by ``compute``. A formula gets the facts it needs as exact numbers in table units (or an option
as text) and returns (name, number, unit); the first is the result, the others go with it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

Numbers = Mapping[str, Fraction | str]
Results = list[tuple[str, float, str]]

KAPLAN = 0.065  # L/kg, Kaplan 1990, recall: the paper was not read (C30)
BLOOD_VOLUME = 0.07  # L/kg, read in a review
REFERENCE_HAEMATOCRIT = 45
REFERENCE_HAEMOGLOBIN = 15
PLASMIC_ARM = Fraction(2)  # mg/dL
UMOL_PER_MG = 17.1  # bilirubin, umol/L in one mg/dL


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, its optional facts, and what makes its numbers impossible (a sentence, or "")."""

    compute: Callable[[Numbers], Results]
    also: tuple[str, ...] = ()
    impossible: Callable[[Numbers], str] = lambda _: ""


def _number(numbers: Numbers, name: str) -> float:
    value = numbers[name]
    assert isinstance(value, Fraction)
    return float(value)


def ckd_epi_2021(numbers: Numbers) -> Results:
    """CKD-EPI 2021, race-free (Inker 2021): creatinine mg/dL, age years, sex -> mL/min/1.73 m2."""
    female = numbers["sex"] == "female"
    kappa, alpha = (0.7, -0.241) if female else (0.9, -0.302)
    ratio = _number(numbers, "creatinine") / kappa
    value = 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.200 * 0.9938 ** _number(numbers, "age")
    return [("eGFR", value * (1.012 if female else 1), "mL/min/1.73 m2")]


def cockcroft_gault(numbers: Numbers) -> Results:
    """Cockcroft-Gault 1976 with the weight given (say which): creatinine mg/dL, age, weight kg, sex -> mL/min."""
    value = (140 - _number(numbers, "age")) * _number(numbers, "weight") / (72 * _number(numbers, "creatinine"))
    return [("creatinine clearance", value * (0.85 if numbers["sex"] == "female" else 1), "mL/min")]


def corrected_reticulocytes(numbers: Numbers) -> Results:
    """Reticulocytes x haematocrit / 45 (or haemoglobin / 15), and the production index by maturation band."""
    raw = _number(numbers, "reticulocytes")
    if "haematocrit" not in numbers:
        if "haemoglobin" not in numbers:
            return []
        return [("corrected reticulocytes", raw * _number(numbers, "haemoglobin") / REFERENCE_HAEMOGLOBIN, "%")]
    haematocrit = _number(numbers, "haematocrit")
    corrected = raw * haematocrit / REFERENCE_HAEMATOCRIT
    bands = ((35, 1.0), (25, 1.5), (15, 2.0), (-1, 2.5))
    maturation = next(days for above, days in bands if haematocrit > above)
    return [("corrected reticulocytes", corrected, "%"), ("rpi", corrected / maturation, "")]


def indirect_bilirubin(numbers: Numbers) -> Results:
    """Total minus direct bilirubin (mg/dL), in both units, and whether it meets the PLASMIC arm (> 2.0 mg/dL)."""
    total, direct = numbers["bilirubin_total"], numbers["bilirubin_direct"]
    assert isinstance(total, Fraction)
    assert isinstance(direct, Fraction)
    value = total - direct
    arm = float(value > PLASMIC_ARM)
    return [
        ("indirect bilirubin", float(value), "mg/dL"),
        ("indirect bilirubin (SI)", float(value) * UMOL_PER_MG, "umol/L"),
        ("plasmic_arm", arm, "1 yes, 0 no"),
    ]


def plasma_volume(numbers: Numbers) -> Results:
    """Plasma volume c x kg x (1 - Hct), c 0.065 (Kaplan, recall) and 0.07; n volumes remove 1 - e^-n of a substance."""
    results: Results = []
    if "weight" in numbers and "haematocrit" in numbers:
        plasma = _number(numbers, "weight") * (1 - _number(numbers, "haematocrit") / 100)
        recalled = "L (constant from recall)"
        results += [("kaplan", KAPLAN * plasma, recalled), ("c007", BLOOD_VOLUME * plasma, "L")]
        results += [("x1_5_kaplan", 1.5 * KAPLAN * plasma, recalled), ("x1_5_c007", 1.5 * BLOOD_VOLUME * plasma, "L")]
    if "exchange_volumes" in numbers:
        results.append(("removed_pct", 100 * (1 - math.exp(-_number(numbers, "exchange_volumes"))), "%"))
    return results


def _age_above(limit: int) -> Callable[[Numbers], str]:
    def impossible(numbers: Numbers) -> str:
        return "" if _number(numbers, "age") < limit else f"the formula has no meaning from {limit} years on"

    return impossible


FORMULAS: Mapping[str, Formula] = {
    "ckd_epi_2021": Formula(ckd_epi_2021),
    "cockcroft_gault": Formula(cockcroft_gault, impossible=_age_above(140)),
    "corrected_reticulocytes": Formula(corrected_reticulocytes, also=("haematocrit", "haemoglobin")),
    "indirect_bilirubin": Formula(indirect_bilirubin),
    "plasma_volume": Formula(plasma_volume, also=("exchange_volumes",)),
}
