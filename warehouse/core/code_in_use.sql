-- core.code_in_use
-- Description: the codes a current edition uses, by period: what its common partition with other sources is made of.
-- Grain: source_id, edition, period, dimension, sex, code
-- source_id | the source
-- edition | the delivery
-- period | year, quarter, month, or first and last month of the window
-- dimension | the dimension
-- sex | of an age band that is published for one sex alone, the sex; else null
-- code | a code recorded or published, codes for a missing value left out
SELECT DISTINCT used.source_id, used.edition, used.period, used.dimension, used.sex, used.code
FROM (
    SELECT tally.source_id, tally.edition, tally.period, tally.dimension, NULL::VARCHAR AS sex, recorded.code
    FROM core.tally AS tally
    JOIN core.recorded AS recorded USING (dimension, recorded, relations)
    -- what is hidden may have any code that is not shown: the source uses none of them for sure
    WHERE NOT contains(relations, 'ONE_OF')
    UNION
    SELECT source_id, edition, period, dimension, NULL AS sex, code
    FROM core.figure_cell
    WHERE lower IS NOT NULL AND (base_filter IS NULL OR share_lower IS NOT NULL)
    UNION
    SELECT source_id, edition, period, dimension, split_part(base_filter, '=', 2) AS sex, code
    FROM core.figure_cell
    WHERE dimension = 'victim_age' AND starts_with(base_filter, 'victim_gender=') AND statistic IN ('COUNT', 'SHARE')
) AS used
JOIN core.edition AS edition ON (edition.source_id, edition.edition) = (used.source_id, used.edition) AND edition.is_current
SEMI JOIN core.leaf AS leaf ON (leaf.dimension, leaf.code) = (used.dimension, used.code)
ORDER BY ALL
