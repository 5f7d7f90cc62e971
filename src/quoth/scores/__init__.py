"""Patient facts -> scores and pathway of a pack. The room's public face.

    scores = load({"scores": …, "ranges": …, "pathway": …})     the parsed YAML of one pack
    facts = scores.read(["platelets=8", "creatinine=120 umol/L"])
    result = scores.score("plasmic", facts)
    path = scores.pathway(facts)

Nothing here stores, logs or prints; no sentence repeats a patient's value.
"""

from quoth.scores.room import Scores, load

__all__ = ["Scores", "load"]
