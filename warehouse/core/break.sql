-- core.break
-- Description: dated changes that end a comparable span of a source.
-- Grain: source_id, break_date, cause
-- source_id | the source
-- break_date | first day of what comes after
-- cause | LAW, COUNTING_RULE, FORM, UNIT or MAPPING
-- note | what changed
SELECT source_id, "at" AS break_date, cause, note
FROM input.break
ORDER BY source_id, break_date, cause
