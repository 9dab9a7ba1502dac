-- core.correction
-- Description: cells of accepted deliveries that are counted as something else than they hold, before and after.
-- Grain: correction
-- correction | entry of the log that proposed it
-- source_id | the source
-- edition | the delivery
-- sheet | sheet or member file
-- row | row number
-- cell | cell address
-- column_name | header of the column; value for a printed figure
-- before | what the cell holds
-- after | what it is counted as
-- reason | why
-- author | who proposed it
-- reviewer | who approved it; never who proposed it
-- approved_on | when
-- expires | last day it counts; null where it has none
SELECT
    correction, source_id, edition, sheet, row, cell, column_name, before, after, reason, author, reviewer, approved_on, expires
FROM input.correction
ORDER BY correction
