"""The words that mutants are made with: our own short lists, each group of one type."""

from __future__ import annotations

NAMES: tuple[tuple[str, ...], ...] = (
    # drugs, ten groups: these may also be the arms of a trial
    ("heparin", "warfarin", "enoxaparin", "dalteparin", "rivaroxaban", "apixaban", "dabigatran", "edoxaban"),
    ("aspirin", "clopidogrel", "ticagrelor", "prasugrel", "dipyridamole"),
    ("atorvastatin", "simvastatin", "pravastatin", "rosuvastatin", "ezetimibe"),
    ("metformin", "insulin", "glimepiride", "pioglitazone", "sitagliptin", "liraglutide"),
    ("metoprolol", "atenolol", "amlodipine", "enalapril", "losartan", "valsartan", "lisinopril"),
    ("amoxicillin", "azithromycin", "ciprofloxacin", "doxycycline", "vancomycin", "rifampicin", "metronidazole"),
    ("prednisone", "prednisolone", "dexamethasone", "methotrexate", "azathioprine", "cyclophosphamide", "tacrolimus"),
    ("rituximab", "infliximab", "adalimumab", "tocilizumab", "eculizumab", "bevacizumab", "trastuzumab"),
    ("cisplatin", "docetaxel", "paclitaxel", "gemcitabine", "doxorubicin", "fluorouracil", "tamoxifen"),
    ("fluoxetine", "sertraline", "olanzapine", "risperidone", "haloperidol", "lithium", "quetiapine"),
    ("morphine", "ibuprofen", "paracetamol", "ketamine", "tramadol", "fentanyl", "lidocaine"),
    ("vitamin a", "vitamin c", "vitamin d", "vitamin e", "vitamin k"),
    ("plasma exchange", "haemodialysis", "intravenous immunoglobulin", "bone marrow transplantation"),
    # diseases
    ("asthma", "chronic bronchitis", "pneumonia", "tuberculosis", "cystic fibrosis", "copd"),
    ("hypertension", "diabetes", "obesity", "hypothyroidism", "gout", "anaemia", "anemia"),
    ("myocardial infarction", "stroke", "heart failure", "atrial fibrillation", "pulmonary embolism", "angina"),
    ("breast cancer", "lung cancer", "prostate cancer", "colorectal cancer", "gastric cancer", "ovarian cancer"),
    ("leukemia", "lymphoma", "multiple myeloma", "melanoma", "glioblastoma"),
    ("schizophrenia", "depression", "bipolar disorder", "anxiety", "dementia", "epilepsy"),
    ("rheumatoid arthritis", "osteoarthritis", "psoriasis", "systemic lupus erythematosus", "ankylosing spondylitis"),
    ("hepatitis b", "hepatitis c", "malaria", "cholera", "measles", "influenza"),
    ("crohn's disease", "ulcerative colitis", "coeliac disease", "celiac disease", "pancreatitis"),
    ("parkinson's disease", "alzheimer's disease", "multiple sclerosis", "huntington's disease", "migraine"),
)

DIRECTIONS = {
    word: other
    for first, second in (
        ("increased", "decreased"),
        ("increase", "decrease"),
        ("increases", "decreases"),
        ("increasing", "decreasing"),
        ("higher", "lower"),
        ("highest", "lowest"),
        ("greater", "smaller"),
        ("longer", "shorter"),
        ("better", "worse"),
        ("improved", "worsened"),
        ("improves", "worsens"),
        ("improvement", "worsening"),
        ("superior", "inferior"),
        ("upregulated", "downregulated"),
        ("rose", "fell"),
        ("hyperglycemia", "hypoglycemia"),
        ("earlier", "later"),
    )
    for word, other in ((first, second), (second, first))
} | {"reduced": "increased", "reduces": "increases", "reduction": "increase", "elevated": "reduced"}

UNITS: dict[str, tuple[str, ...]] = {
    "mg/kg": ("g/kg", "\u00b5g/kg"),
    "mg/dL": ("mg/L", "g/dL"),
    "mg/dl": ("mg/l", "g/dl"),
    "mg/day": ("g/day", "mg/week"),
    "mg/mL": ("\u00b5g/mL",),
    "mg/ml": ("\u00b5g/ml",),
    "ng/mL": ("\u00b5g/mL",),
    "ng/ml": ("\u00b5g/ml",),
    "pg/mL": ("ng/mL",),
    "pg/ml": ("ng/ml",),
    "mmol/L": ("\u00b5mol/L",),
    "mmol/l": ("\u00b5mol/l",),
    "kg/m2": ("kg/m3",),
    "mg": ("g", "\u00b5g"),
    "\u00b5g": ("mg", "ng"),
    "\u03bcg": ("mg", "ng"),
    "kg": ("g",),
    "g": ("mg",),
    "mL": ("L",),
    "ml": ("l",),
    "mm3": ("cm3",),
    "mm Hg": ("cm Hg",),
    "mmHg": ("kPa",),
    "mm": ("cm",),
    "cm": ("mm",),
    "kb": ("Mb",),
    "seconds": ("minutes",),
    "minutes": ("hours",),
    "min": ("h",),
    "hours": ("days",),
    "hour": ("day",),
    "h": ("min",),
    "days": ("weeks",),
    "day": ("week",),
    "weeks": ("months",),
    "week": ("month",),
    "months": ("years",),
    "month": ("year",),
    "years": ("months",),
    "year": ("month",),
    "yr": ("mo",),
}
"""Unit -> what it is exchanged with; a longer unit stands before one that begins it."""

WORD_COMPARATORS = {
    "less than": "more than",
    "more than": "less than",
    "fewer than": "more than",
    "greater than": "less than",
    "at least": "at most",
    "at most": "at least",
    "below": "above",
    "above": "below",
    "up to": "at least",
    "over": "under",
}

COMPARISONS = (
    r"\b(?:higher|lower|greater|smaller|better|worse|superior|inferior|longer|shorter|more|less|fewer|increased|"
    r"decreased|reduced|improved|faster|slower|earlier|later)\b"
)
