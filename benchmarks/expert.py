"""The forty rules of `bench.score`, by hand: straight-line Python as an expert would write it.

The same inputs and the same results as the generated evaluator: score, points of the three
groups, stage. The expert knows that texts may be missing and written in any case.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

DAY = timedelta(days=1)
DECISION = re.compile(r"(?<![a-z0-9])(?:vp|chief|ceo|cto|head|president)(?![a-z0-9])")
STUDENT = re.compile(r"(?<![a-z0-9])(?:student|intern)(?![a-z0-9])")
FREE = frozenset(("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "gmx.net"))
HOME = frozenset(("germany", "france", "austria"))
INDUSTRY = {"software": 15, "saas": 15, "finance": 10, "insurance": 10, "education": -5}
HALF_5 = (5, 3, 1, 1, 0)
HALF_10 = (10, 5, 3, 1, 1, 0)
HALF_15 = (15, 8, 4, 2, 1, 0)
HALF_2 = (2, 1, 1, 0)
HALF_3 = (3, 2, 1, 0)
HALF_6 = (6, 3, 2, 1, 0)
HALF_4 = (4, 2, 1, 1, 0)
FADE_8 = tuple(int(8 * (60 - d) / 60 + 0.5) for d in range(61))


def text(value: Any) -> str:
    return value.strip().lower() if value else ""


def score(lead: dict[str, Any], events: list[dict[str, Any]], as_of: datetime) -> tuple[Any, ...]:
    title = text(lead.get("title"))
    email = text(lead.get("email"))
    employees = lead.get("employees")
    decision_maker = DECISION.search(title) is not None

    fit = 0
    if decision_maker:
        fit += 20
    if "manager" in title:
        fit += 5
    if STUDENT.search(title):
        fit -= 10
    if "@" in email and email.rsplit("@", 1)[1] in FREE:
        fit -= 10
    if email.endswith(".io"):
        fit += 8
    if text(lead.get("phone")):
        fit += 5
    if lead.get("opted_out"):
        fit -= 20
    if text(lead.get("country")) in HOME:
        fit += 6
    created = lead.get("created")
    if created is not None:
        age = as_of - created
        if timedelta(0) <= age < 30 * DAY:
            fit += 7
        if age // DAY > 365:
            fit -= 5
    revenue = lead.get("revenue")
    if revenue is not None and revenue > 1_000_000:
        fit += 10
    if decision_maker and employees is not None and employees > 200:
        fit += 4
    fit += INDUSTRY.get(text(lead.get("industry")), 0)
    if employees is not None:
        if employees < 10:
            fit -= 10
        elif employees <= 249:
            fit += 10
        elif 250 <= employees <= 1000:
            fit += 20
        elif employees > 1000:
            fit += 15
    fit = max(-30, min(80, fit))

    opens = opens_7 = views = views_3 = webinars = papers = chats = forms_90 = 0
    open_points = view_points = product_points = webinar_points = paper_points = chat_points = 0
    clicks: list[tuple[timedelta, int]] = []
    demo_clicks: list[timedelta] = []
    last_click: tuple[datetime, str] | None = None
    last_form: timedelta | None = None
    paths: set[str] = set()
    days: set[int] = set()
    seconds_30 = 0
    longest = 0
    prices = careers = unsubscribed = bounced = content = recent = False
    demo_30 = demo_90 = False
    for event in events:
        at = event["at"]
        age = as_of - at
        if age < timedelta(0):
            continue
        kind = event["event"]
        day = age.days
        step = day // 30
        if day < 30:
            recent = True
        if kind == "page_view":
            views += 1
            if step < 4:
                view_points += HALF_2[step]
            path = text(event.get("path"))
            seconds = event.get("seconds")
            if path.startswith("/product") and step < 4:
                product_points += HALF_3[step]
            if path.startswith("/careers"):
                careers = True
            if day < 3:
                views_3 += 1
            if day < 7 and path.startswith("/pricing"):
                prices = True
            if day < 14:
                if path:
                    paths.add(event["path"].strip())
                if seconds is not None and seconds < 2:
                    bounced = True
            if day < 30:
                days.add(day)
                if seconds is not None:
                    seconds_30 += seconds
            if seconds is not None and seconds > longest:
                longest = seconds
        elif kind == "email_open":
            opens += 1
            if step < 5:
                open_points += HALF_5[step]
            if day < 7:
                opens_7 += 1
        elif kind == "email_click":
            campaign = text(event.get("campaign"))
            clicks.append((age, step))
            if "demo" in campaign:
                demo_clicks.append(age)
            key = (at, campaign)
            if last_click is None or key > last_click:
                last_click = key
        elif kind == "demo_request":
            demo_30 = demo_30 or day < 30
            demo_90 = demo_90 or day < 90
        elif kind == "webinar_attend":
            webinars += 1
            if day < 60:
                webinar_points += FADE_8[day]
            content = content or day < 30
        elif kind == "whitepaper_download":
            papers += 1
            if step < 5:
                paper_points += HALF_6[step]
            content = content or day < 30
        elif kind == "form_submit":
            if last_form is None or age < last_form:
                last_form = age
            if day < 90:
                forms_90 += 1
        elif kind == "chat":
            chats += 1
            if step < 5:
                chat_points += HALF_4[step]
        elif kind == "unsubscribe":
            unsubscribed = True

    engagement = min(30, open_points)
    if clicks:
        clicks.sort()
        engagement += sum(HALF_10[min(step, 5)] for _, step in clicks[:3])
    if demo_clicks:
        engagement += HALF_15[min(min(demo_clicks).days // 30, 5)]
    engagement += min(20, view_points) + min(15, product_points) + webinar_points + paper_points
    engagement += min(12, chat_points)
    if prices:
        engagement += 20
    if views_3 >= 3:
        engagement += 10
    if len(paths) >= 3:
        engagement += 10
    if len(days) >= 4:
        engagement += 5
    engagement += min(10, seconds_30 // 60)
    if longest > 300:
        engagement += 5
    if last_click is not None and "launch" in last_click[1]:
        engagement += 4
    if last_form is not None and last_form.days < 14:
        engagement += 3
    if content:
        engagement += 12
    if 2 <= forms_90 <= 5:
        engagement += 6
    if demo_30:
        engagement += 40
    elif demo_90:
        engagement += 25
    elif forms_90:
        engagement += 10
    if webinars:
        engagement += 9
    elif papers:
        engagement += 7
    elif chats:
        engagement += 5
    engagement = min(120, engagement)

    hygiene = 0
    if unsubscribed:
        hygiene -= 25
    if careers:
        hygiene -= 10
    if not recent:
        hygiene -= 15
    if views <= 1 and opens:
        hygiene -= 5
    if opens_7 > 10:
        hygiene -= 3
    if bounced:
        hygiene -= 4

    total = max(0, min(200, fit + engagement + hygiene))
    if total >= 120:
        stage = "SQL"
    elif total >= 60 and fit >= 20:
        stage = "MQL"
    elif total >= 20:
        stage = "Nurture"
    else:
        stage = "Cold"
    return total, fit, engagement, hygiene, stage
