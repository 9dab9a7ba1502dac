-- A row is a cell whose lower bound lies above its upper bound, or whose share leaves 0 to 1.
SELECT source_id, edition, dimension AS column_name, code AS value, lower || ' > ' || upper AS detail
FROM mart.cell
WHERE lower > upper OR share_lower < 0 OR share_upper > 1 OR share_lower > share_upper
