-- core.series_break
-- Description: dated changes that end a comparable span of a source: law, counting rule, form, unit or mapping.
-- Grain: source_id, changed_on, cause
-- source_id | the source
-- changed_on | first day of the new way of counting
-- cause | LAW, COUNTING_RULE, FORM, UNIT or MAPPING
-- note | what changed
SELECT source_id, changed_on, cause, string_agg(note, '; ' ORDER BY note) AS note
FROM input.series_break
GROUP BY ALL
ORDER BY source_id, changed_on, cause
