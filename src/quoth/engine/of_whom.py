"""Of whom a statement and its evidence speak, and whether these are the patients that the text is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quoth.annotate.question import read_question
from quoth.engine.comparing import Asked
from quoth.engine.opened import Opened
from quoth.errors import QuestionRefused
from quoth.model import Document, Finding, Question, Relation
from quoth.model.audits import Cited
from quoth.verify.labels import relation
from quoth.verify.verdicts import Bearing

# Words before a condition that make it a harm, an aim or a history: the patients do not have it for that.
_AS_HARM = re.compile(
    r"\b(?:risks?|incidence|develop\w*|prevent\w*|caus\w+|complications?|history|rates?|occurrence|signs?|onset)"
    r"(?:\s(?:of|for|by|or|in))?\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)


class OfWhom:
    """Judges by the labels of `ask` whether evidence is on the patients of one question."""

    def __init__(self, library: Opened, question: Question | None) -> None:
        """Take the question that the text answers; without one nothing is called indirect."""
        self._library = library
        self._question = question

    def patients(self, asked: Asked) -> tuple[str, ...]:
        """Return the conditions of the patients a statement speaks of: what it names as a harm or aim is none."""
        told = asked.told
        named = [m for m in told.mentions if m.type == "condition" and _AS_HARM.search(told.text[: m.start])]
        harms = {c for mention in named for c in mention.concepts}
        return tuple(c for c in asked.question.conditions if c not in harms)

    def spoken(self, asked: Sequence[Asked], cited: Sequence[Sequence[Cited]]) -> dict[str, str]:
        """Return, for sources this library cannot look into, the other patients that the text itself cites them for."""
        found: dict[str, str] = {}
        for at, (one, sources) in enumerate(zip(asked, cited, strict=True), 1):
            patients = self.patients(one)
            if len(sources) == 1 and sources[0].work is None and self._others(patients):
                found.setdefault(sources[0].mark, f"{self._names(patients)} (statement {at})")
        return found

    def indirect(
        self,
        asked: Asked,
        cited: Sequence[Cited],
        documents: Sequence[Document],
        best: Bearing | None,
        spoken: dict[str, str],
    ) -> str:
        """Say why the evidence cited for a statement is on other patients than the question's; "" where it is not.

        What is here decides: the passage ``best`` that bears it out, else all that the sources' ``documents`` speak
        of. Of sources that are not here: whom the statement names, else their titles, else what the text itself says.
        """
        if not cited or self._question is None:
            return ""
        on = self._names(self._question.conditions)
        if documents:
            studied = self._studied(documents, best)
            what = "the passage" if best else "the cited source"
            return f"{what} is on {self._names(studied)}, the question on {on}" if self._others(studied) else ""
        patients = self.patients(asked)
        if self._others(patients):
            return f"it speaks of {self._names(patients)}, the question is on {on}"
        titled = [c for source in cited for c in self._conditions(source.title)]
        if self._others(titled):
            return f"by its title the cited source is on {self._names(titled)}, the question on {on}"
        told = [spoken[source.mark] for source in cited if source.mark in spoken]
        if told and len(told) == len(cited):
            return f"the text cites the same source for {told[0]}; the question is on {on}"
        return ""

    def _others(self, conditions: Sequence[str]) -> bool:
        """Whether conditions are neither what was asked about, nor a kind of it, nor of what the question names it by.

        "TMA with tumour" names TMA: what is on another kind of TMA is not called indirect here.
        """
        if self._question is None or not self._question.conditions or not conditions:
            return False
        concepts, asked = self._library.concepts, self._question.conditions
        wider = {a for c in asked for a in concepts.ancestors(c)}
        named = tuple(c for m in self._question.mentions for c in m.concepts if c in wider)
        found = [relation(group, conditions, concepts) for group in (asked, named) if group]
        return all(r is Relation.OTHER for r in found)

    def _studied(self, documents: Sequence[Document], best: Bearing | None) -> tuple[str, ...]:
        """Return the conditions of the bearing passage, else all that the sources speak of."""
        findings: list[Finding] = [f for d in documents for f in d.findings]
        if best is not None:
            documents = [d for d in documents if d.id == best.claim.citation.document]
            findings = [f for f in findings if f.id == best.claim.id]
            here = self._conditions(best.claim.quote)
            if here and not findings:
                return here
        told = tuple(dict.fromkeys(c for f in findings for c in f.conditions))
        return told or tuple(dict.fromkeys(c for d in documents for c in self._conditions(d.facts.title)))

    def _conditions(self, text: str) -> tuple[str, ...]:
        """Return the conditions a text names, also those that several words build together ("VTE in cancer")."""
        try:
            return read_question(text[:2000], self._library.matcher, self._library.concepts).conditions
        except QuestionRefused:
            return ()

    def _names(self, ids: Sequence[str]) -> str:
        concepts = self._library.concepts
        named = [(concept.name if (concept := concepts.get(i)) else i) for i in ids]
        return ", ".join(named[:2]) + (" and others" if len(named) > 2 else "")
