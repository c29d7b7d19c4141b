"""The questions put to closed months; `counting` asks them.

Each closed kind is a table of its name, with the month of its file in `month`. A test that an
unknown field decides is NULL in SQL, and one NULL makes its figure NULL: not known. Hours and
shares are NULL where there is nothing to take them from.
"""

from typing import Final

MACROS: Final = """
CREATE MACRO within(instant, begins) AS
  coalesce(instant >= begins AND instant < begins + INTERVAL 1 MONTH, false);
CREATE MACRO count_of(test) AS
  CASE WHEN count(*) FILTER (WHERE test IS NULL) = 0 THEN count(*) FILTER (WHERE test) END;
CREATE MACRO sum_of(amount, test) AS
  CASE WHEN count(*) FILTER (WHERE test IS NULL OR (test AND amount IS NULL)) = 0
  THEN coalesce(sum(amount) FILTER (WHERE test), 0) END;
CREATE MACRO hours_of(begun, ended, test) AS
  CASE WHEN count(*) FILTER (WHERE test IS NULL) = 0
  THEN median(epoch_us(ended) - epoch_us(begun)) FILTER (WHERE test) / 3.6e9 END;
"""
# As of 90 rows a state the template leaves out this keyword, which is part of another one.
ORDERS: Final = """
SELECT scope, category, keyword,
  count_of(kind = 'act' AND within(received, month)),
  sum_of(items, kind = 'act' AND within(received, month)),
  hours_of(received, told, kind = 'act' AND within(told, month)) AS hours_told,
  hours_of(received, effected, kind = 'act' AND within(effected, month)) AS hours_effected,
  count_of(kind = 'inform' AND within(received, month)),
  hours_of(received, told, kind = 'inform' AND within(told, month)) AS hours_told,
  hours_of(received, effected, kind = 'inform' AND within(effected, month)) AS hours_effected
FROM (
  SELECT 'TOTAL' AS scope, * FROM orders
  UNION ALL
  SELECT state, * REPLACE (
    CASE keyword WHEN 'KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE'
    THEN 'KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL' ELSE keyword END AS keyword) FROM orders
)
GROUP BY GROUPING SETS ((scope), (scope, category), (scope, category, keyword))
"""
NOTICES: Final = """
SELECT 'TOTAL', category, keyword,
  count_of(within(received, month)),
  count_of(within(received, month) AND trusted),
  sum_of(items, within(received, month)),
  sum_of(items, within(received, month) AND trusted),
  hours_of(received, decided, within(decided, month) AND by_law + by_terms > 0) AS hours_to_act,
  hours_of(received, decided, within(decided, month) AND by_law + by_terms > 0 AND trusted)
    AS hours_to_act,
  sum_of(by_law, within(decided, month)),
  sum_of(by_law, within(decided, month) AND by_law > 0 AND trusted),
  sum_of(by_terms, within(decided, month)),
  sum_of(by_terms, within(decided, month) AND by_terms > 0 AND trusted)
FROM notices GROUP BY GROUPING SETS ((), (category), (category, keyword))
"""
MEASURES: Final = """
SELECT 'TOTAL', category, keyword,
  count_of(origin = 'own'),
  count_of(origin = 'own' AND detected),
  count_of(origin = 'own' AND restriction = 'DECISION_VISIBILITY_CONTENT_REMOVED'),
  count_of(origin = 'own' AND restriction = 'DECISION_VISIBILITY_CONTENT_DISABLED'),
  count_of(origin = 'own' AND restriction = 'DECISION_VISIBILITY_CONTENT_DEMOTED'),
  count_of(origin = 'own' AND restriction = 'DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED'),
  count_of(origin = 'own' AND restriction = 'DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED'),
  count_of(origin = 'own' AND restriction = 'DECISION_VISIBILITY_CONTENT_LABELLED'),
  count_of(origin = 'own' AND restriction = 'DECISION_VISIBILITY_OTHER'),
  count_of(origin = 'own' AND restriction = 'DECISION_MONETARY_SUSPENSION'),
  count_of(origin = 'own' AND restriction = 'DECISION_MONETARY_TERMINATION'),
  count_of(origin = 'own' AND restriction = 'DECISION_MONETARY_OTHER'),
  count_of(origin = 'own' AND restriction IN
    ('DECISION_PROVISION_PARTIAL_SUSPENSION', 'DECISION_PROVISION_TOTAL_SUSPENSION')),
  count_of(origin = 'own' AND restriction IN
    ('DECISION_PROVISION_PARTIAL_TERMINATION', 'DECISION_PROVISION_TOTAL_TERMINATION')),
  count_of(origin = 'own' AND restriction = 'DECISION_ACCOUNT_SUSPENDED'),
  count_of(origin = 'own' AND restriction = 'DECISION_ACCOUNT_TERMINATED')
FROM measures WHERE ground = $ground
GROUP BY GROUPING SETS ((), (category), (category, keyword))
"""
AUTOMATED_MEASURES: Final = """
SELECT if(GROUPING(language) = 1, 'total', language),
  count_of(automated = 'AUTOMATED_DECISION_FULLY') AS measures_automated,
  count_of(automated = 'AUTOMATED_DECISION_NOT_AUTOMATED') AS measures_by_people
FROM measures GROUP BY GROUPING SETS ((), (language))
UNION ALL
SELECT 'own', count_of(origin = 'own' AND automated = 'AUTOMATED_DECISION_FULLY'),
  count_of(origin = 'own' AND automated = 'AUTOMATED_DECISION_NOT_AUTOMATED')
FROM measures
"""
AUTOMATED_NOTICES: Final = """
SELECT name,
  count_of(counted AND within(decided, month) AND automated = 'AUTOMATED_DECISION_FULLY')
    AS notices_automated,
  count_of(counted AND within(decided, month) AND automated = 'AUTOMATED_DECISION_NOT_AUTOMATED')
    AS notices_by_people
FROM (
  SELECT 'notices' AS name, true AS counted, * FROM notices
  UNION ALL
  SELECT 'trusted', trusted, * FROM notices
) GROUP BY name
"""
COMPLAINTS: Final = """
SELECT name,
  count_of(counted AND within(received, month)) AS total,
  count_of(counted AND within(decided, month) AND outcome = 'upheld') AS upheld,
  count_of(counted AND within(decided, month) AND outcome = 'partly_reversed') AS partly_reversed,
  count_of(counted AND within(decided, month) AND outcome = 'reversed') AS reversed,
  count_of(counted AND within(decided, month) AND outcome = 'omitted') AS omitted,
  hours_of(received, decided, counted AND within(decided, month) AND outcome <> 'omitted')
    AS median
FROM (
  SELECT 'complaints' AS name, true AS counted, * FROM complaints
  UNION ALL
  SELECT 'complaints_' || about, true, * FROM complaints
  UNION ALL
  SELECT 'complaints_trusted', trusted, * FROM complaints WHERE about = 'notice'
) GROUP BY name
"""
NEW_RESTRICTIONS: Final = """
SELECT 'new_restrictions', count_of(within(decided, month) AND restricted) AS total FROM complaints
"""
DISPUTES: Final = """
SELECT 'disputes', *, implemented_count / nullif(partly_reversed + reversed, 0) AS implemented
FROM (
  SELECT
    count_of(within(decided, month) AND outcome = 'upheld') AS upheld,
    count_of(within(decided, month) AND outcome = 'partly_reversed') AS partly_reversed,
    count_of(within(decided, month) AND outcome = 'reversed') AS reversed,
    count_of(within(decided, month) AND outcome = 'omitted') AS omitted,
    count_of(within(decided, month) AND outcome IN ('partly_reversed', 'reversed') AND implemented)
      AS implemented_count
  FROM disputes
)
"""
SUSPENSIONS: Final = """
SELECT 'suspensions_' || misuse, count(*) AS total FROM suspensions GROUP BY misuse
"""
CASES: Final = """
SELECT 'cases',
  count_of(within(opened, month)) AS opened,
  count_of(within(decided, month)) AS decided,
  hours_of(opened, decided, within(decided, month)) AS median
FROM cases
"""
RESTRICTIONS: Final = """
SELECT restriction, count(*) AS restricted FROM measures GROUP BY restriction
"""
