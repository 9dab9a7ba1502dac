-- core.finding
-- Description: everything refused, flagged or asked, never capped; refused deliveries included.
-- Grain: none: several findings may stand on one cell
-- source_id | the source
-- edition | the delivery; null for a finding over several
-- state | ACCEPTED: about rows that are here; REFUSED or HELD: about a delivery of which nothing else is here
-- finding_id | id in the findings catalogue
-- severity | blocks, warns or asks
-- scope | edition, row or figure
-- file | name of the file
-- sheet | sheet or member file
-- row | row number
-- cell | cell address
-- column_name | header of the column, or dimension of the figure
-- value | the value, shown only where it is a short code
-- detail | what else the message names
-- text | the message
-- remedy | what to do
-- who | who can do it
SELECT
    found.source_id, found.edition, found.state, finding_id, severity, scope, coalesce(found.file, sent.file) AS file,
    sheet, row, cell, column_name, value, detail, text, remedy, who
FROM input.finding AS found
LEFT JOIN input.edition AS sent USING (source_id, edition, state)
ORDER BY source_id, edition, state, severity, finding_id, sheet, row, cell, value
