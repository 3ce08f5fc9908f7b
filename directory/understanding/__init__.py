"""What somebody tells about the help that they look for: age, place, cost, who it is for, and more.

Tables of words, one a language (`data/`), read without a model: what they find is said back to the person, who
corrects it. The chat's door reads each message with it; the bot only honours what it was told.
"""

from directory.understanding.reader import understand
from directory.understanding.told import Known, Understood, known_places

__all__ = ["Known", "Understood", "known_places", "understand"]
