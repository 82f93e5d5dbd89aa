"""Whole lines as marketing tools, spreadsheets and programs have them."""

from __future__ import annotations

import re

from ..written import NAME, POINTS, TEXT, Parts, quoted, signed, turned, wording
from .turned import cap, of_times

_ADDED = r"(?:add|give|award|assign|plus)"
_TAKEN = r"(?:subtract|deduct|remove|take|minus)"
_WHEN = r"(?:if|when|where)"
_FIRST = "the points come first on a line"
_TURNED = "`if … then` is written the other way round"
_DID = {
    "fill": "submit", "submi": "submit", "visit": "view", "view": "view", "click": "click",
    "open": "open", "sent": "sent", "deliv": "delivered", "atten": "attend", "downl": "download",
}  # fmt: skip
"""What a name of an event ends with, by the first letters of a verb."""
_ACTIVITY = (
    r"(?:(?:has|have|was|is|did)\s+)?(fill|submi|visit|view|click|open|sent|deliv|atten|downl)\w*"
    r"(?:\s+out)?\s+(?:(?:an?|any|the|web)\s+)*(form|page|email|link|webinar|content|asset)s?\b"
)
_COUNTED = {"pageviews": "page_view", "page views": "page_view", "sessions": "visit",
            "form submissions": "form_submit", "email opens": "email_open",
            "email clicks": "email_click"}  # fmt: skip
_BY_NAME = "an event is asked for by its name, as it stands under `events`"


def _joint(word: str) -> str:
    return "when" if word.lower() in ("if", "where") else word.lower()


def _activity(parts: Parts) -> str:
    quantifier = "no" if parts[1] else "any"
    return f"{quantifier} {parts[3].lower()}_{_DID[parts[2].lower()]}"


def _counted(parts: Parts) -> str:
    return f"number of {_COUNTED[' '.join(parts[1].lower().split())]}"


def _graded(parts: Parts) -> str | None:
    """`A 75-100, B 50-74` as limits from below; the last takes all that are left."""
    *first, last = re.findall(r"(\w+)\s+(\d+)\s*(?:-|–|to)\s*\d+", parts[2])
    if not first:
        return None
    return ", ".join([f"{parts[1]} {first[0][0]} from {first[0][1]}",
                      *(f"{value} from {least}" for value, least in first[1:]),
                      f"{last[0]} otherwise"])  # fmt: skip


def _each(parts: Parts) -> str:
    points = signed(parts[1] or "5")
    limit = f"up to {parts[3]} points" if parts[4] else cap(points, parts[3])
    return f"{points} for each {parts[2]}, {limit}"


def _each_too(parts: Parts) -> str:
    return "" if parts[4] else of_times(parts[1] or "5", parts[3])


def _titled(parts: Parts) -> str:
    """A group that has a title, with a name made of it."""
    name = "_".join(re.findall(r"[a-z0-9]+", parts[1].lower())).lstrip("0123456789_")
    return f"group {name or 'fit'} {parts[1]}"


TOOLS = (
    wording(rf"^({NAME}|{TEXT})\s*:\s*(?:when\s+|if\s+)?"
            r"(?:(?=score\s+(?:is\b|[<>=≥≤]))|(score)\s+(?=(?:between|over|under|at)\b))",
            lambda parts: f"{quoted(parts[1])} when {parts[2] and 'score is '}", "E031",
            "a stage has `when` after its name"),
    wording(r"^([+-]?\d[\d.,]*)\s*%", "{1}", "E031", "points are a plain number; a share that is "
            "lost with time is `losing 50% every 30 days`"),
    wording(rf"^(?:({POINTS})\s+)?(?:for\s+)?each\s+({NAME})\s+"
            r"(?:max(?:imum)?\.?|capped\s+at)\s+(\d+)(\s+(?:points?|pts))?$", _each, "E031",
            "the points of each come first, and the most that a rule gives last", also=_each_too),
    wording(r"^each\s+(?=\w)", "+5 for each ", "E031", "a rule begins with its points"),
    wording(rf"^group\s+({TEXT})(?=\s*(?:,|$))", _titled, "E034",
            "a group has a name before its title", names=True),
    wording(r"\b(?:equals?|is)\s+(?:one|any)\s+of\b:?", "is"),
    wording(r"^(profile|engagement|fit|demographics?|behaviou?r|interest|activity)"
            r"(?:\s+(?:criteria|score|scoring|points|rules))?$", lambda p: f"group {p[1].lower()}",
            "E031", "rules stand in a group"),
    wording(rf"^({NAME})\s+((?:\w+\s+\d+\s*(?:-|–|to)\s*\d+\s*,?\s*){{2,}})$", _graded, "E031",
            "a grade has the points from which it is given"),
    wording(r",\s*(?:weight(?:ed|ing)?(?:\s+of)?:?)\s+(\d+)\s*%", ", at most {1} points", "E031",
            "a group has no weight; its points have a limit"),
    wording(rf"^{POINTS}\s+points?\s+(by|for\s+each(?=.*\sby\s))\s+(?=\w)",
            lambda p: f"points {p[1].lower()} ", "E031", "the points of a table stand in its rows"),
    wording(rf"^{_ADDED}\s+({POINTS})\s*(?:points?\s+|pts\s+)?({_WHEN}|for)\b",
            lambda p: f"+{p[1].strip(' +-')} {_joint(p[2])}", "E031", _FIRST),
    wording(rf"^{_TAKEN}\s+({POINTS})\s*(?:points?\s+|pts\s+)?({_WHEN}|for)\b",
            lambda p: f"-{p[1].strip(' +-')} {_joint(p[2])}", "E031", _FIRST),
    wording(rf"^(?:change\s+)?score\s*(?:\+=|\+|:|:\s*\+|increases?\s+by"
            rf"|is\s+increased\s+by|by)?\s*"
            rf"\+?\s*(\d[\d.,]*)\s*(?:points?\s+)?({_WHEN})\b",
            lambda p: f"+{p[1]} {_joint(p[2])}", "E031", _FIRST),
    wording(rf"^(?:change\s+)?score\s*(?:-=|-|:\s*-|decreases?\s+by|is\s+decreased\s+by|by\s+-)\s*"
            rf"(\d[\d.,]*)\s*(?:points?\s+)?({_WHEN})\b",
            lambda p: f"-{p[1]} {_joint(p[2])}", "E031", _FIRST),
    wording(r"^(?:change\s+)?score\s*(?:\+=|\+|:|:\s*\+|by)?\s*\+?\s*(\d[\d.,]*)\s*$",
            "+{1} when …", "E031", _FIRST),
    wording(rf"^if\s+(.+?)[,:]?\s+then\s+(?:{_ADDED}\s+|score\s*\+=\s*)?({POINTS})\s*(?:points?)?$",
            turned, "E029", _TURNED),
    wording(rf"^if\s+(.+?)\s*:\s*(?:score\s*\+=\s*)?({POINTS})\s*(?:points?)?$", turned, "E029",
            _TURNED),
    wording(rf"^if\s+(.+?),?\s+(?:{_ADDED}|score\s*\+=)\s*({POINTS})\s*(?:points?)?$", turned,
            "E029", _TURNED),
    wording(rf"^=?\s*iff?\s*\((.+?)[,;]\s*({POINTS})\s*[,;].*\)$", turned, "E029",
            "a formula of a spreadsheet is written as a rule"),
    wording(rf"^case\s+when\s+(.+?)\s+then\s+({POINTS})\b.*$", turned, "E029",
            "`CASE WHEN` is written as a rule"),
    wording(rf"(?:(?<=\bwhen )|(?<=\band )|(?<=\bor ))(not\s+)?{_ACTIVITY}(?!\s+(?:is|of)\b)",
            _activity, "E029", _BY_NAME, names=True),
    wording(rf"^(){_ACTIVITY}$", lambda parts: f"+10 when {_activity(parts)}", "E029", _BY_NAME,
            names=True),
    wording(rf"\bnumber\s+of\s+({'|'.join(_COUNTED)})\b", _counted, "E029", _BY_NAME, names=True),
    wording(r"\b(?:(?:contact|lead|prospect|person)\s+)?(?:is\s+)?(?:(?:a\s+)?member\s+of|in)\s+"
            rf"(?:the\s+)?(?:smart\s+|static\s+|active\s+)?list\b(?:\s+{TEXT})?",
            "in_segment", "E029", "a list of people is a definition: `define in_segment as …`",
            names=True),
)  # fmt: skip
