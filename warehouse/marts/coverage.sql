-- mart.coverage
-- Description: who delivered what, and what became of the rows: read = accepted + rejected + excluded.
-- Grain: source_id, edition, state
-- source_id | the source
-- title | what the publisher calls the series
-- country | country of the publisher
-- is_model | true: the numbers are invented
-- level | INCIDENT or FIGURE
-- edition | the delivery
-- state | ACCEPTED, REFUSED, or HELD until what it is coded by is approved
-- is_current | true: the marts use this edition
-- revises | the edition it replaces
-- period_start | first day
-- period_end | last day, inclusive
-- rows_read | rows below the header
-- rows_accepted | rows taken in
-- rows_rejected | rows refused
-- rows_excluded | rows left out by a named rule
-- findings_blocking | findings that block a row or the edition
-- findings_other | warnings and questions
SELECT
    source_id, source.title, source.country, source.is_model, source.level, edition, state,
    edition.is_current, edition.revises, edition.period_start, edition.period_end, edition.rows_read, edition.rows_accepted,
    edition.rows_rejected, edition.rows_excluded,
    count(finding.finding_id) FILTER (finding.severity = 'blocks') AS findings_blocking,
    count(finding.finding_id) FILTER (finding.severity <> 'blocks') AS findings_other
FROM core.edition AS edition
JOIN core.source AS source USING (source_id)
LEFT JOIN core.finding AS finding USING (source_id, edition, state)
GROUP BY ALL
ORDER BY source_id, edition, state
