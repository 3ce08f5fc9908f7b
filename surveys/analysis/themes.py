"""Which themes of the codebook an answer speaks of: key phrases, clauses and a learned model together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from surveys.analysis.codebook import MOST_CODES, NO_THEME, OTHER, QUESTIONS, Codebook, Spans, codebook
from surveys.analysis.counting import LONGEST_KEPT, WORDS_KEPT
from surveys.analysis.data import Example, folds
from surveys.analysis.features import Document, Features
from surveys.analysis.nonsense import is_nonsense
from surveys.analysis.text import WORD, Folded, clauses, fold, without_rejected
from surveys.analysis.together import Together

# Calibrated on voices held back, whose margins are lower than those of the writers learned from.
THRESHOLD = 0.30
CLAUSES_READ = 12
BARE_CONFIDENCE = 0.92
PHRASE_LIFT = 0.06  # a key phrase in the text tips a near miss
COST = 0.6
REMEMBERED = ("by_feature", "_words_weighed")  # worked out from the weights when first asked for
# Words that weigh by habit and explain nothing to a reader.
_DULL = ENGLISH_STOP_WORDS | frozenset(
    "dont isnt its ive theyre thats cant wont get got make just really need want like people things thing lot "
    "nie jest sie tak jak dla przez oraz zeby bardzo jako tez tylko jest sa byc "
    "في من على الى عن هذا هذه التي الذي لا ما كل مع او ان هو هي".split()
)
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Coding:
    """The themes of one answer; ``evidence`` are exact words of it, ``confidence`` is calibrated, 0 to 1.

    ``doubt`` is how many mistakes the model expects in it: themes given wrongly and themes not given.
    """

    themes: list[str] = field(default_factory=list)
    evidence: dict[str, list[str]] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    doubt: float = 1.0


class ThemeModel:
    """Linear support vector machines, one a code, over Features, with one calibration for all."""

    def __init__(self, book: Codebook | None = None) -> None:
        self.codebook = book or codebook()
        self.codes = list(self.codebook.codes)
        self.features = Features(self.codebook, QUESTIONS)
        self.weights = np.zeros((0, 0), dtype=np.float32)
        self.intercepts = np.zeros(0, dtype=np.float32)
        self.slope, self.offset = 1.0, 0.0
        self.together = Together(QUESTIONS)

    def fit(
        self, examples: Sequence[Example], progress: Progress | None = None, known: np.ndarray | None = None
    ) -> "ThemeModel":
        """Learn from written answers. Calibration and second look come from voices that the fold did not learn from.

        ``known`` (answers by codes): False where nobody has said whether an answer has a code; without it all are.
        """
        tell = progress or (lambda _: None)
        documents = [Document.of(example.question, example.text) for example in examples]
        truth = np.array([[code in example.themes for code in self.codes] for example in examples])
        known = np.ones(truth.shape, dtype=bool) if known is None else known
        voices = [example.source for example in examples]
        tell(f"themes: learning {len(self.codes)} codes from {len(examples)} written answers")
        self.features.fit(documents)
        rows = self.features.transform(documents)
        # What is calibrated is what is used later: the answer's own margin and its clauses' highest, averaged.
        parts = [_parts(example.question, example.text) for example in examples]
        part_rows = self.features.transform([part for few in parts for part in few])
        ends = np.cumsum([len(few) for few in parts])
        margins = np.zeros(truth.shape, dtype=np.float32)
        for number, (learn, held) in enumerate(folds(voices), start=1):
            weights, intercepts = _train(rows[learn], truth[learn], known[learn])
            for index in held:
                own = rows[index] @ weights.T + intercepts
                few = part_rows[ends[index] - len(parts[index]) : ends[index]] @ weights.T + intercepts
                margins[index] = (own[0] + few.max(axis=0)) / 2
            tell(f"themes: calibration {number} of 3")
        calibration = LogisticRegression(C=1e6).fit(margins[known].reshape(-1, 1), truth[known])
        self.slope, self.offset = float(calibration.coef_[0, 0]), float(calibration.intercept_[0])
        lengths = [len(document.words) for document in documents]
        self.together.fit(margins, [document.question for document in documents], lengths, truth, known)
        self.weights, self.intercepts = _train(rows, truth, known)
        for remembered in REMEMBERED:
            vars(self).pop(remembered, None)
        tell("themes: ready")
        return self

    def code_many(self, answers: Sequence[tuple[str, str]], nonsense: Sequence[bool] | None = None) -> list[Coding]:
        """Code (question, text) pairs, in the order given. ``nonsense``: which are, looked up when it is not given."""
        if nonsense is None:
            nonsense = [is_nonsense(text) for _question, text in answers]
        codings: dict[int, Coding] = {}
        documents: list[Document] = []
        slices: dict[int, slice] = {}
        keeps: dict[int, str] = {}
        for index, (question, text) in enumerate(answers):
            quick = self._without_model(question, text, nonsense[index])
            if quick is not None:
                codings[index] = quick
                continue
            kept = keeps[index] = without_rejected(text)
            start = len(documents)
            documents.append(Document.of(question, kept))
            parts = _parts(question, kept)
            if len(parts) > 1:
                documents += parts
            slices[index] = slice(start, len(documents))
        if documents:
            said = self.features.said(documents)
            margins = np.asarray(self.features.transform(documents, said) @ self.by_feature + self.intercepts)
            # Under a version of the codebook there may be more key phrases than the model has learned.
            same = self.features.codebook is self.codebook
            firsts = [documents[rows.start] for rows in slices.values()]
            chances = self._chances(np.array([_both(margins[rows]) for rows in slices.values()]), firsts)
            for (index, rows), document, row in zip(slices.items(), firsts, chances, strict=True):
                spans = said[rows.start] if same else self.codebook.matches(document.folded, document.question)
                codings[index] = self._decide(answers[index], keeps[index], document, spans, row)
        return [codings[index] for index in range(len(answers))]

    def _chances(self, margins: np.ndarray, documents: Sequence[Document]) -> np.ndarray:
        """How likely each code is for each answer, from its margins."""
        chances = 1 / (1 + np.exp(-(self.slope * margins + self.offset)))
        questions, lengths = [one.question for one in documents], [len(one.words) for one in documents]
        return self.together.mixed(chances, margins, questions, lengths)

    def _without_model(self, question: str, text: str, nonsense: bool) -> Coding | None:
        """Answers that need no model: empty, nonsense, only rejection, or bare words read at the question."""
        if nonsense or not any(character.isalnum() for character in text):
            return Coding([NO_THEME], {NO_THEME: []}, {NO_THEME: 0.99}, 0.01)
        if not without_rejected(text).strip(" ."):
            return Coding()
        folded = fold(text)
        bare = self.codebook.bare(folded, question)
        if bare is None:
            return None
        alone = [code for code in bare if self.codebook.codes[code].alone]
        if alone and len(bare) > 1:
            bare = {code: spans for code, spans in bare.items() if code not in alone}
        evidence = {code: [folded.original(text, *span) for span in spans] for code, spans in bare.items()}
        themes = list(bare)[:MOST_CODES]
        doubt = (1 - BARE_CONFIDENCE) * len(themes)
        return Coding(themes, {code: evidence[code] for code in themes}, dict.fromkeys(themes, BARE_CONFIDENCE), doubt)

    def _decide(
        self, answer: tuple[str, str], kept: str, document: Document, spans: Spans, chances: np.ndarray
    ) -> Coding:
        question, text = answer
        scores = {
            code: min(0.99, chance + (PHRASE_LIFT if code in spans else 0.0))
            for code, chance in zip(self.codes, chances.tolist(), strict=True)
        }
        chosen = sorted((code for code in self.codes if scores[code] >= THRESHOLD), key=lambda code: -scores[code])
        if chosen and self.codebook.codes[chosen[0]].alone:
            chosen = chosen[:1]
        chosen = [code for code in chosen if code == chosen[0] or code not in (NO_THEME, OTHER)][:MOST_CODES]
        if chosen:
            said = document.folded if kept == text else fold(text)
            found = spans if kept == text else self.codebook.matches(said, question)
            evidence = self._evidence(chosen, question, text, said, found)
        else:
            evidence = {}
        doubt = sum(scores.values()) + sum(1 - 2 * scores[code] for code in chosen)
        return Coding(chosen, evidence, {code: round(scores[code], 3) for code in chosen}, round(doubt, 3))

    def _evidence(
        self, codes: Sequence[str], question: str, text: str, folded: Folded, spans: Spans
    ) -> dict[str, list[str]]:
        """Key phrases as they stand in the text, else the words that weighed most, in the order of the text."""
        evidence = {}
        weighed: list[tuple[np.ndarray, tuple[int, int]]] | None = None
        for code in codes:
            found = list(dict.fromkeys(folded.original(text, *span) for span in spans.get(code, [])))
            if not found:
                if weighed is None:
                    weighed = [
                        (self._weighed(match.group(), question), match.span())
                        for match in WORD.finditer(folded.text)
                        if len(match.group()) > 2 and match.group() not in _DULL
                    ]
                place = self.codes.index(code)
                best = sorted(
                    ((float(weights[place]), span) for weights, span in weighed if weights[place] > 0), reverse=True
                )[:3]
                found = list(
                    dict.fromkeys(folded.original(text, *span) for _, span in sorted(best, key=lambda item: item[1]))
                )
            evidence[code] = found[:4]
        return evidence

    def _weighed(self, word: str, question: str) -> np.ndarray:
        """What a word says for each code at a question; remembered, because words come again."""
        found = self._words_weighed.get((word, question))
        if found is None:
            found = self.features.word_weights(word, question, self.by_feature)
            if len(word) <= LONGEST_KEPT:
                if len(self._words_weighed) >= WORDS_KEPT:
                    self._words_weighed.clear()
                self._words_weighed[word, question] = found
        return found

    @cached_property
    def _words_weighed(self) -> dict[tuple[str, str], np.ndarray]:
        return {}

    @cached_property
    def by_feature(self) -> np.ndarray:
        """The weights by feature, then by code: the order in which rows are multiplied with them."""
        return np.ascontiguousarray(self.weights.T)

    def __getstate__(self) -> dict[str, Any]:
        """Kept without what is only remembered to be quick."""
        return {name: value for name, value in vars(self).items() if name not in REMEMBERED}


def _parts(question: str, text: str) -> list[Document]:
    return [Document.of(question, part) for part in clauses(text)[:CLAUSES_READ]]


def _both(margins: np.ndarray) -> np.ndarray:
    """The average of an answer's own margins (the first row) and the highest of its clauses (the others, if any)."""
    return margins[0] if len(margins) == 1 else (margins[0] + margins[1:].max(axis=0)) / 2


def _train(rows: sparse.csr_matrix, truth: np.ndarray, known: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (codes x features) and intercepts; a code without both kinds of example never fires."""
    weights = np.zeros((truth.shape[1], rows.shape[1]), dtype=np.float32)
    intercepts = np.full(truth.shape[1], -2.0, dtype=np.float32)
    for index in range(truth.shape[1]):
        there = known[:, index]
        wanted = truth[there, index]
        if 0 < wanted.sum() < len(wanted):
            machine = LinearSVC(C=COST, class_weight={0: 1.0, 1: 2.0}, random_state=0)
            machine.fit(rows if there.all() else rows[there], wanted)
            weights[index] = machine.coef_[0]
            intercepts[index] = machine.intercept_[0]
    return weights, intercepts
