-- A row is a cell of a country XA to XZ that is not marked as invented, or a real one that is.
SELECT source_id, edition, dimension AS column_name, code AS value, geo_code AS detail
FROM mart.cell
WHERE is_model <> regexp_matches(geo_code, '^X[A-Z]$') OR is_model <> list_contains(flags, 'INVENTED')
