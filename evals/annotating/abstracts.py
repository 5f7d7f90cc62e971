"""Authors' own structured abstracts, and the role their headings give each sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from quoth.annotate.roles import ROLES, heading_role, states_aim
from quoth.annotate.sentences import sentence_spans


def abstracts(path: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield (id, [(heading, text), …]) of each structured abstract of the ``evidence`` set's file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield row["pmcid"], [(heading, text) for heading, text in row["sections"]]


def labelled(sections: Sequence[tuple[str, str]], *, strict: bool = False) -> tuple[list[str], list[str | None]]:
    """Return the sentences of one abstract and the role their headings give them (None: no role, or two).

    Many journals know no heading "Objective" and put the aim last under "Background"; others open "Objective" with
    background. Unless ``strict``, a heading's word is not taken where it cannot tell: for a sentence worded as an aim
    under a background heading, and for one not so worded under an objective heading that has another that is.
    """
    sentences: list[str] = []
    gold: list[str | None] = []
    for heading, text in sections:
        role = heading_role(heading)
        if role is None:  # registration numbers, funding: not part of the running abstract
            continue
        own = [text[start:end] for start, end in sentence_spans(text)]
        aims = [states_aim(sentence) for sentence in own]
        for sentence, aim in zip(own, aims, strict=True):
            either = (role == "background" and aim) or (role == "objective" and not aim and any(aims))
            sentences.append(sentence)
            gold.append(role if role in ROLES and (strict or not either) else None)
    return sentences, gold
