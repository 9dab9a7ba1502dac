-- core.code_in_use
-- Description: the codes a current edition uses, by period: what its common partition with other sources is made of.
-- Grain: source_id, edition, period, dimension, sex, code
-- source_id | the source
-- edition | the delivery
-- period | year, quarter, month, or first and last month of the window
-- dimension | the dimension
-- sex | of an age band recorded or published for one sex, where the bands differ by sex, the sex; else null
-- code | a code recorded or published, codes for a missing value left out
WITH by_sex AS (
    SELECT tally.source_id, tally.edition, tally.period, tally.dimension, gender.code AS sex, age.code, age.first, age.last
    FROM core.cross_tally AS tally
    JOIN core.recorded AS gender
        ON (gender.dimension, gender.recorded, gender.relations) = (tally.by_dimension, tally.by_recorded, tally.by_relations)
    SEMI JOIN core.leaf AS known ON (known.dimension, known.code) = ('victim_gender', gender.code)
    JOIN (
        SELECT recorded.recorded, recorded.relations, recorded.code, min(leaf.position) AS first, max(leaf.position) AS last
        FROM core.recorded AS recorded
        JOIN core.leaf AS leaf USING (dimension, code)
        WHERE dimension = 'victim_age'
        GROUP BY ALL
    ) AS age ON (age.recorded, age.relations) = (tally.recorded, tally.relations)
    WHERE tally.dimension = 'victim_age'
    GROUP BY ALL
)
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
    WHERE dimension = 'victim_age' AND starts_with(base_filter, 'victim_gender=') AND lower IS NOT NULL
    UNION
    -- records whose bands differ by sex: two of them overlap without one holding the other
    SELECT one.* EXCLUDE (first, last)
    FROM by_sex AS one
    WHERE exists(
        SELECT 1
        FROM by_sex AS low
        JOIN by_sex AS high USING (source_id, edition, period)
        WHERE (low.source_id, low.edition, low.period) = (one.source_id, one.edition, one.period)
            AND low.first < high.first AND high.first <= low.last AND low.last < high.last
    )
) AS used
JOIN core.edition AS edition ON (edition.source_id, edition.edition) = (used.source_id, used.edition) AND edition.is_current
SEMI JOIN core.leaf AS leaf ON (leaf.dimension, leaf.code) = (used.dimension, used.code)
ORDER BY ALL
