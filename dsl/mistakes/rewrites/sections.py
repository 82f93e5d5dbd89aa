"""Headings, rows of stages and of tables, lists, and rules told the other way round."""

from __future__ import annotations

import re
from typing import Final

from ...vocabulary import TURNING, WORDS
from ..written import NAME, NUMBER, POINTS, TEXT, VALUE, Parts, quoted, signed, turned, wording

_LIMITS: Final = "the limits of points are said in these words"
_NUMBER: Final = rf"-?{NUMBER}"
_POINTS: Final = r"(?:\s*(?:points?|pts))?"
_HEAD: Final = r"^(?:score|group)\b(?!\s*[+=\-]).*?"
_END: Final = rf"{_POINTS}(?=\s*(?:,|$))"
_WORD: Final = r"[A-Za-z][\w&'’/-]*"
_NO_TITLE: Final = (
    r"(?!(?:from|at|up|when|if|by|per|each|between|max\w*|min\w*|limit\w*|out|over|under|losing"
    r"|fading|points?|pts|increases?|decreases?)\b)"
)
_TITLE: Final = (
    rf"{_NO_TITLE}(?!(?:is|are|to|of|for)\b){_WORD}(?:[ \t]+{_NO_TITLE}(?:{_WORD}|&|\d+))*"
)
_NO_RESULT: Final = r"(?!(?:when|until|if|where|score|is|from|between|to|and|or|not|at)\b)"
_RESULT: Final = rf"{TEXT}|{_NO_RESULT}{NAME}(?:[ \t]+{_NO_RESULT}{NAME})*?"
_ROW_END: Final = rf"{_POINTS}\s*$"
_FROM: Final = {
    "above": "over", "more than": "over", "greater than": "over", "below": "under",
    "less than": "under", "up to": "at most",
}  # fmt: skip
_COMPARED: Final = (
    r"(>=|<=|>|<|at\s+least|at\s+most|up\s+to|over|under|above|below|more\s+than|less\s+than"
    r"|greater\s+than)"
)
_ABOVE: Final = r"(?:\+|(?:and|or)\s+(?:above|more|up|over|higher)\b|plus\b)"
_SIGNS: Final = {">=": "at least", "<=": "at most", ">": "over", "<": "under"}
_OTHERS: Final = (
    r"(?:by\s+default|default|else|in\s+all\s+other\s+cases|in\s+any\s+other\s+case|if\s+nothing"
    r"\s+else(?:\s+(?:fits|matches|applies))?|(?:for\s+)?(?:every(?:one|body|thing)|any(?:one|thing)"
    r"|all|the)\s+(?:else|others?|rest)|rest|others|remaining"
    r"|(?:for\s+)?all\s+other\s+(?:leads|contacts|cases|people))"
)
_OTHERWISE: Final = "`otherwise` is for all that fit no row above"
_ROW: Final = "a stage is told by a condition on the score"
_TURNED: Final = "the points come first on a line"
_JOINED: Final = rf"{VALUE}(?:\s*(?:[,;|]|,?\s+(?:and|or|&))\s*{VALUE})*"
_SCORED: Final = r"(?:the\s+)?(?:lead\s+)?score\s*(?:\+=|by|:)?\s*"
_THEN: Final = r"(?:\s*(?:[,:]|=>|[-–—]>|→|,?\s+then\b)\s*|\s+(?=[+-]\s?\d))(?:then\s+)?"
_ASSIGNED: Final = r"\s*(?::|=>?|[-–—]>|→|,|\s)\s*"


_OWN: Final = (WORDS.keys() | TURNING) - {"known", "unknown"}
"""Words that are not in the name of a stage, or only at its start: `Not known`."""


def _result(text: str) -> str:
    """A stage's name, in quotes if it is of several words."""
    return quoted(text) if text[0] in "\"'‘" or text.isidentifier() else f'"{text}"'


def _title(text: str) -> str:
    return quoted(text) if text[0] in "\"'‘" else f'"{text}"'


def _compared(words: str) -> str:
    words = " ".join(words.lower().split())
    return _SIGNS.get(words, _FROM.get(words, words))


def _otherwise(parts: Parts) -> str:
    return f"{_result(parts[1])} otherwise"


def _between(parts: Parts) -> str:
    return f"{_result(parts[1])} when score is between {parts[2]} and {parts[3]}"


def _from(parts: Parts) -> str:
    return f"{_result(parts[1])} when score is at least {parts[2]}"


def _edge(parts: Parts) -> str:
    return f"{_result(parts[1])} when score is {_compared(parts[2])} {parts[3]}"


def _titled(parts: Parts) -> str | None:
    """`Who they are` as the title of a group, with a name made of it."""
    words = re.findall(r"[a-z0-9]+", parts[1].lower())
    return f'{"_".join(words)} "{parts[1]}"' if len(words) > 2 else None


def _values(values: str) -> str:
    return ", ".join(quoted(value) for value in re.findall(VALUE, values))


def _joined(parts: Parts) -> str | None:
    """`"Oman" and "Qatar"`; what is joined by `or` in capitals is another mistake."""
    between = re.sub(TEXT, "", parts[1].lower())
    return _values(parts[1]) if re.search(r"\band\b|[;|&]", between) else None


def _excluding(parts: Parts) -> str | None:
    said = "exclude leads when"
    return None if parts[0].lower().split() == said.split() else f"{said} "


def _of_several(parts: Parts) -> str | None:
    """`Sales Qualified`, `Not known` in quotes; with other words of the language something else is
    wrong."""
    first, *rest = parts[1].split()
    own = not _OWN & {word.lower() for word in rest}
    own &= first.lower() not in (_OWN - TURNING if first[0].isupper() else _OWN)
    return f'"{parts[1]}"' if own else None


def _listed(parts: Parts) -> str | None:
    """`Oman, Saudi Arabia` each in quotes of its own."""
    texts = [text.strip() for text in re.split(r"\s*[,;|]\s*|\s+(?:and|or)\s+", parts[1])]
    if not all(re.fullmatch(rf"{TEXT}|{_WORD}(?:[ \t]+(?:{_WORD}|&))*", text) for text in texts):
        return None
    return ", ".join(quoted(text if text[0] in "\"'‘" else f"'{text}'") for text in texts)


SECTIONS = (
    # ---- headings
    wording(rf"{_HEAD}(,?\s+up\s+to\s+"
            rf"({_NUMBER})(?:\s+(?:points?|pts))?)(?=\s*(?:,|$))", ", at most {2} points", "E031",
            _LIMITS, part=1, exact=True),
    wording(rf"{_HEAD}(,?\s+(?:between\s+)?({_NUMBER})\s*(?:and|to|[-–—])\s*({_NUMBER}){_END})",
            ", from {2} to {3} points", "E031", _LIMITS, part=1, exact=True),
    wording(rf"{_HEAD}(,?\s+out\s+of\s+({_NUMBER}){_END})", ", from 0 to {2} points", "E031",
            _LIMITS, part=1, exact=True),
    wording(rf"^group\b.*?(,?\s+(?:the\s+)?(?:scores?|points?)\s+(?:decay\w*|los(?:es?|ing)|fad\w+)"
            rf"\s+(?:by\s+)?({NUMBER}\s*%)\s+(?:every|per|each)\b)", ", losing {2} every", "E031",
            "points that grow less with time are said to be lost", part=1, exact=True),
    wording(rf"^score\s+({_TITLE})(?=\s*(?:,[^\"]*)?$)", lambda parts: f'"{parts[1]}"', "E030",
            "a title stands in quotes", part=1, exact=True),
    wording(rf"^group\s+(({NAME})\s*[:=–—-]\s*({TEXT}|{_TITLE}))(?=\s*(?:,|$))",
            lambda p: f"{p[2]} {_title(p[3])}",
            "E030", "a title stands in quotes, right after the name", part=1, exact=True),
    wording(rf"^group\s+({_TITLE})(?=\s*(?:,|$))", _titled, "E034",
            "a group has a name before its title", part=1, exact=True, names=True),
    wording(rf"^(category|section|criteria|criterion|component|pillar|bucket|dimension)\s+"
            rf"(?={NAME}|{TEXT})", "group", "E031", "rules stand in a group", part=1, exact=True),
    wording(rf"^((?:test(?:\s+case)?|scenario|case)\s*:?)\s+(?={TEXT})", "example", "E031",
            "a test of the rules is called an example", part=1, exact=True),
    wording(rf"^example:?\s+({_WORD}(?:[ \t]+(?:{_WORD}|\d+|&))*)$", lambda p: f'"{p[1]}"', "E030",
            "a title stands in quotes", part=1, exact=True),
    wording(r"^exclude(?:\s+(?:leads?|contacts?|people|everyone|anyone|all|those))?"
            rf"(?:\s+(?:when|if|where|with|who|whose))?\s+(?!when\b)(?={NAME}\s+(?:is|does|contains|starts"
            r"|ends|matches|include|of)\b)", _excluding, "E031",
            "who is left out is told by a condition", exact=True),
    # ---- lists
    wording(rf"^list\s+{NAME}\s*(?::|=|:=)\s*({_JOINED})$", _joined, "E031",
            "values are joined by commas", part=1, exact=True),
    wording(rf"^list\s+{NAME}\s*(:|:=|is|are|contains|includes?)\s*(?={VALUE})", " = ", "E031",
            "`=` stands between a list's name and its values", part=1, exact=True),
    wording(rf"^list\s+{NAME}\s*=\s*(.+)$", _listed, "E030",
            "texts stand in quotes, each in its own", part=1, exact=True),
    # ---- stages and labels
    wording(rf"^(?:else|default|otherwise(?=\s*[:=])|the\s+rest|rest|all\s+others?|every(?:one|thing)\s+else)"
            rf"\s*[:=]?\s+({_RESULT})$", _otherwise, "E031", _OTHERWISE, exact=True),
    wording(rf"^({_RESULT}|{POINTS})\s*[:=]?\s+{_OTHERS}$",
            lambda p: p[1] + " otherwise" if p[1][0] in "+-0123456789" else _otherwise(p),
            "E031", _OTHERWISE, exact=True),
    wording(rf"^({_RESULT})\s*[:=]?\s+\(?(?:(?:is\s+)?(?:from|between)\s+)?({_NUMBER})\s*"
            rf"(?:\.\.+|-|–|—|to\b|and\b)\s*({_NUMBER}){_POINTS}\s*\)?{_ROW_END}",
            _between, "E031", _ROW, exact=True),
    wording(rf"^({_RESULT})\s*[:=]?\s+(?:from\s+)?({_NUMBER})\s*{_ABOVE}{_ROW_END}", _from, "E031",
            _ROW, exact=True),
    wording(rf"^({_NUMBER})\s*(?:\.\.+|-|–|—|to\b)\s*({_NUMBER}){_POINTS}\s*[:=]?\s+({_RESULT})$",
            lambda p: _between((p[0], p[3], p[1], p[2])), "E031", _ROW, exact=True),
    wording(rf"^({_NUMBER})\s*{_ABOVE}{_POINTS}\s*[:=]?\s+({_RESULT})$",
            lambda p: _from((p[0], p[2], p[1])), "E031", _ROW, exact=True),
    wording(rf"^({_RESULT})\s*[:=]?\s+from\s+({_NUMBER}){_ROW_END}", _from, "E031", _ROW,
            exact=True),
    wording(rf"^({_RESULT})\s*[:=]?\s*(?:is\s+)?{_COMPARED}\s*({_NUMBER}){_ROW_END}", _edge, "E031",
            _ROW, exact=True),
    wording(rf"^({NAME}(?:[ \t]+(?!when\b){NAME})+)\s+(?=(?:when|otherwise)\b)",
            _of_several, "E036", "a name of several words stands in quotes",
            part=1),
    # ---- rows of tables
    wording(rf"^({_NUMBER})\s*(?:\.\.+|-|–|—|to\b)\s*({_NUMBER}){_ASSIGNED}({POINTS}){_ROW_END}",
            lambda p: f"{signed(p[3])} for {p[1]} to {p[2]}", "E031", _TURNED, exact=True),
    wording(rf"^({_NUMBER})\s*{_ABOVE}{_ASSIGNED}({POINTS}){_ROW_END}",
            lambda p: f"{signed(p[2])} for at least {p[1]}", "E031", _TURNED, exact=True),
    wording(rf"^{_COMPARED}\s*({_NUMBER}){_ASSIGNED}({POINTS}){_ROW_END}",
            lambda p: f"{signed(p[3])} for {_compared(p[1])} {p[2]}", "E031", _TURNED, exact=True),
    wording(rf"^(?:for\s+)?({TEXT}(?:\s*(?:,|\bor\b|\band\b)\s*{TEXT})*){_ASSIGNED}({POINTS})"
            rf"{_ROW_END}", lambda p: f"{signed(p[2])} for {_values(p[1])}", "E031", _TURNED,
            exact=True),
    wording(rf"^(?:otherwise|else|default|others?|all\s+others?|every(?:one|thing)\s+else)"
            rf"{_ASSIGNED}({POINTS}){_ROW_END}", lambda p: f"{signed(p[1])} otherwise", "E031",
            _TURNED, exact=True),
    wording(rf"^(?:unknown|blank|empty|missing|none){_ASSIGNED}({POINTS}){_ROW_END}",
            lambda p: f"{signed(p[1])} unknown", "E031", _TURNED, exact=True),
    wording(rf"^({_WORD}(?:[ \t]+(?:{_WORD}|&))*)\s*(?::|=>?|[-–—]>|→)\s*({POINTS}){_ROW_END}",
            lambda p: f'{signed(p[2])} for "{p[1]}"', "E031", _TURNED, exact=True),
    wording(rf"^[+-]?\s?\d[\d.,]*\s+for\s+({_JOINED})$", _joined, "E031",
            "values are joined by commas", part=1, exact=True),
    # ---- rules
    wording(rf"^(?:when|if)\s+(.+?){_THEN}(?:(?:add|give|award|assign)\s+|{_SCORED})?({POINTS})"
            rf"{_ROW_END}", turned, "E031", _TURNED),
    wording(r"^([*•·]\s*|[-–]\s+)(?=[+-]\s?\d)", "", "E031",
            "lines have no bullets", part=1),
    wording(r"\b(adn|nad)(?=\s+[A-Za-z]\w*\s+(?:is|does|contains|starts|ends|matches|include)\b)",
            "and", "E032", "`and` joins two tests", part=1),
)  # fmt: skip
