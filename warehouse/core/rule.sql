-- core.rule
-- Description: the book of rules: every check of a delivery, with its family, where it is evaluated, and why it is there.
-- Grain: rule_id
-- number | number of the rule; it never changes
-- rule_id | the rule, called as its finding
-- family | structure, vocabulary, range, cross-field, part-total, uniqueness, own past or other vintages
-- home | where it is evaluated
-- applies_to | ALL, RECORDS or FIGURES
-- state | in_force: it counts; shadow: what it would say is only recorded
-- since | day of that state, as shipped
-- severity | blocks, warns or asks
-- scope | edition, row or figure
-- is_waivable | true: a waiver can put up with what it blocks
-- reason | why there is such a rule
-- example | what breaks it
-- remedy | what to do
-- who | who can do it
SELECT number, rule_id, family, home, applies_to, state, since, severity, scope, is_waivable, reason, example, remedy, who
FROM input.rule
ORDER BY number
