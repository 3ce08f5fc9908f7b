"""Our words for TextBlob's lexicon, read from sentiment_lexicon.yaml: polarity -1..1 by word and by phrase."""

from pathlib import Path

import yaml

PATH = Path(__file__).with_name("sentiment_lexicon.yaml")
_DATA = yaml.safe_load(PATH.read_text(encoding="utf-8"))

PHRASES: dict[str, float] = {text: polarity for polarity, texts in _DATA["phrases"].items() for text in texts}
WORDS: dict[str, float] = {text: polarity for polarity, texts in _DATA["words"].items() for text in texts}
