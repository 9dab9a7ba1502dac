-- A row is an edition whose counted records do not add to its accepted rows.
SELECT tally.source_id, tally.edition, tally.dimension AS column_name, tally.records::VARCHAR AS value,
    tally.records || ' counted, ' || edition.rows_accepted || ' accepted' AS detail
FROM (
    SELECT source_id, edition, dimension, sum(records) AS records FROM core.tally GROUP BY ALL
    UNION ALL BY NAME
    SELECT source_id, edition, 'core.incident' AS dimension, count(*) AS records FROM core.incident GROUP BY ALL
) AS tally
JOIN core.edition AS edition USING (source_id, edition)
WHERE edition.state = 'ACCEPTED' AND tally.records <> edition.rows_accepted
