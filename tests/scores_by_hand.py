"""A second implementation of every score, written from the rule text alone: plain numbers in, points or label out.

Nothing of quoth is used here. Facts are floats in the unit named by the rule text, flags are booleans, and every input
is known. Each function returns (points or None, stratum or None).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

P = dict[str, Any]
Outcome = tuple[Any, Any]


def band(value: float, *bands: tuple[float, float, str]) -> str:
    return next(name for low, high, name in bands if low <= value <= high)


def plasmic(p: P) -> Outcome:
    n = 0
    if p["platelets"] < 30:
        n += 1
    if p["reticulocytes"] > 2.5 or p["haptoglobin_undetectable"] or p["bilirubin_indirect"] > 2.0:
        n += 1
    if not p["active_cancer"]:
        n += 1
    if not p["transplant"]:
        n += 1
    n += (p["mcv"] < 90) + (p["inr"] < 1.5) + (p["creatinine"] < 2.0)
    return n, band(n, (0, 4, "low"), (5, 5, "intermediate"), (6, 7, "high"))


def coppo(p: P) -> Outcome:
    n = (p["platelets"] <= 30) + (p["creatinine"] * 88.4 <= 200 + 1e-9) + p["ana"]
    return n, "low" if n == 0 else "likely"


def isth2(p: P) -> Outcome:
    n = (p["platelets"] < 30) + (p["creatinine"] < 2.26)
    return n, ("low", "intermediate", "high")[n]


def mits(p: P) -> Outcome:
    n = 3 * p["arterial_thrombosis"] + 3 * p["cns_bleed"] + 2 * (p["age"] >= 60)
    n += p["renal_failure"] + p["stroke"] + p["platelet_transfusion"] + p["mi"]
    return n, str(n) if n <= 6 else "not_estimable"


def dic(p: P) -> Outcome:
    n = 2 if p["platelets"] < 50 else 1 if p["platelets"] < 100 else 0
    n += {"none": 0, "moderate": 2, "strong": 3}[p["fibrin"]]
    n += 2 if p["pt_prolongation"] >= 6 else 1 if p["pt_prolongation"] >= 3 else 0
    n += 0 if p["fibrinogen"] >= 1.0 else 1
    return n, "overt" if n >= 5 else "not_overt"


def dic2025(p: P) -> Outcome:
    x = p["d_dimer_x_uln"]
    return (0 if x <= 3 else 2 if x <= 7 else 3), None


def four_ts(p: P) -> Outcome:
    fall, nadir, day, ago = p["platelet_fall_pct"], p["platelet_nadir"], p["onset_day"], p["prior_heparin_days_ago"]
    low = high = 0
    if nadir < 10:
        pass
    elif fall > 50 and nadir >= 20:
        low, high = 2, 2
    elif fall < 30 and nadir < 20:
        high = 1  # the wording of 0 and of 1 both fit
    elif fall >= 30 or nadir < 20:
        low, high = 1, 1
    if 5 <= day <= 10 or (day <= 1 and ago <= 30):
        low, high = low + 2, high + 2
    elif day > 10 or (day <= 1 and 31 <= ago <= 100):
        low, high = low + 1, high + 1
    elif 1 < day < 5 and ago <= 100:
        high += 1  # the wording does not place day 2-4 with recent heparin
    sequel = {"new_thrombosis": 2, "skin_necrosis": 2, "systemic_reaction": 2, "none": 0}.get(p["sequela"], 1)
    other = {"none": 2, "possible": 1, "definite": 0}[p["other_cause"]]
    low, high = low + sequel + other, high + sequel + other
    names = ["low"] * 4 + ["intermediate"] * 2 + ["high"] * 3
    return (low, high), names[low] if names[low] == names[high] else None


def hep(p: P) -> Outcome:
    fall, day = p["platelet_fall_pct"], p["onset_day"]
    n = -1 if fall < 30 else 1 if fall <= 50 else 3
    n += -2 if p["platelet_nadir"] <= 20 else 2
    n += {"new": 3, "progression": 2, "none": 0}[p["hep_thrombosis"]]
    for name, points in HEP_FLAGS.items():
        n += points if p[name] else 0
    timing = (-2, 0) if day < 4 else (2, 2) if day == 4 else (3, 3) if day <= 10 else (2, 2) if day <= 14 else (-1, -1)
    low, high = n + timing[0], n + timing[1]
    side = "at_or_above_cut" if low >= 2 else "below_cut" if high < 2 else None  # None: the two sides differ
    return (low, high), side


HEP_FLAGS = {
    "skin_necrosis": 3,
    "systemic_reaction": 2,
    "bleeding_signs": -1,
    "chronic_thrombocytopenia": -1,
    "new_drug": -2,
    "severe_infection": -2,
    "severe_dic": -2,
    "arterial_device": -2,
    "cpb_96h": -1,
    "no_other_cause": 3,
}


def khorana_points(p: P) -> int:
    n: int = {"stomach": 2, "pancreas": 2}.get(p["site"], 0)
    n += p["site"] in {"lung", "lymphoma", "gynaecological", "bladder", "testicular"}
    n += (p["platelets"] >= 350) + (p["haemoglobin"] < 10 or p["esa"]) + (p["wbc"] > 11) + (p["bmi"] >= 35)
    return n


def khorana(p: P) -> Outcome:
    n = khorana_points(p)
    return n, "low" if n == 0 else "intermediate" if n <= 2 else "high"


def cats(p: P) -> Outcome:
    n = khorana_points(p) + (p["d_dimer"] >= 1.44) + (p["sp_selectin"] >= 53.1)
    return n, str(n) if n < 5 else "5+"


def has_bled(p: P) -> Outcome:
    n = (p["sbp"] > 160) + (p["rrt"] or p["kidney_transplant"] or p["creatinine"] * 88.4 >= 200 - 1e-9)
    n += (p["cirrhosis"] or (p["bilirubin_x_uln"] > 2 and p["transaminase_x_uln"] > 3)) + p["previous_stroke"]
    n += p["bleeding_predisposition"] + p["labile_inr"] + (p["age"] > 65) + p["antiplatelet_or_nsaid"]
    n += p["alcohol_per_week"] >= 8
    return n, ("low", "low_1", "moderate")[n] if n < 3 else "high"


def anaemic(p: P) -> bool:
    return bool(p["haemoglobin"] < (13 if p["sex"] == "male" else 12))


def riete(p: P) -> Outcome:
    n = 2 * p["recent_major_bleed"] + 1.5 * (p["creatinine"] > 1.2) + 1.5 * anaemic(p)
    n += p["active_cancer"] + p["pulmonary_embolism"] + (p["age"] > 75)
    return n, "low" if n == 0 else "intermediate" if n <= 4 else "high"


def vte_bleed(p: P) -> Outcome:
    n = 2 * p["active_cancer"] + 1.0 * (p["sex"] == "male" and p["sbp"] >= 140) + 1.5 * anaemic(p)
    n += 1.5 * p["bleeding_history"] + 1.5 * (p["age"] >= 60) + 1.5 * (p["creatinine_clearance"] < 60)
    return n, "high" if n >= 2 else "low"


def major_bleeding(p: P) -> Outcome:
    with_overt = p["overt_bleeding"] and (p["haemoglobin_fall"] >= 2.0 or p["red_cell_units"] >= 2)
    return None, "major" if p["fatal_bleeding"] or p["critical_site"] or with_overt else "not_major"


def ta_tma(p: P) -> Outcome:
    pressure = p["sbp"] >= 140 or p["dbp"] >= 90 if p["age"] >= 18 else p["bp_above_99th"]
    n = p["anaemia_item"] + p["thrombocytopenia_item"] + (p["ldh_x_uln"] > 1) + p["schistocytes_seen"] + bool(pressure)
    n += p["sc5b9_raised"] + (p["rupcr"] >= 1)
    met = p["biopsy"] or (n >= 4 and p["within_14d"] and p["time_points"] >= 2)
    risk = (
        p["sc5b9_raised"]
        or p["rupcr"] >= 1
        or p["ldh_x_uln"] >= 2
        or p["acute_gvhd_2_4"]
        or p["infection"]
        or p["organ_dysfunction"]
    )
    return n, "not_met" if not met else "high_risk" if risk else "standard_risk"


def kdigo(p: P) -> Outcome:
    before, now, hours = (round(p[k] * 1000) for k in ("creatinine_baseline", "creatinine", "creatinine_hours"))
    hours //= 1000
    rate, long = p["urine_rate"], p["urine_hours"]
    defined = (
        (now - before >= 300 and hours <= 48) or (now * 2 >= before * 3 and hours <= 168) or (rate < 0.5 and long >= 6)
    )
    if (
        p["rrt"]
        or (now >= 3 * before and hours <= 168)
        or (defined and now >= 4000)
        or (rate < 0.3 and long >= 24)
        or p["anuria_hours"] >= 12
    ):
        stage = 3
    elif (now >= 2 * before and hours <= 168) or (rate < 0.5 and long >= 12):
        stage = 2
    else:
        stage = int(defined)
    return stage, ("none", "stage1", "stage2", "stage3")[stage]


def ckd_epi(p: P) -> Outcome:
    k, a, f = (0.7, -0.241, 1.012) if p["sex"] == "female" else (0.9, -0.302, 1)
    x = p["creatinine"] / k
    return 142 * (x**a if x < 1 else x**-1.2) * math.pow(0.9938, p["age"]) * f, None


def cockcroft(p: P) -> Outcome:
    value = (140 - p["age"]) * p["weight"] / 72 / p["creatinine"]
    value *= 0.85 if p["sex"] == "female" else 1
    return value, "reduce_dose_enoxaparin" if value < 30 else "usual"


def mississippi(p: P) -> Outcome:
    n, liver = p["platelets"], max(p["ast"], p["alt"])
    if p["ldh"] < 600 or n > 150 or liver < (40 if n > 100 else 70):
        return None, "unclassifiable"
    return None, "class1" if n <= 50 else "class2" if n <= 100 else "class3"


def tennessee(p: P) -> Outcome:
    n = (p["ldh"] >= 600) + (p["ast"] >= 70) + (p["platelets"] < 100)
    return n, ("none", "partial", "partial", "complete")[n]


def ahus(p: P) -> Outcome:
    out = not p["tma"] or p["adamts13_activity"] < 10 or p["stec_positive"] or p["dat_positive"] or p["other_tma_cause"]
    return None, "not_compatible" if out else "compatible"


def caps(p: P) -> Outcome:
    organs, days, tissue = p["organs"], p["days_of_onset"], p["histology"]
    retested = p["apl"] and not p["apl_not_retested"]
    if not p["apl"]:
        return None, "not_met"
    if days < 7 and tissue and retested and organs >= 3:
        return None, "definite"
    shortfalls = [
        organs == 2 and days < 7 and tissue and retested,
        organs >= 3 and days < 7 and tissue and not retested,
        organs >= 3 and days < 7 and not tissue and retested,
        organs >= 3 and 7 <= days <= 31 and tissue and retested and p["anticoagulant"],
    ]
    return None, "probable" if any(shortfalls) else "not_met"


def src(p: P) -> Outcome:
    pressure = p["sbp"] >= 140 or p["dbp"] >= 90
    any_of = p["creatinine_rise_pct"] >= 50 or p["creatinine_x_uln"] >= 1.2 or p["proteinuria_plus"] >= 2
    any_of = any_of or p["haematuria"] or p["platelets"] < 100 or p["haemolysis"]
    return None, "hypertensive_src" if pressure and any_of else "not_met"


def sofa(p: P) -> Outcome:
    pf = p["pf_ratio"]
    n = (
        0
        if pf >= 400
        else 1
        if pf >= 300
        else 2
        if pf >= 200 or not p["respiratory_support"]
        else 3
        if pf >= 100
        else 4
    )
    t = p["platelets"]
    n += 0 if t >= 150 else 1 if t >= 100 else 2 if t >= 50 else 3 if t >= 20 else 4
    b = p["bilirubin_total"]
    n += 0 if b < 1.2 else 1 if b < 2 else 2 if b < 6 else 3 if b < 12 else 4
    d, e = p["dopamine"], max(p["adrenaline"], p["noradrenaline"])
    if d > 15 or e > 0.1:
        n += 4
    elif d > 5 or e > 0:
        n += 3
    elif d > 0 or p["dobutamine"] > 0:
        n += 2
    elif p["map"] < 70:
        n += 1
    g = p["gcs"]
    n += 0 if g == 15 else 1 if g >= 13 else 2 if g >= 10 else 3 if g >= 6 else 4
    c, u = p["creatinine"], p["urine_daily"]
    n += 4 if c >= 5 or u < 200 else 3 if c >= 3.5 or u < 500 else 2 if c >= 2 else 1 if c >= 1.2 else 0
    return n, None


def schistocytes(p: P) -> Outcome:
    share = 100 * p["schistocyte_count"] / p["cells_counted"]
    return share, "insufficient_count" if p["cells_counted"] < 1000 else "suspicious" if share > 1 else "not_raised"


def adamts13(p: P) -> Outcome:
    a = p["adamts13_activity"]
    return a, "severe" if a < 10 else "borderline" if a <= 20 else "not_severe"


def iwg(p: P) -> Outcome:
    response = p["platelets"] >= 150 and p["ldh_x_uln"] < 1.5 and not p["new_organ_injury"]
    a, lower, since = p["adamts13_activity"], p["adamts13_lln"], p["days_since_stop"]
    if p["had_response"] and not p["in_remission"] and p["platelets"] < 150 and since <= 30:
        labels = ["clinical_exacerbation"]
    elif response and (since >= 30 or a >= 20):
        labels = ["clinical_remission"]
    else:
        labels = ["clinical_response" if response else "no_response"]
    if a >= lower:
        labels.append("adamts13_complete")
    elif a >= 20:
        labels.append("adamts13_partial")
    return None, "; ".join(labels)


def retic(p: P) -> Outcome:
    return p["reticulocytes"] * p["haematocrit"] / 45, None


def bilirubin(p: P) -> Outcome:
    return p["bilirubin_total"] - p["bilirubin_direct"], None


def plasma(p: P) -> Outcome:
    return 0.065 * p["weight"] * (100 - p["haematocrit"]) / 100, None


BY_HAND: dict[str, Callable[[P], Outcome]] = {
    "plasmic": plasmic,
    "french-tma-coppo2010": coppo,
    "french-tma-isth2": isth2,
    "mits": mits,
    "isth-dic-2001": dic,
    "isth-dic-2025-ddimer": dic2025,
    "four-ts": four_ts,
    "hep": hep,
    "khorana": khorana,
    "vienna-cats-2010": cats,
    "has-bled": has_bled,
    "riete": riete,
    "vte-bleed": vte_bleed,
    "isth-major-bleeding": major_bleeding,
    "ta-tma-2023": ta_tma,
    "kdigo-aki": kdigo,
    "ckd-epi-2021": ckd_epi,
    "cockcroft-gault": cockcroft,
    "hellp-mississippi": mississippi,
    "hellp-tennessee": tennessee,
    "ahus-criteria": ahus,
    "caps-criteria": caps,
    "src-criteria": src,
    "sofa": sofa,
    "schistocytes-icsh": schistocytes,
    "adamts13-activity": adamts13,
    "iwg-ttp-outcomes": iwg,
    "corrected-reticulocytes": retic,
    "indirect-bilirubin": bilirubin,
    "plasma-volume": plasma,
}
