-- mart.pair
-- Description: how far two groups of cells may be compared, and why not further: the worst level of the rules that fire.
-- Grain: profile_a, profile_b
-- profile_a | row of mart.profile, the smaller number; a pair stands here once
-- profile_b | row of mart.profile, the larger number
-- source_a | its source
-- source_b | its source
-- edition_a | its delivery
-- edition_b | its delivery
-- period_a | its period
-- period_b | its period
-- dimension | the dimension of both; total: all records, or all victims under 18
-- kind | CASES for counts and shares of records, else the statistic of both
-- counting_unit_a | what is counted
-- counting_unit_b | what is counted
-- condition_a | dimension=CODE the cells are limited to; null: none
-- condition_b | dimension=CODE the cells are limited to; null: none
-- is_under_18_a | true: the cells are about victims under 18 only, whatever the source covers
-- is_under_18_b | true: the cells are about victims under 18 only, whatever the source covers
-- codes_a | codes of the cells
-- codes_b | codes of the cells
-- verdict | level (codelist verdict)
-- topics | what the reasons are about
-- reasons | the facts at the level of the verdict, in words: each alone gives it, and all have to go for it to change
-- repairs | what would lift reasons; a reason without a repair cannot be lifted
-- after_repairs | level once every repair is done, also those of lesser differences
-- if_declared_alike | level if everything undeclared proved to be the same on both sides
-- is_independent | false: both may count the same records, so they are never added; null: not declared
-- is_model | true: numbers of at least one side are invented
-- differences | every rule above COMPARABLE, worst first: fact, topic, relation, level, whose field, values, repair, level after
SELECT
    one AS profile_a, other AS profile_b, a.source_id AS source_a, b.source_id AS source_b, a.edition AS edition_a,
    b.edition AS edition_b, a.period AS period_a, b.period AS period_b, a.dimension, a.kind,
    a.counting_unit AS counting_unit_a, b.counting_unit AS counting_unit_b, a.condition AS condition_a,
    b.condition AS condition_b, a.is_under_18 AS is_under_18_a, b.is_under_18 AS is_under_18_b, a.codes AS codes_a,
    b.codes AS codes_b, pair.verdict::VARCHAR AS verdict, topics, reasons, repairs, after_all::VARCHAR AS after_repairs,
    if_declared_alike::VARCHAR AS if_declared_alike, is_independent, a.is_model OR b.is_model AS is_model, differences
FROM input.pair AS pair
JOIN mart.profile AS a ON a.profile = pair.one
JOIN mart.profile AS b ON b.profile = pair.other
ORDER BY source_a, source_b, dimension, period_a, period_b, profile_a, profile_b
