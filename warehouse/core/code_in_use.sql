-- core.code_in_use
-- Description: the codes a current edition uses, by period: what its common partition with other sources is made of.
-- Grain: source_id, edition, period, dimension, code
-- source_id | the source
-- edition | the delivery
-- period | year, quarter, month, or first and last month of the window
-- dimension | the dimension
-- code | a code recorded or published, codes for a missing value left out
SELECT DISTINCT used.source_id, used.edition, used.period, used.dimension, used.code
FROM (
    SELECT tally.source_id, tally.edition, tally.period, tally.dimension, recorded.code
    FROM core.tally AS tally
    JOIN core.recorded AS recorded USING (dimension, recorded, relations)
    UNION
    SELECT source_id, edition, period, dimension, code
    FROM core.figure_cell
    WHERE lower IS NOT NULL AND (base_filter IS NULL OR share_lower IS NOT NULL)
) AS used
JOIN core.edition AS edition ON (edition.source_id, edition.edition) = (used.source_id, used.edition) AND edition.is_current
SEMI JOIN core.leaf AS leaf ON (leaf.dimension, leaf.code) = (used.dimension, used.code)
ORDER BY ALL
