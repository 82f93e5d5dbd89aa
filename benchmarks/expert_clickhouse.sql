-- The forty rules of bench.score, by hand, as an expert in ClickHouse would write them.
-- As of 2026-03-01 00:00 UTC. Needs the tables `leads` and `events`.
WITH activity AS (
  SELECT
    lead_id,
    count(*) AS events,
    countIf(event = 'email_open') AS opens,
    countIf(event = 'email_open' AND occurred_at > toDateTime64('2026-02-22 00:00:00', 6, 'UTC')) AS opens_7,
    sumIf(CASE intDiv(age, 30) WHEN 0 THEN 5 WHEN 1 THEN 3 WHEN 2 THEN 1 WHEN 3 THEN 1 ELSE 0 END, event = 'email_open') AS open_points,
    countIf(event = 'email_click' AND age < 30) AS clicks_0,
    countIf(event = 'email_click' AND age >= 30 AND age < 60) AS clicks_1,
    countIf(event = 'email_click' AND age >= 60 AND age < 90) AS clicks_2,
    countIf(event = 'email_click' AND age >= 90 AND age < 120) AS clicks_3,
    countIf(event = 'email_click' AND age >= 120 AND age < 150) AS clicks_4,
    minIf(age, event = 'email_click' AND position(lower(campaign), 'demo') > 0) AS demo_click_age,
    argMaxIf(lower(campaign), (occurred_at, lower(campaign)), event = 'email_click') AS last_campaign,
    countIf(event = 'page_view') AS views,
    sumIf(CASE intDiv(age, 30) WHEN 0 THEN 2 WHEN 1 THEN 1 WHEN 2 THEN 1 ELSE 0 END, event = 'page_view') AS view_points,
    sumIf(CASE intDiv(age, 30) WHEN 0 THEN 3 WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE 0 END, event = 'page_view' AND startsWith(lower(path), '/product')) AS product_points,
    sumIf(intDiv(2 * 8 * (60 - age) + 60, 120), event = 'webinar_attend' AND age < 60) AS webinar_points,
    countIf(event = 'webinar_attend') AS webinars,
    countIf(event = 'webinar_attend' AND occurred_at > toDateTime64('2026-01-30 00:00:00', 6, 'UTC')) AS webinars_30,
    sumIf(CASE intDiv(age, 30) WHEN 0 THEN 6 WHEN 1 THEN 3 WHEN 2 THEN 2 WHEN 3 THEN 1 ELSE 0 END, event = 'whitepaper_download') AS paper_points,
    countIf(event = 'whitepaper_download') AS papers,
    countIf(event = 'whitepaper_download' AND occurred_at > toDateTime64('2026-01-30 00:00:00', 6, 'UTC')) AS papers_30,
    sumIf(CASE intDiv(age, 30) WHEN 0 THEN 4 WHEN 1 THEN 2 WHEN 2 THEN 1 WHEN 3 THEN 1 ELSE 0 END, event = 'chat') AS chat_points,
    countIf(event = 'chat') AS chats,
    countIf(event = 'page_view' AND occurred_at > toDateTime64('2026-02-22 00:00:00', 6, 'UTC') AND startsWith(lower(path), '/pricing')) AS prices,
    countIf(event = 'page_view' AND occurred_at > toDateTime64('2026-02-26 00:00:00', 6, 'UTC')) AS views_3,
    uniqExactIf(path, event = 'page_view' AND occurred_at > toDateTime64('2026-02-15 00:00:00', 6, 'UTC')) AS paths_14,
    uniqExactIf(age, event = 'page_view' AND age < 30) AS days_30,
    sumIf(seconds, event = 'page_view' AND occurred_at > toDateTime64('2026-01-30 00:00:00', 6, 'UTC')) AS seconds_30,
    maxIf(seconds, event = 'page_view') AS longest,
    maxIf(occurred_at, event = 'form_submit') AS last_form,
    countIf(event = 'form_submit' AND occurred_at > toDateTime64('2025-12-01 00:00:00', 6, 'UTC')) AS forms_90,
    countIf(event = 'demo_request' AND occurred_at > toDateTime64('2026-01-30 00:00:00', 6, 'UTC')) AS demos_30,
    countIf(event = 'demo_request' AND occurred_at > toDateTime64('2025-12-01 00:00:00', 6, 'UTC')) AS demos_90,
    countIf(event = 'unsubscribe') AS unsubscribes,
    countIf(event = 'page_view' AND startsWith(lower(path), '/careers')) AS careers,
    countIf(occurred_at > toDateTime64('2026-01-30 00:00:00', 6, 'UTC')) AS recent,
    countIf(event = 'page_view' AND seconds < 2 AND occurred_at > toDateTime64('2026-02-15 00:00:00', 6, 'UTC')) AS bounced
  FROM (
    SELECT *, intDiv(toUnixTimestamp64Micro(toDateTime64('2026-03-01 00:00:00', 6, 'UTC')) - toUnixTimestamp64Micro(occurred_at), 86400000000) AS age
    FROM events
    WHERE occurred_at <= toDateTime64('2026-03-01 00:00:00', 6, 'UTC')
  )
  GROUP BY lead_id
),
profile AS (
  SELECT
    lead_id,
    match(lower(title), '(^|[^a-z0-9])(vp|chief|ceo|cto|head|president)([^a-z0-9]|$)') AS decision_maker,
    lower(title) AS title, lower(email) AS email, lower(industry) AS industry,
    lower(country) AS country, phone, employees, revenue, created, opted_out
  FROM leads
),
parts AS (
  SELECT
    p.lead_id,
    greatest(-30, least(80,
      CASE WHEN decision_maker THEN 20 ELSE 0 END
      + CASE WHEN position(title, 'manager') > 0 THEN 5 ELSE 0 END
      - CASE WHEN match(title, '(^|[^a-z0-9])(student|intern)([^a-z0-9]|$)') THEN 10 ELSE 0 END
      - CASE WHEN splitByChar('@', assumeNotNull(email))[2] IN ('gmail.com', 'yahoo.com', 'hotmail.com', 'outlook.com', 'gmx.net') THEN 10 ELSE 0 END
      + CASE WHEN endsWith(email, '.io') THEN 8 ELSE 0 END
      + CASE WHEN phone IS NOT NULL THEN 5 ELSE 0 END
      - CASE WHEN opted_out THEN 20 ELSE 0 END
      + CASE WHEN country IN ('germany', 'france', 'austria') THEN 6 ELSE 0 END
      + CASE WHEN created > toDate32('2026-01-30') AND created <= toDate32('2026-03-01') THEN 7 ELSE 0 END
      - CASE WHEN dateDiff('day', created, toDate32('2026-03-01')) > 365 THEN 5 ELSE 0 END
      + CASE WHEN revenue > 1000000 THEN 10 ELSE 0 END
      + CASE WHEN decision_maker AND employees > 200 THEN 4 ELSE 0 END
      + CASE WHEN industry IN ('software', 'saas') THEN 15 WHEN industry IN ('finance', 'insurance') THEN 10 WHEN industry = 'education' THEN -5 ELSE 0 END
      + CASE WHEN employees < 10 THEN -10 WHEN employees BETWEEN 10 AND 249 THEN 10 WHEN employees BETWEEN 250 AND 1000 THEN 20 WHEN employees > 1000 THEN 15 ELSE 0 END
    )) AS fit,
    least(120,
      least(30, coalesce(open_points, 0))
      + 10 * least(3, coalesce(clicks_0, 0))
      + 5 * greatest(0, least(3 - coalesce(clicks_0, 0), coalesce(clicks_1, 0)))
      + 3 * greatest(0, least(3 - coalesce(clicks_0, 0) - coalesce(clicks_1, 0), coalesce(clicks_2, 0)))
      + greatest(0, least(3 - coalesce(clicks_0, 0) - coalesce(clicks_1, 0) - coalesce(clicks_2, 0), coalesce(clicks_3, 0)))
      + greatest(0, least(3 - coalesce(clicks_0, 0) - coalesce(clicks_1, 0) - coalesce(clicks_2, 0) - coalesce(clicks_3, 0), coalesce(clicks_4, 0)))
      + CASE intDiv(demo_click_age, 30) WHEN 0 THEN 15 WHEN 1 THEN 8 WHEN 2 THEN 4 WHEN 3 THEN 2 WHEN 4 THEN 1 ELSE 0 END
      + least(20, coalesce(view_points, 0))
      + least(15, coalesce(product_points, 0))
      + coalesce(webinar_points, 0)
      + coalesce(paper_points, 0)
      + least(12, coalesce(chat_points, 0))
      + CASE WHEN prices > 0 THEN 20 ELSE 0 END
      + CASE WHEN views_3 >= 3 THEN 10 ELSE 0 END
      + CASE WHEN paths_14 >= 3 THEN 10 ELSE 0 END
      + CASE WHEN days_30 >= 4 THEN 5 ELSE 0 END
      + least(10, intDiv(coalesce(seconds_30, 0), 60))
      + CASE WHEN longest > 300 THEN 5 ELSE 0 END
      + CASE WHEN position(last_campaign, 'launch') > 0 THEN 4 ELSE 0 END
      + CASE WHEN last_form > toDateTime64('2026-02-15 00:00:00', 6, 'UTC') THEN 3 ELSE 0 END
      + CASE WHEN webinars_30 + papers_30 > 0 THEN 12 ELSE 0 END
      + CASE WHEN forms_90 BETWEEN 2 AND 5 THEN 6 ELSE 0 END
      + CASE WHEN demos_30 > 0 THEN 40 WHEN demos_90 > 0 THEN 25 WHEN forms_90 > 0 THEN 10 ELSE 0 END
      + CASE WHEN webinars > 0 THEN 9 WHEN papers > 0 THEN 7 WHEN chats > 0 THEN 5 ELSE 0 END
    ) AS engagement,
    - CASE WHEN unsubscribes > 0 THEN 25 ELSE 0 END
    - CASE WHEN careers > 0 THEN 10 ELSE 0 END
    - CASE WHEN coalesce(recent, 0) = 0 THEN 15 ELSE 0 END
    - CASE WHEN views <= 1 AND opens > 0 THEN 5 ELSE 0 END
    - CASE WHEN opens_7 > 10 THEN 3 ELSE 0 END
    - CASE WHEN bounced > 0 THEN 4 ELSE 0 END AS hygiene
  FROM profile p
  LEFT JOIN activity a ON a.lead_id = p.lead_id
)
SELECT
  lead_id,
  greatest(0, least(200, fit + engagement + hygiene))::Int64 AS score,
  fit::Int64 AS fit,
  engagement::Int64 AS engagement,
  hygiene::Int64 AS hygiene,
  CASE
    WHEN score >= 120 THEN 'SQL'
    WHEN score >= 60 AND fit >= 20 THEN 'MQL'
    WHEN score >= 20 THEN 'Nurture'
    ELSE 'Cold'
  END AS stage
FROM parts
SETTINGS join_use_nulls = 1, aggregate_functions_null_for_empty = 0
