"""The tone of an English answer by TextBlob's pattern analyser with the lexicon of this field.

A crude instrument (analysis.md): its measured accuracy is shown beside every figure, and it never stands for
agreement with a proposal. Other languages would silently score 0, so they are "not_assessed".
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from textblob.en import Sentiment, parser, sentiment

from surveys.analysis.counting import feature_rows
from surveys.analysis.data import Example
from surveys.analysis.features import Document, word_features
from surveys.analysis.sentiment_lexicon import PHRASES, WORDS
from surveys.analysis.text import clauses, fold

TONES = ("negative", "neutral", "positive", "mixed", "not_assessed")
_STRONG = 0.2  # mean polarity of a clause that counts as a tone in earnest
_WEAK = 0.12
_PHRASE = re.compile(
    r"(?<!\w)(" + "|".join(re.escape(phrase) for phrase in sorted(PHRASES, key=len, reverse=True)) + r")(?!\w)"
)
_PLAIN = re.compile(r"[a-z ]+")
_REQUEST = re.compile(
    r"\b(?:should|need(?:s)? to|must|please|pls|we need|more|want|would like|could|invest in|make sure|bring back"
    r"|have a|let's|lets)\b"
)


@lru_cache(maxsize=1)
def _analyser() -> Sentiment:
    """The English analyser with our words, apart from the library's shared one."""
    analyser = Sentiment(
        path=sentiment.path,
        synset="wordnet_id",
        negations=("no", "not", "n't", "never"),
        modifiers=("RB",),
        modifier=lambda word: word.endswith("ly"),
        tokenizer=parser.find_tokens,
        language="en",
    )
    analyser.load()
    for word, polarity in WORDS.items():
        analyser.annotate(word, None, polarity, 0.5, 1.0)
    for phrase, polarity in PHRASES.items():
        analyser.annotate(_token(phrase), None, polarity, 0.5, 1.0)
    return analyser


def _token(phrase: str) -> str:
    return "xx" + re.sub(r"\W", "", phrase)


def _polarities(clause: str) -> list[float]:
    text = _PHRASE.sub(lambda match: " " + _token(match.group(1)) + " ", clause)
    if _PLAIN.fullmatch(text):  # letters and spaces: the analyser's own tokeniser would find the same words
        words = text.split()
        known = dict.keys(_analyser())
        if known.isdisjoint(words):
            return []
        assessed = _analyser().assessments([(word, None) for word in words])
        return [float(polarity) for _words, polarity, _subjectivity, _label in assessed if polarity]
    return [float(polarity) for _words, polarity, _subjectivity, _label in _analyser()(text).assessments if polarity]


def _clause_means(text: str) -> list[float]:
    """The mean polarity of each clause that has a word with one; wishes count less."""
    means = []
    for clause in clauses(text):
        folded = fold(clause).text
        polarities = _polarities(folded)
        if polarities:
            mean = sum(polarities) / len(polarities)
            # "more good youth workers": a wish, not praise.
            means.append(mean * 0.4 if mean > 0 and _REQUEST.search(folded) else mean)
    return means


def tone(text: str, language: str) -> str:
    """negative, neutral, positive, mixed, or not_assessed for what is not English or says nothing."""
    if language != "en":
        return "not_assessed"
    means = _clause_means(text)
    if not means:
        return "neutral"
    highest, lowest, total, count = max(means), min(means), sum(means), len(means)
    if highest >= _STRONG and lowest <= -_STRONG:
        return "mixed"
    if lowest <= -_STRONG or total / count <= -_WEAK:
        return "negative"
    if highest >= _STRONG or total / count >= _WEAK:
        return "positive"
    return "neutral"


class ToneModel:
    """TextBlob's polarities and the words of the answer together, learned from written English answers.

    The lexicon alone does not know that "nobody came" is a complaint (accuracy .45 on answers of other writers).
    """

    def __init__(self) -> None:
        self.by_words = TfidfVectorizer(analyzer=word_features, sublinear_tf=True, min_df=2, dtype=np.float32)
        self.machine: LogisticRegression | None = None

    def _rows(self, answers: Sequence[tuple[str, str]]) -> sparse.csr_matrix:
        tones = np.zeros((len(answers), 6), dtype=np.float32)
        for row, (_question, text) in enumerate(answers):
            means = _clause_means(text)
            length = min(1.0, len(text) / 200)
            request = bool(_REQUEST.search(fold(text).text))
            if means:
                tones[row, :4] = max(0.0, *means), min(0.0, *means), sum(means) / len(means), 1.0
            tones[row, 4:] = length, request
        words = feature_rows(self.by_words, (word_features(Document.of(question, text)) for question, text in answers))
        return sparse.hstack([words, sparse.csr_matrix(tones)], format="csr")

    def fit(self, examples: Sequence[Example]) -> "ToneModel":
        """Learn from the English ones."""
        english = [example for example in examples if example.language == "en"]
        self.by_words.fit([Document.of(example.question, example.text) for example in english])
        rows = self._rows([(example.question, example.text) for example in english])
        self.machine = LogisticRegression(C=4.0, max_iter=1000)
        self.machine.fit(rows, [example.sentiment for example in english])
        return self

    def tones(self, answers: Sequence[tuple[str, str, str]]) -> list[str]:
        """The tone of each (question, text, language); not_assessed for what is not English."""
        found = ["not_assessed"] * len(answers)
        places = [place for place, (_question, _text, language) in enumerate(answers) if language == "en"]
        if places and self.machine is not None:
            rows = self._rows([answers[place][:2] for place in places])
            for place, said in zip(places, self.machine.predict(rows), strict=True):
                found[place] = str(said)
        return found
