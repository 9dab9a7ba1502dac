-- core.exclusion
-- Description: rows left out by a named rule of their source file, one row each.
-- Grain: source_id, edition, sheet, row
-- source_id | the source
-- edition | the delivery
-- sheet | sheet or member file
-- row | row number in the sheet
-- rule | name of the rule
SELECT source_id, edition, sheet, row, rule
FROM input.exclusion
ORDER BY source_id, edition, sheet, row, rule
