-- mart.source_profile
-- Description: how each source counts, one declared fact a row, with its label; what it would have to declare is UNKNOWN.
-- Grain: source_id, fact, valid_from
-- source_id | the source
-- title | what the publisher calls the series
-- country | country of the publisher
-- is_model | true: the numbers are invented
-- fact | name of the fact
-- value | declared value
-- label | name of the value
-- is_unknown | true: the publisher does not say
-- valid_from | first day the fact holds for
-- valid_to | last day the fact holds for
-- cite | document and section
SELECT
    fact.source_id, source.title, source.country, source.is_model, fact.fact, fact.value,
    coalesce(code.label, fact.value) AS label, fact.value = 'UNKNOWN' AS is_unknown, fact.valid_from, fact.valid_to, fact.cite
FROM core.fact AS fact
JOIN core.source AS source USING (source_id)
LEFT JOIN core.code AS code
    ON code.code = fact.value
    AND code.codelist = CASE
        WHEN starts_with(fact.fact, 'element_') THEN 'element_coverage'
        WHEN starts_with(fact.fact, 'rule_') THEN 'counting_rule_value'
        WHEN starts_with(fact.fact, 'overlap_') THEN 'population_overlap'
        ELSE fact.fact
    END
ORDER BY source_id, fact, valid_from
