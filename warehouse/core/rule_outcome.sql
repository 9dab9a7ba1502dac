-- core.rule_outcome
-- Description: what became of each rule in each delivery, with the numbers it was judged by; rules in shadow included.
-- Grain: source_id, edition, delivery, rule_id
-- source_id | the source
-- edition | the delivery
-- delivery | ACCEPTED or REFUSED: state of the delivery
-- rule_id | the rule
-- state | in_force: it counted; shadow: what it would have done is only recorded
-- outcome | PASSED, PASSED_WITH_VIOLATIONS, FAILED, NOT_APPLICABLE, NOT_RUN or RULE_ERROR
-- numerator | rows, cells, codes or editions that break the rule
-- denominator | those it was asked of
-- share | numerator by denominator; null where it was asked of none
-- threshold | the share up to which the delivery passes
-- findings | findings of the rule
-- is_waived | true: it was broken, and a waiver in force put up with it
SELECT
    source_id, edition, delivery, rule_id, state, outcome, numerator, denominator, share, threshold, findings, is_waived
FROM (
    SELECT * FROM input.rule_outcome
    UNION ALL BY NAME
    -- rules over published figures are asked when the warehouse is built
    SELECT
        source_id, edition, delivery, rule_id, state, CASE WHEN broken > 0 THEN 'PASSED_WITH_VIOLATIONS' ELSE 'PASSED' END AS outcome,
        least(broken, rows_accepted) AS numerator, rows_accepted AS denominator, least(broken, rows_accepted) / rows_accepted AS share,
        1.0::DOUBLE AS threshold, broken AS findings, false AS is_waived
    FROM (
        SELECT
            edition.source_id, edition.edition, edition.state AS delivery, rule.rule_id, rule.state, edition.rows_accepted,
            count(found.finding_id) AS broken
        FROM core.edition AS edition
        JOIN core.source AS source ON source.source_id = edition.source_id AND source.level = 'FIGURE'
        JOIN core.rule AS rule ON rule.home = 'COHERENCE'
        LEFT JOIN core.finding AS found
            ON (found.source_id, found.edition, found.state) = (edition.source_id, edition.edition, edition.state) AND found.finding_id = rule.rule_id
        WHERE edition.state = 'ACCEPTED' AND edition.rows_accepted > 0
        GROUP BY ALL
    )
)
ORDER BY source_id, edition, delivery, rule_id
