-- core.break
-- Description: dated changes that end a comparable span of a source.
-- Grain: source_id, break_date, cause, dimension, note
-- source_id | the source
-- break_date | first day of what comes after
-- cause | LAW, COUNTING_RULE, FORM, UNIT or MAPPING
-- dimension | the dimension that is recorded otherwise from then on; ALL: every figure of the source
-- note | what changed
SELECT source_id, "at" AS break_date, cause, dimension, note
FROM input.break
ORDER BY source_id, break_date, cause, dimension, note
