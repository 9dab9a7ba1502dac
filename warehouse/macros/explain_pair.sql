-- explain_pair(a, b)
-- Description: why two sources may not be compared further: every difference of every pair of their cells, worst first; ask a source against itself for its periods.
-- a | source_id of one source
-- b | source_id of the other, or of the same
-- dimension | the dimension compared
-- period_a | period of the source a
-- period_b | period of the source b
-- restricted | what the cells are limited to, on either side; null: nothing
-- verdict | level of the pair (codelist verdict)
-- level | level this difference alone gives
-- is_reason | true: it gives the verdict; all such differences have to go for the verdict to change
-- topic | what it is about
-- fact | the fact compared
-- value_a | its value at the source a
-- value_b | its value at the source b
-- text | the difference in words
-- whose | source_id of the side that can mend it; null: both
-- declared_in | where that field is declared
-- repair | what would lift it; null: nothing
-- after | level of the pair once this repair alone is done
-- citation | where the rule comes from
-- is_model | true: numbers of at least one side are invented
SELECT
    dimension,
    CASE WHEN is_turned THEN period_b ELSE period_a END AS period_a,
    CASE WHEN is_turned THEN period_a ELSE period_b END AS period_b,
    nullif(concat_ws('; ', CASE WHEN is_under_18_a OR is_under_18_b THEN 'victim_age=Y_LT18' END, coalesce(condition_a, condition_b)), '') AS restricted,
    verdict, difference.level::VARCHAR AS level, difference.is_reason, difference.topic, difference.fact,
    CASE WHEN is_turned THEN difference.value_other ELSE difference.value_one END AS value_a,
    CASE WHEN is_turned THEN difference.value_one ELSE difference.value_other END AS value_b,
    difference.text,
    CASE difference.whose WHEN 'ONE' THEN source_a WHEN 'OTHER' THEN source_b END AS whose,
    difference.declared_in, difference.action AS repair, difference.after::VARCHAR AS after, difference.citation, is_model
FROM (
    SELECT *, source_a <> a AS is_turned, unnest(differences) AS difference, generate_subscripts(differences, 1) AS place
    FROM mart.pair
    WHERE (source_a = a AND source_b = b) OR (source_a = b AND source_b = a)
)
ORDER BY dimension, period_a, period_b, profile_a, profile_b, place
