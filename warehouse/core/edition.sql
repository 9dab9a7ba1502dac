-- core.edition
-- Description: every delivery, accepted or refused, with what became of its rows: read = accepted + rejected + excluded.
-- Grain: source_id, edition, state
-- source_id | the source
-- edition | name of the delivery
-- state | ACCEPTED: its rows are here; REFUSED: nothing of it is here but its findings; HELD: taken in, and nothing of it is here until what it is coded by is approved
-- is_current | true: accepted and not replaced by an accepted revision; the marts use these editions
-- revises | the edition this one replaces, if any
-- period_start | first day of the period, null where the publication does not say
-- period_end | last day of the period, inclusive
-- file | name of the delivered file
-- sha256 | hash of the delivered bytes
-- rows_read | rows (records or published cells) below the header
-- rows_accepted | rows in core.incident or core.figure
-- rows_rejected | rows with a finding that blocks them
-- rows_excluded | rows left out by a rule named in core.exclusion
SELECT
    source_id, edition, state,
    state = 'ACCEPTED' AND NOT exists(
        FROM input.edition AS later
        WHERE later.source_id = each.source_id AND later.revises = each.edition AND later.state = 'ACCEPTED'
    ) AS is_current,
    revises, period_start, period_end, file, sha256, rows_read, rows_accepted, rows_rejected, rows_excluded
FROM input.edition AS each
ORDER BY source_id, edition, state
