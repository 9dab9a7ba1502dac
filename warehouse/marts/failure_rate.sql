-- mart.failure_rate
-- Description: how often each rule in force was broken, by provider and delivery, in order of time; rules never broken by a source are left out.
-- Grain: source_id, edition, delivery, rule_id
-- source_id | the source
-- publisher | who publishes it
-- country | country of the publisher
-- is_model | true: the numbers are invented
-- edition | the delivery
-- delivery | ACCEPTED or REFUSED
-- period_end | last day of its period
-- rule_id | the rule
-- family | family of the rule
-- severity | blocks, warns or asks
-- outcome | what became of the rule
-- numerator | what breaks it
-- denominator | what it was asked of
-- share | numerator by denominator
-- threshold | the share up to which the delivery passes
-- is_waived | true: put up with by a waiver in force
SELECT
    outcome.source_id, source.publisher, source.country, source.is_model, outcome.edition, outcome.delivery, edition.period_end,
    outcome.rule_id, rule.family, rule.severity, outcome.outcome, outcome.numerator, outcome.denominator, outcome.share,
    outcome.threshold, outcome.is_waived
FROM core.rule_outcome AS outcome
JOIN core.rule AS rule USING (rule_id)
JOIN core.source AS source USING (source_id)
JOIN core.edition AS edition
    ON (edition.source_id, edition.edition, edition.state) = (outcome.source_id, outcome.edition, outcome.delivery)
WHERE outcome.state = 'in_force' AND (outcome.source_id, outcome.rule_id) IN (
    SELECT (source_id, rule_id) FROM core.rule_outcome WHERE numerator > 0
)
ORDER BY source_id, rule_id, period_end, edition, delivery
