"""The tone of an English answer by TextBlob's pattern analyser with the lexicon of this field.

A crude instrument (analysis.md): its measured accuracy is shown beside every figure, and it never stands for
agreement with a proposal. Other languages would silently score 0, so they are "not_assessed".
"""

import re
from functools import lru_cache

from textblob.en import Sentiment, parser, sentiment

from surveys.analysis.sentiment_lexicon import PHRASES, WORDS
from surveys.analysis.text import clauses, fold

TONES = ("negative", "neutral", "positive", "mixed", "not_assessed")
_STRONG = 0.2  # mean polarity of a clause that counts as a tone in earnest
_WEAK = 0.12
_PHRASE = re.compile(
    r"(?<!\w)(" + "|".join(re.escape(phrase) for phrase in sorted(PHRASES, key=len, reverse=True)) + r")(?!\w)"
)
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
    return [float(polarity) for _words, polarity, _subjectivity, _label in _analyser()(text).assessments if polarity]


def tone(text: str, language: str) -> str:
    """negative, neutral, positive, mixed, or not_assessed for what is not English or says nothing."""
    if language != "en":
        return "not_assessed"
    highest, lowest, total, count = 0.0, 0.0, 0.0, 0
    for clause in clauses(text):
        polarities = _polarities(fold(clause).text)
        if not polarities:
            continue
        mean = sum(polarities) / len(polarities)
        # "more good youth workers": a wish, not praise.
        if mean > 0 and _REQUEST.search(fold(clause).text):
            mean *= 0.4
        highest, lowest = max(highest, mean), min(lowest, mean)
        total += mean
        count += 1
    if not count:
        return "neutral"
    if highest >= _STRONG and lowest <= -_STRONG:
        return "mixed"
    if lowest <= -_STRONG or total / count <= -_WEAK:
        return "negative"
    if highest >= _STRONG or total / count >= _WEAK:
        return "positive"
    return "neutral"
