-- sum_cells(cells)
-- Description: the sum of cells of mart.cell, named by cell_key; refused with the reasons in the error where they do not add up.
-- cells | list of cell_key
-- lower | number of records, at least
-- upper | number of records, at most; null where nothing bounds it
-- cells_added | number of cells
-- is_model | true: numbers of at least one cell are invented
WITH asked AS (
    SELECT DISTINCT unnest(cells) AS cell_key
),
chosen AS (
    SELECT cell.*
    FROM mart.cell AS cell
    SEMI JOIN asked ON asked.cell_key = cell.cell_key
),
pair AS (
    SELECT one.*, COLUMNS(other.*) AS 'other_\0',
        one.dimension = other.dimension AND (
            one.code = other.code
            OR ('_T' IN (one.code, other.code) AND NOT one.is_missing_code AND NOT other.is_missing_code)
            OR exists(
                SELECT 1
                FROM core.leaf AS mine
                JOIN core.leaf AS theirs ON theirs.dimension = mine.dimension AND theirs.leaf = mine.leaf
                WHERE mine.dimension = one.dimension AND mine.code = one.code AND theirs.code = other.code
            )
        ) AS codes_meet
    FROM chosen AS one
    JOIN chosen AS other ON one.cell_key < other.cell_key
),
one_table AS (
    SELECT source_id, edition, period, geo_code, dimension, counting_unit, base, sum(lower) AS sum_lower,
        CASE WHEN bool_and(upper IS NOT NULL) THEN least(sum(upper), CASE WHEN base > 0 THEN base END) END AS sum_upper
    FROM chosen
    GROUP BY source_id, edition, period, geo_code, dimension, counting_unit, base
),
refused AS (
    {refused}
)
SELECT
    CASE
        WHEN (SELECT count(*) FROM asked) = 0 THEN error('A sum needs at least one cell: sum_cells([cell_key, ...]).')
        WHEN (SELECT count(*) FROM asked ANTI JOIN chosen ON chosen.cell_key = asked.cell_key) > 0
        THEN error('There is no such cell in mart.cell: ' || (
            SELECT string_agg(asked.cell_key, ', ' ORDER BY asked.cell_key)
            FROM asked
            ANTI JOIN chosen ON chosen.cell_key = asked.cell_key
        ))
        WHEN (SELECT count(*) FROM refused) > 0
        THEN error('These cells do not add up. ' || (
            SELECT string_agg(told.text, ' ' ORDER BY told.place)
            FROM (SELECT DISTINCT place, text FROM refused) AS told
        ))
        ELSE (SELECT sum(one_table.sum_lower) FROM one_table)
    END::BIGINT AS lower,
    (SELECT CASE WHEN bool_and(one_table.sum_upper IS NOT NULL) THEN sum(one_table.sum_upper) END FROM one_table)::BIGINT AS upper,
    (SELECT count(*) FROM chosen) AS cells_added,
    (SELECT bool_or(chosen.is_model) FROM chosen) AS is_model
