"""What the evaluation prints: each theme, group, language and audience with the interval of its F1."""

import re

from surveys.analysis.codebook import codebook
from surveys.analysis.coded import Coded
from surveys.analysis.data import Example
from surveys.analysis.evaluate import interval, report

LINE = re.compile(r"  (\S+) +precision ([\d.]+)  recall ([\d.]+)  F1 ([\d.]+) \(([\d.]+) to ([\d.]+)\)  n=(\d+)")


def pair(true, given, language="en", audience="resident"):
    example = Example("words", "Q3", audience, tuple(true), "neutral", (), False, False, f"{language}_a.jsonl")
    coded = Coded(
        lang=language,
        themes=given,
        evidence={},
        confidence={},
        sentiment="neutral",
        pii=[],
        disclosure=False,
        nonsense=False,
        disclosure_signs=[],
        version="v",
    )
    return example, coded


def test_each_line_of_themes_has_the_interval_of_its_f1():
    pairs = [pair(["police_presence"], ["police_presence"])] * 30 + [pair(["hotspots"], ["police_presence"])] * 10
    pairs += [pair(["hotspots"], ["hotspots"], "pl", "business")] * 20
    lines = "\n".join(report(pairs))
    found = {match[1]: [float(one) for one in match.groups()[1:]] for match in LINE.finditer(lines)}
    names = ["all", "en", "pl", "business", "resident", "Q3", *codebook().codes, *codebook().groups]
    assert set(names) <= set(found)
    # By hand: 30 of 40 given are right, 30 of 30 wanted are found.
    assert found["police_presence"][:3] == [0.75, 1.0, 0.86]
    assert found["police_presence"][5] == 30
    low, high = interval([({"p"}, {"p"})] * 30 + [(set(), {"p"})] * 10 + [(set(), set())] * 20)
    assert found["police_presence"][3:5] == [round(low, 2), round(high, 2)]
    assert low < 0.86 < high
    assert found["pl"] == [1.0, 1.0, 1.0, 1.0, 1.0, 20.0]
