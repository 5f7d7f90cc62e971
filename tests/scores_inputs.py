"""What a random patient needs for each score, with the values on which its rule text turns."""

from __future__ import annotations

from typing import Any

from tests.scores_by_hand import HEP_FLAGS


def near(*cuts: float, step: float = 0.1) -> list[Any]:
    return sorted({round(c + d, 6) for c in cuts for d in (-10 * step, -step, 0.0, step, 10 * step) if c + d >= 0})


FLAG: list[Any] = [True, False]
PLATELETS: list[Any] = [
    3.0,
    9.0,
    10.0,
    12.0,
    19.0,
    20.0,
    29.0,
    30.0,
    31.0,
    49.0,
    50.0,
    51.0,
    99.0,
    100.0,
    101.0,
    149.0,
    150.0,
    151.0,
    349.0,
    350.0,
]
CREATININE: list[Any] = [0.5, 1.1, 1.2, 1.3, 1.9, 1.99, 2.0, 2.01, 2.25, 2.26, 2.27, 3.4, 3.5, 4.9, 5.0, 6.0]
AGES: list[Any] = [18.0, 40.0, 59.0, 60.0, 61.0, 65.0, 66.0, 75.0, 76.0, 90.0]
HB: list[Any] = [6.0, 9.9, 10.0, 11.9, 12.0, 12.9, 13.0, 15.0]
SEX: list[Any] = ["female", "male"]
SITES: list[Any] = [
    "stomach",
    "pancreas",
    "lung",
    "lymphoma",
    "gynaecological",
    "bladder",
    "testicular",
    "breast",
    "colon",
    "other",
]


def flags(*names: str) -> dict[str, list[Any]]:
    return {name: list(FLAG) for name in names}


INPUTS: dict[str, dict[str, list[Any]]] = {
    "plasmic": {
        "platelets": PLATELETS[:14],
        "reticulocytes": near(2.5),
        "bilirubin_indirect": near(2.0),
        "mcv": near(90, step=0.5),
        "inr": near(1.5, step=0.01),
        "creatinine": CREATININE,
    }
    | flags("haptoglobin_undetectable", "active_cancer", "transplant"),
    "french-tma-coppo2010": {"platelets": PLATELETS, "creatinine": CREATININE} | flags("ana"),
    "french-tma-isth2": {"platelets": PLATELETS, "creatinine": CREATININE},
    "mits": {"age": AGES}
    | flags("arterial_thrombosis", "cns_bleed", "renal_failure", "stroke", "platelet_transfusion", "mi"),
    "isth-dic-2001": {
        "platelets": PLATELETS,
        "fibrin": ["none", "moderate", "strong"],
        "pt_prolongation": near(3, 6),
        "fibrinogen": near(1.0, step=0.05),
    },
    "isth-dic-2025-ddimer": {"d_dimer_x_uln": near(3, 7)},
    "four-ts": {
        "platelet_fall_pct": [10.0, 29.0, 30.0, 40.0, 50.0, 51.0, 90.0],
        "platelet_nadir": PLATELETS,
        "onset_day": [0.0, 1.0, 2.0, 4.0, 5.0, 7.0, 10.0, 11.0, 20.0],
        "prior_heparin_days_ago": [5.0, 30.0, 31.0, 100.0, 101.0, 900.0],
        "sequela": [
            "new_thrombosis",
            "skin_necrosis",
            "systemic_reaction",
            "progressive",
            "recurrent",
            "suspected",
            "erythema",
            "none",
        ],
        "other_cause": ["none", "possible", "definite"],
    },
    "hep": {
        "platelet_fall_pct": [10.0, 29.0, 30.0, 50.0, 51.0],
        "platelet_nadir": PLATELETS,
        "onset_day": [1.0, 3.0, 4.0, 5.0, 10.0, 11.0, 14.0, 15.0],
        "hep_thrombosis": ["new", "progression", "none"],
    }
    | flags(*HEP_FLAGS),
    "khorana": {"site": SITES, "platelets": PLATELETS, "haemoglobin": HB, "wbc": near(11), "bmi": near(35)}
    | flags("esa"),
    "vienna-cats-2010": {
        "site": SITES,
        "platelets": PLATELETS,
        "haemoglobin": HB,
        "wbc": near(11),
        "bmi": near(35),
        "d_dimer": near(1.44, step=0.01),
        "sp_selectin": near(53.1),
    }
    | flags("esa"),
    "has-bled": {
        "sbp": near(160, step=1),
        "creatinine": CREATININE,
        "bilirubin_x_uln": near(2),
        "transaminase_x_uln": near(3),
        "age": AGES,
        "alcohol_per_week": [0.0, 7.0, 8.0, 9.0],
    }
    | flags(
        "rrt",
        "kidney_transplant",
        "cirrhosis",
        "previous_stroke",
        "bleeding_predisposition",
        "labile_inr",
        "antiplatelet_or_nsaid",
    ),
    "riete": {"creatinine": CREATININE, "haemoglobin": HB, "sex": SEX, "age": AGES}
    | flags("recent_major_bleed", "active_cancer", "pulmonary_embolism"),
    "vte-bleed": {
        "sbp": near(140, step=1),
        "haemoglobin": HB,
        "sex": SEX,
        "age": AGES,
        "creatinine_clearance": near(60, step=1),
    }
    | flags("active_cancer", "bleeding_history"),
    "isth-major-bleeding": {"haemoglobin_fall": [0.0, 1.9, 2.0, 2.1, 4.0], "red_cell_units": [0.0, 1.0, 2.0, 3.0]}
    | flags("overt_bleeding", "critical_site", "fatal_bleeding"),
    "ta-tma-2023": {
        "ldh_x_uln": near(1, 2),
        "sbp": near(140, step=1),
        "dbp": near(90, step=1),
        "age": [8.0, 17.0, 18.0, 40.0],
        "rupcr": near(1),
        "time_points": [1.0, 2.0, 3.0],
    }
    | flags(
        "anaemia_item",
        "thrombocytopenia_item",
        "schistocytes_seen",
        "bp_above_99th",
        "sc5b9_raised",
        "biopsy",
        "within_14d",
        "acute_gvhd_2_4",
        "infection",
        "organ_dysfunction",
    ),
    "kdigo-aki": {
        "creatinine_baseline": [0.6, 0.8, 0.9, 1.0, 1.5, 2.0, 3.7, 3.8],
        "creatinine": [0.9, 1.0, 1.2, 1.3, 1.5, 1.6, 2.0, 2.95, 3.0, 3.9, 4.0, 4.1, 5.0],
        "creatinine_hours": [24.0, 48.0, 49.0, 168.0, 169.0],
        "urine_rate": [0.1, 0.29, 0.3, 0.49, 0.5, 1.0],
        "urine_hours": [3.0, 6.0, 11.0, 12.0, 23.0, 24.0, 30.0],
        "anuria_hours": [0.0, 11.0, 12.0],
        "rrt": [False, False, False, True],
    },
    "ckd-epi-2021": {"creatinine": [0.5, 0.7, 0.9, *CREATININE], "age": AGES, "sex": SEX},
    "cockcroft-gault": {"creatinine": CREATININE, "age": AGES, "sex": SEX, "weight": [40.0, 55.5, 70.0, 120.0]},
    "hellp-mississippi": {
        "platelets": PLATELETS,
        "ast": near(40, 70, step=1),
        "alt": near(40, 70, step=1),
        "ldh": near(600, step=1),
    },
    "hellp-tennessee": {"platelets": PLATELETS, "ast": near(70, step=1), "ldh": near(600, step=1)},
    "ahus-criteria": {"adamts13_activity": near(10, 20)}
    | flags("tma", "stec_positive", "dat_positive", "other_tma_cause"),
    "caps-criteria": {"organs": [1.0, 2.0, 3.0, 4.0], "days_of_onset": [2.0, 6.0, 7.0, 20.0, 31.0, 32.0]}
    | flags("histology", "apl", "apl_not_retested", "anticoagulant"),
    "src-criteria": {
        "sbp": near(140, step=1),
        "dbp": near(90, step=1),
        "creatinine_rise_pct": near(50, step=1),
        "creatinine_x_uln": near(1.2, step=0.05),
        "proteinuria_plus": [0.0, 1.0, 2.0, 3.0],
        "platelets": PLATELETS,
    }
    | flags("haematuria", "haemolysis"),
    "sofa": {
        "pf_ratio": near(100, 200, 300, 400, step=1),
        "platelets": PLATELETS,
        "bilirubin_total": near(1.2, 2.0, 6.0, 12.0),
        "map": near(70, step=1),
        "dopamine": [0.0, 3.0, 5.0, 5.1, 15.0, 16.0],
        "dobutamine": [0.0, 5.0],
        "adrenaline": [0.0, 0.05, 0.1, 0.2],
        "noradrenaline": [0.0, 0.1, 0.11],
        "gcs": [3.0, 5.0, 6.0, 9.0, 10.0, 12.0, 13.0, 14.0, 15.0],
        "creatinine": CREATININE,
        "urine_daily": [0.0, 199.0, 200.0, 499.0, 500.0, 1500.0],
    }
    | flags("respiratory_support"),
    "schistocytes-icsh": {
        "schistocyte_count": [0.0, 5.0, 10.0, 11.0, 20.0],
        "cells_counted": [500.0, 999.0, 1000.0, 2000.0],
    },
    "adamts13-activity": {"adamts13_activity": near(10, 20)},
    "iwg-ttp-outcomes": {
        "platelets": PLATELETS,
        "ldh_x_uln": near(1.5),
        "adamts13_activity": [5.0, 19.0, 20.0, 40.0, 60.0, 61.0],
        "adamts13_lln": [50.0, 60.0],
        "days_since_stop": [5.0, 29.0, 30.0, 31.0],
    }
    | flags("new_organ_injury", "had_response", "in_remission"),
    "corrected-reticulocytes": {
        "reticulocytes": [0.5, 3.0, 12.0],
        "haematocrit": [12.0, 15.0, 16.0, 22.5, 25.0, 26.0, 35.0, 36.0, 45.0],
    },
    "indirect-bilirubin": {"bilirubin_total": [2.0, 3.1, 10.0], "bilirubin_direct": [0.1, 0.6, 1.5]},
    "plasma-volume": {"weight": [45.0, 60.0, 70.5], "haematocrit": [18.0, 25.0, 45.0]},
}
