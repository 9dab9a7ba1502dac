-- mart.finding_summary
-- Description: findings counted by source, edition and kind, with the first cell and the remedy.
-- Grain: source_id, edition, state, finding_id, column_name
-- source_id | the source
-- edition | the delivery
-- state | ACCEPTED or REFUSED, as the delivery the findings are about
-- finding_id | id in the findings catalogue
-- severity | blocks, warns or asks
-- column_name | header of the column, or dimension of the figure
-- findings | how many
-- first_cell | sheet and cell of the first one
-- example | its message
-- remedy | what to do
-- who | who can do it
SELECT
    source_id, edition, state, finding_id, severity, column_name, count(*) AS findings,
    min_by(concat_ws(' ', sheet, cell), (sheet, row)) AS first_cell,
    min_by(text, (sheet, row)) AS example,
    any_value(remedy) AS remedy, any_value(who) AS who
FROM core.finding
GROUP BY source_id, edition, state, finding_id, severity, column_name
ORDER BY severity, findings DESC, source_id, edition, state, finding_id, column_name
