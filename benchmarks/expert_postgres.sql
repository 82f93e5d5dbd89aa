-- The forty rules of bench.score, by hand, as an expert in PostgreSQL would write them.
-- As of 2026-03-01 00:00 UTC. Needs the tables `leads` and `events`.
WITH activity AS (
  SELECT
    lead_id,
    count(*) FILTER (WHERE event = 'email_open') AS opens,
    count(*) FILTER (WHERE event = 'email_open' AND occurred_at > '2026-02-22') AS opens_7,
    sum(CASE age / 30 WHEN 0 THEN 5 WHEN 1 THEN 3 WHEN 2 THEN 1 WHEN 3 THEN 1 ELSE 0 END) FILTER (WHERE event = 'email_open') AS open_points,
    count(*) FILTER (WHERE event = 'email_click' AND age < 30) AS clicks_0,
    count(*) FILTER (WHERE event = 'email_click' AND age >= 30 AND age < 60) AS clicks_1,
    count(*) FILTER (WHERE event = 'email_click' AND age >= 60 AND age < 90) AS clicks_2,
    count(*) FILTER (WHERE event = 'email_click' AND age >= 90 AND age < 120) AS clicks_3,
    count(*) FILTER (WHERE event = 'email_click' AND age >= 120 AND age < 150) AS clicks_4,
    min(age) FILTER (WHERE event = 'email_click' AND strpos(lower(campaign), 'demo') > 0) AS demo_click_age,
    (array_agg(lower(campaign) ORDER BY occurred_at DESC, lower(campaign) DESC NULLS LAST) FILTER (WHERE event = 'email_click'))[1] AS last_campaign,
    count(*) FILTER (WHERE event = 'page_view') AS views,
    sum(CASE age / 30 WHEN 0 THEN 2 WHEN 1 THEN 1 WHEN 2 THEN 1 ELSE 0 END) FILTER (WHERE event = 'page_view') AS view_points,
    sum(CASE age / 30 WHEN 0 THEN 3 WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE 0 END) FILTER (WHERE event = 'page_view' AND starts_with(lower(path), '/product')) AS product_points,
    sum(round(8 * (60 - age) / 60.0)) FILTER (WHERE event = 'webinar_attend' AND age < 60) AS webinar_points,
    count(*) FILTER (WHERE event = 'webinar_attend') AS webinars,
    count(*) FILTER (WHERE event = 'webinar_attend' AND occurred_at > '2026-01-30') AS webinars_30,
    sum(CASE age / 30 WHEN 0 THEN 6 WHEN 1 THEN 3 WHEN 2 THEN 2 WHEN 3 THEN 1 ELSE 0 END) FILTER (WHERE event = 'whitepaper_download') AS paper_points,
    count(*) FILTER (WHERE event = 'whitepaper_download') AS papers,
    count(*) FILTER (WHERE event = 'whitepaper_download' AND occurred_at > '2026-01-30') AS papers_30,
    sum(CASE age / 30 WHEN 0 THEN 4 WHEN 1 THEN 2 WHEN 2 THEN 1 WHEN 3 THEN 1 ELSE 0 END) FILTER (WHERE event = 'chat') AS chat_points,
    count(*) FILTER (WHERE event = 'chat') AS chats,
    count(*) FILTER (WHERE event = 'page_view' AND occurred_at > '2026-02-22' AND starts_with(lower(path), '/pricing')) AS prices,
    count(*) FILTER (WHERE event = 'page_view' AND occurred_at > '2026-02-26') AS views_3,
    count(DISTINCT path) FILTER (WHERE event = 'page_view' AND occurred_at > '2026-02-15') AS paths_14,
    count(DISTINCT age) FILTER (WHERE event = 'page_view' AND age < 30) AS days_30,
    sum(seconds) FILTER (WHERE event = 'page_view' AND occurred_at > '2026-01-30') AS seconds_30,
    max(seconds) FILTER (WHERE event = 'page_view') AS longest,
    max(occurred_at) FILTER (WHERE event = 'form_submit') AS last_form,
    count(*) FILTER (WHERE event = 'form_submit' AND occurred_at > '2025-12-01') AS forms_90,
    count(*) FILTER (WHERE event = 'demo_request' AND occurred_at > '2026-01-30') AS demos_30,
    count(*) FILTER (WHERE event = 'demo_request' AND occurred_at > '2025-12-01') AS demos_90,
    count(*) FILTER (WHERE event = 'unsubscribe') AS unsubscribes,
    count(*) FILTER (WHERE event = 'page_view' AND starts_with(lower(path), '/careers')) AS careers,
    count(*) FILTER (WHERE occurred_at > '2026-01-30') AS recent,
    count(*) FILTER (WHERE event = 'page_view' AND seconds < 2 AND occurred_at > '2026-02-15') AS bounced
  FROM (
    SELECT *, floor(extract(epoch FROM timestamp '2026-03-01' - occurred_at) / 86400)::int AS age
    FROM events
    WHERE occurred_at <= '2026-03-01'
  ) AS aged
  GROUP BY lead_id
),
profile AS MATERIALIZED (
  SELECT
    lead_id,
    lower(title) ~ '\m(vp|chief|ceo|cto|head|president)\M' AS decision_maker,
    lower(title) AS title, lower(email) AS email, lower(industry) AS industry,
    lower(country) AS country, phone, employees, revenue, created, opted_out
  FROM leads
),
parts AS MATERIALIZED (
  SELECT
    p.lead_id,
    greatest(-30, least(80,
      CASE WHEN decision_maker THEN 20 ELSE 0 END
      + CASE WHEN strpos(title, 'manager') > 0 THEN 5 ELSE 0 END
      - CASE WHEN title ~ '\m(student|intern)\M' THEN 10 ELSE 0 END
      - CASE WHEN split_part(email, '@', 2) IN ('gmail.com', 'yahoo.com', 'hotmail.com', 'outlook.com', 'gmx.net') THEN 10 ELSE 0 END
      + CASE WHEN right(email, 3) = '.io' THEN 8 ELSE 0 END
      + CASE WHEN phone IS NOT NULL THEN 5 ELSE 0 END
      - CASE WHEN opted_out THEN 20 ELSE 0 END
      + CASE WHEN country IN ('germany', 'france', 'austria') THEN 6 ELSE 0 END
      + CASE WHEN created > '2026-01-30' AND created <= '2026-03-01' THEN 7 ELSE 0 END
      - CASE WHEN DATE '2026-03-01' - created > 365 THEN 5 ELSE 0 END
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
      + CASE demo_click_age / 30 WHEN 0 THEN 15 WHEN 1 THEN 8 WHEN 2 THEN 4 WHEN 3 THEN 2 WHEN 4 THEN 1 ELSE 0 END
      + least(20, coalesce(view_points, 0))
      + least(15, coalesce(product_points, 0))
      + coalesce(webinar_points, 0)
      + coalesce(paper_points, 0)
      + least(12, coalesce(chat_points, 0))
      + CASE WHEN prices > 0 THEN 20 ELSE 0 END
      + CASE WHEN views_3 >= 3 THEN 10 ELSE 0 END
      + CASE WHEN paths_14 >= 3 THEN 10 ELSE 0 END
      + CASE WHEN days_30 >= 4 THEN 5 ELSE 0 END
      + least(10, div(coalesce(seconds_30, 0), 60))
      + CASE WHEN longest > 300 THEN 5 ELSE 0 END
      + CASE WHEN strpos(last_campaign, 'launch') > 0 THEN 4 ELSE 0 END
      + CASE WHEN last_form > '2026-02-15' THEN 3 ELSE 0 END
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
),
scored AS (
  SELECT *, greatest(0, least(200, fit + engagement + hygiene))::bigint AS score FROM parts
)
SELECT
  lead_id,
  score,
  fit::bigint AS fit,
  engagement::bigint AS engagement,
  hygiene::bigint AS hygiene,
  CASE
    WHEN score >= 120 THEN 'SQL'
    WHEN score >= 60 AND fit >= 20 THEN 'MQL'
    WHEN score >= 20 THEN 'Nurture'
    ELSE 'Cold'
  END AS stage
FROM scored
