"""Whole lines as marketing tools, spreadsheets and programs have them."""

from __future__ import annotations

from .written import POINTS, Parts, wording

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


def _signed(points: str) -> str:
    points = points.replace(" ", "")
    return points if points[:1] in "+-" else f"+{points}"


def _turned(parts: Parts) -> str:
    return f"{_signed(parts[2])} when {parts[1].strip()}"


def _activity(parts: Parts) -> str:
    quantifier = "no" if parts[1] else "any"
    return f"{quantifier} {parts[3].lower()}_{_DID[parts[2].lower()]}"


def _counted(parts: Parts) -> str:
    return f"number of {_COUNTED[' '.join(parts[1].lower().split())]}"


TOOLS = (
    wording(rf"^{POINTS}\s+points?\s+(by|for\s+each)\s+(?=\w)", lambda p: f"points {p[1].lower()} ",
            "E031", "the points of a table stand in its rows"),
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
            _turned, "E029", _TURNED),
    wording(rf"^if\s+(.+?)\s*:\s*(?:score\s*\+=\s*)?({POINTS})\s*(?:points?)?$", _turned, "E029",
            _TURNED),
    wording(rf"^if\s+(.+?),?\s+(?:{_ADDED}|score\s*\+=)\s*({POINTS})\s*(?:points?)?$", _turned,
            "E029", _TURNED),
    wording(rf"^=?\s*iff?\s*\((.+?)[,;]\s*({POINTS})\s*[,;].*\)$", _turned, "E029",
            "a formula of a spreadsheet is written as a rule"),
    wording(rf"^case\s+when\s+(.+?)\s+then\s+({POINTS})\b.*$", _turned, "E029",
            "`CASE WHEN` is written as a rule"),
    wording(rf"(?:(?<=\bwhen )|(?<=\band )|(?<=\bor ))(not\s+)?{_ACTIVITY}(?!\s+(?:is|of)\b)",
            _activity, "E029", _BY_NAME, names=True),
    wording(rf"^(){_ACTIVITY}$", lambda parts: f"+10 when {_activity(parts)}", "E029", _BY_NAME,
            names=True),
    wording(rf"\bnumber\s+of\s+({'|'.join(_COUNTED)})\b", _counted, "E029", _BY_NAME, names=True),
    wording(r"\b(?:is\s+)?(?:a\s+)?member\s+of\s+(?:the\s+)?"
            r"(?:smart\s+|static\s+|active\s+)?list\b",
            "in_segment", "E029", "a list of people is a definition: `define in_segment as …`",
            names=True),
)  # fmt: skip
