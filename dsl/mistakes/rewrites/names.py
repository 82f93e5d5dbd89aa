"""What is called otherwise than it is declared: `Lead Source`, `Submitted any form`, `Email opens`.

Only names that the file or one that it uses declares are put there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..declared import Declared
from ..written import TEXT, listed, quoted

MOST_WORDS: Final = 5
_RUN: Final = re.compile(r"[A-Za-z]\w*(?:[ \t]+[A-Za-z]\w*)+")
_SENT: Final = ("send", "sent", "deliver")
_VIEWED: Final = ("view", "visit")
_VERBS: Final = {
    "fill": ("submi", "fill"), "submi": ("submi", "fill"), "visit": _VIEWED, "view": _VIEWED,
    "click": ("click",), "open": ("open",), "sent": _SENT, "send": _SENT, "receiv": _SENT,
    "deliver": _SENT, "attend": ("attend",), "regist": ("regist",), "download": ("download",),
    "request": ("request",), "watch": ("watch", "view", "play"), "bounc": ("bounc",),
}  # fmt: skip
"""How a part of an event's name begins, by how a verb does."""
_SITE: Final = ("page", "web", "site")
_NOUNS: Final = {
    "form": ("form",), "page": _SITE, "website": _SITE, "site": _SITE, "e-?mail": ("email", "mail"),
    "link": ("link", "email", "mail"), "redirect": ("redirect", "link"), "webinar": ("webinar",),
    "event": ("event",), "demo": ("demo",), "video": ("video",), "content": ("content", "asset"),
    "whitepaper": ("whitepaper",), "file": ("file", "download"), "asset": ("asset", "content"),
}  # fmt: skip
"""The same of what is done something with."""
_VERB: Final = rf"(?!visitors?\b)({'|'.join(_VERBS)})\w*"
_NOUN: Final = rf"({'|'.join(_NOUNS)})s?\b"
_WHO: Final = r"(?:(?:contact|lead|prospect|person|visitor)\s+)?"
_OF: Final = (
    r"(?:\s+(?:an?|any|the|your|our|key|website|web|site|product|marketing|landing|visitor"
    r"|custom)\b)*"
)
_TIMES: Final = (
    r"(?:,?\s+(at\s+least|at\s+most|exactly|more\s+than|over|less\s+than|under|min(?:imum)?\.?"
    r"(?:\s+number\s+of\s+times)?)\s*:?\s+(\d+)(?:\s+times?)?\b)?"
)
_WHICH: Final = (
    r"(?:(?:\s+(?:url|name|path|title))?(?:\s*[:=]\s*|\s+(?:(is|named|called|of|on|contains"
    r"|starts\s+with|ends\s+with|equals)(?:\s+(?:any|one)\s+of)?\s*:?\s+)?)"
    rf"({TEXT}(?:(?:\s*,\s*|\s+or\s+){TEXT})*|/[\w/.-]*))?"
)
"""What is asked of it, and a text, several, or the path of a page."""
_NOT: Final = r"(?:(?:has|have|did|was)\s+)?(not\s+|never\s+)?(?:(?:has|have|did|was|is)\s+)?"
_SOON: Final = re.compile(r"\s+within\s+(\d+\s+[a-z]+)\b", re.IGNORECASE)
_CONDITION: Final = r"(?:(?<=\bwhen )|(?<=\bif )|(?<=\band )|(?<=\bor ))"
_DONE: Final = re.compile(
    rf"{_CONDITION}{_WHO}{_NOT}{_VERB}(?:\s+out)?{_OF}\s+{_NOUN}(?:\s+in\s+(?:any\s+|an\s+)?e-?mails?)?"
    rf"{_TIMES}{_WHICH}{_TIMES}",
    re.IGNORECASE,
)
_EACH: Final = re.compile(
    rf"\bfor\s+(?:each\s+|every\s+)?{_WHO}{_VERB}(?:\s+out)?{_OF}\s+{_NOUN}", re.IGNORECASE
)
_EACH_NOUN: Final = re.compile(
    rf"\bfor\s+(?:each\s+|every\s+)?{_WHO}(?:custom\s+)?{_NOUN}\s+{_VERB}", re.IGNORECASE
)
_COMPARED: Final = (
    r"\s+(?:is\s+)?(>=?|<=?|=|at\s+least|at\s+most|exactly|over|under|more\s+than|greater\s+than"
    r"|less\s+than|fewer\s+than)\s*(\d+)(?:\s+times?)?(?!\w)"
)
_NOUN_FIRST: Final = re.compile(
    rf"(?:(?<=\bany )|(?<=\bno )|(?<=\bof )){_NOUN}\s+{_VERB}", re.IGNORECASE
)
_NOUN_DONE: Final = re.compile(
    rf"{_CONDITION}{_WHO}(not\s+)?(?:(?:a|the)\s+)?{_NOUN}\s+(?:was\s+|were\s+)?{_VERB}"
    rf"{_TIMES}{_WHICH}(?:{_TIMES}|{_COMPARED})",
    re.IGNORECASE,
)
_BEGINS: Final = re.compile(r"\b(?:when|if|and|or|not)\s+$|\($", re.IGNORECASE)
_HOW_MANY: Final = re.compile(_COMPARED, re.IGNORECASE)
_COUNT: Final = re.compile(r"\b([A-Za-z]\w*)(?:\s+count)?" + _COMPARED, re.IGNORECASE)
_DONE_BY_NAME: Final = re.compile(
    rf"{_CONDITION}(?:(?:has|have|was)\s+)?"
    r"([a-z]+)\s+(?:out\s+)?(?:(?:an?|any|the)\s+)?([a-z]+_\w+)",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(
    rf"\b([A-Za-z]\w*)\s+(?:on|for|from|to|of|at|called|named)\s+({TEXT})", re.IGNORECASE
)
_PER: Final = re.compile(
    r"\b(at\s+least|over|exactly)\s+(\d+)\s+([A-Za-z]\w*)\s+(?:per|in\s+(?:one|a))\s+"
    r"([A-Za-z]\w*)\b",
    re.IGNORECASE,
)
_WITHOUT: Final = re.compile(
    r"(?:\bbut\s+|\band\s+)?\b(?:without\s+(?:any\s+|an?\s+)?|with\s+no\s+)([A-Za-z]\w*)",
    re.IGNORECASE,
)
_BOTH: Final = re.compile(
    r"^ignore\s+([A-Za-z]\w*)(?:\s*,\s*|\s+(?:and|or)\s+)([A-Za-z]\w*)\b", re.IGNORECASE
)
_HOLDS: Final = re.compile(
    rf"\b(?!(?:not|does|do)\b)([A-Za-z]\w*)\s+((?:does|do)(?:n['’]t|\s+not)\s+|not\s+)?"
    rf"(?:includes?|has|have|having)\s+(?:(?:any|one|either)\s+of\s+)?({TEXT})",
    re.IGNORECASE,
)
_HOLDS_NOT: Final = {"contains": "does not contain", "include": "do not include"}
_OFTEN: Final = {
    "more than": "over", "greater than": "over", ">": "over", ">=": "at least", "=": "exactly",
    "less than": "under", "fewer than": "under", "<": "under", "<=": "at most",
}  # fmt: skip
_LABELS: Final = {"job_title": "title", "company_name": "company", "email_address": "email"}
"""What HubSpot's forms call a column that mostly has a shorter name."""
_BY_NAME: Final = "an event is asked for by its name, as it is declared"


class Named(NamedTuple):
    start: int
    end: int
    said: str
    code: str
    title: str
    help: str = ""


def named(line: str, masked: str, declared: Declared) -> Iterator[Named]:
    """`masked` is the line with its texts blanked."""
    yield from _in_words(masked, declared)
    yield from _held(line, masked, declared)
    if declared.events:
        yield from _of_events(line, masked, declared)


def _held(line: str, masked: str, declared: Declared) -> Iterator[Named]:
    """`title includes "CEO"`, `title has "CEO"`, `title does not include "CEO"`"""
    for found in _HOLDS.finditer(masked):
        name = found[1].lower()
        word = {"text": "contains", "list": "include"}.get(declared.columns.get(name, ""))
        spelled = word == "include" and "include" in found[0].lower()
        if word and not (spelled and found[2]):  # one says so of a list
            verb = word if found[2] is None else _HOLDS_NOT[word]
            said = f"{name} {verb} {quoted(line[found.start(3) : found.end(3)])}"
            title = f"a column that is a {declared.columns[name]} is asked for by `{word}`"
            yield Named(*found.span(), said, "E029", title)


def _of_events(line: str, masked: str, declared: Declared) -> Iterator[Named]:
    for found in _PER.finditer(masked):
        often, times, event, field = found[1].lower(), found[2], found[3].lower(), found[4].lower()
        if field in declared.events.get(event, ()):
            said = f"{' '.join(often.split())} {times} {event} with the same {field}"
            yield Named(*found.span(), said, "E031", "events of one value are asked for so")
    for found in _BOTH.finditer(masked):
        if {found[1].lower(), found[2].lower()} <= declared.events.keys():
            said = f"ignore ({found[1]} or {found[2]})"
            yield Named(*found.span(), said, "E031", "several events stand in brackets")
    for found in _WITHOUT.finditer(masked):
        if found[1].lower() in declared.events:
            yield _without(found, masked)
    for found in _PLACE.finditer(masked):
        fields = declared.events.get(found[1].lower())
        if fields:
            said = f"{found[1]} where {fields[0]} is {quoted(line[found.start(2) : found.end(2)])}"
            yield Named(*found.span(), said, "E031", "what an event is about stands in its fields")
    for found in _DONE_BY_NAME.finditer(masked):
        asked = _done_by_name(found, declared)
        if asked:
            yield Named(*found.span(), asked, "E029", _BY_NAME)
    for found in _COUNT.finditer(masked):
        if found[1].lower() in declared.events:
            words = " ".join(found[2].lower().split())
            said = f"{_OFTEN.get(words, words)} {found[3]} {found[1].lower()}"
            yield Named(*found.span(), said, "E031", "how often an event happened stands before it")
    for pattern, verb in ((_DONE, 2), (_NOUN_DONE, 3)):
        for found in pattern.finditer(masked):
            asked = _asked(line, found, declared, verb)
            if asked:
                yield Named(*found.span(), asked, "E029", _BY_NAME)
    for pattern, verb in ((_EACH, 1), (_EACH_NOUN, 2)):
        for found in pattern.finditer(masked):
            event = _event(found[verb], found[3 - verb], declared)
            if event:
                yield Named(*found.span(), f"for each {event}", "E029", _BY_NAME)
    for found in _NOUN_FIRST.finditer(masked):
        event = _event(found[2], found[1], declared)
        if event:
            yield Named(*found.span(), event, "E029", _BY_NAME)


def _without(found: re.Match[str], masked: str) -> Named:
    """`any page_view without email_open`; what `for each` counts is asked of by itself."""
    title = "that there is none of an event is a test of its own"
    each = re.search(r"\bfor\s+each\s+([a-z]\w*)", masked[: found.start()], re.IGNORECASE)
    *_, before = re.split(
        r"\b(?:and|or|when|if)\b|\(", masked[: found.start()], flags=re.IGNORECASE
    )
    if re.search(r"\b(?:no|not|never|under|most)\b", before, re.IGNORECASE):
        help = f"say each by itself, joined by `and` or by `or`: `… and no {found[1]}`"
        return Named(*found.span(), f"and no {found[1]}", "E031", title, help)
    soon = _SOON.match(masked, found.end())
    if each is None and soon and before.split():
        end, length, event = soon.end(), soon[1], before.split()[-1]
        lately = f"any {event} in the last {length} and no {found[1]} in the last {length}"
        help = f"write `{lately}`; or `no {event} followed by {found[1]} within {length}`, which "
        help += f"holds where there is no {event} at all, too"
        return Named(found.start(), end, f"and no {found[1]}", "E031", title, help)
    if each is None:
        return Named(*found.span(), f"and no {found[1]}", "E031", title)
    title = "`for each` asks only about the events that it counts"
    help = f"to give points once, write `when any {each[1]} and no {found[1]}`"
    return Named(*found.span(), "", "E031", title, help)


def _in_words(masked: str, declared: Declared) -> Iterator[Named]:
    """Two or more words that are one declared name, or its plural; the longest first."""
    for run in _RUN.finditer(masked):
        words = [
            (run.start() + w.start(), run.start() + w.end()) for w in re.finditer(r"\w+", run[0])
        ]
        for count in range(min(MOST_WORDS, len(words)), 1, -1):
            for i in range(len(words) - count + 1):
                start, end = words[i][0], words[i + count - 1][1]
                name = "_".join(masked[start:end].lower().split())
                ways = (name, name.removesuffix("s"), name.replace("_", ""), _LABELS.get(name, ""))
                said = next((way for way in ways if way in declared.names), None)
                if said is not None:
                    yield _one_word(masked, start, end, said, declared)


def _one_word(masked: str, start: int, end: int, name: str, declared: Declared) -> Named:
    """A name; of an event that stands where a condition begins, the condition."""
    if name not in declared.events or not _BEGINS.search(masked[:start]):
        return Named(start, end, name, "E036", "a name is one word")
    counted = _HOW_MANY.match(masked, end)
    if counted is None:
        return Named(start, end, f"any {name}", "E029", _BY_NAME)
    words = " ".join(counted[1].lower().split())
    said = f"{_OFTEN.get(words, words)} {counted[2]} {name}"
    return Named(start, counted.end(), said, "E029", _BY_NAME)


def _done_by_name(found: re.Match[str], declared: Declared) -> str | None:
    """`filled out form_submit`, and `filled out form_x` of a form that is called so."""
    verb, name = found[1].lower(), found[2].lower()
    if not verb.startswith(tuple(_VERBS)):
        return None
    if name in declared.events:
        return f"any {name}"
    noun = name.split("_")[0]
    if not any(re.fullmatch(start, noun) for start in _NOUNS):
        return None
    event = _event(verb, noun, declared)
    fields = declared.events.get(event or "", ())
    return f'any {event} where {fields[0]} is "{found[2]}"' if fields else None


def _asked(line: str, found: re.Match[str], declared: Declared, verb: int) -> str | None:
    """The condition that a phrase stands for; `verb` is the place of the verb in it."""
    event = _event(found[verb], found[5 - verb], declared)
    often = _often(found)
    if event is None or (found[1] and often):
        return None
    asked = often or ("no" if found[1] else "any")
    return f"{asked} {event}{_where(line, found, declared.events[event])}"


def _often(found: re.Match[str]) -> str:
    """`at least 3`, where it is said how often."""
    for i in (4, 8, 10):
        if i < found.re.groups and found[i + 1]:
            words = " ".join(found[i].lower().split())
            words = "at least" if words.startswith("min") else _OFTEN.get(words, words)
            return f"{words} {found[i + 1]}"
    return ""


def _where(line: str, found: re.Match[str], fields: tuple[str, ...]) -> str:
    start, end = found.span(7)
    if start < 0:
        return ""
    name = fields[0] if fields else "name"
    asked = " ".join((found[6] or "is").lower().split())
    asked = asked if asked.split(" ")[0] in ("contains", "starts", "ends") else "is"
    text = line[start:end]
    return f" where {name} {asked} " + (f'"{text}"' if text[0] == "/" else listed(text))


def _event(verb: str, noun: str, declared: Declared) -> str | None:
    """The declared event of which one part begins like a verb and another like its object."""
    verbs = next(said for start, said in _VERBS.items() if verb.lower().startswith(start))
    nouns = next(said for start, said in _NOUNS.items() if re.match(start, noun.lower()))
    for event in declared.events:
        parts = event.split("_")
        done = next((p for p in parts if p.startswith(verbs)), None)
        if done and any(p.startswith(nouns) for p in parts if p is not done):
            return event
    return None
