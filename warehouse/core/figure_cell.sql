-- core.figure_cell
-- Description: published counts and shares with the bounds that follow from them, and the remainders they leave.
-- Grain: source_id, edition, figure_id
-- source_id | the source
-- edition | the delivery
-- figure_id | sheet and cell of the published value; for a derived row, what it is derived from
-- lower | records, at least
-- upper | records, at most; null where nothing bounds it
-- base | records the shares are of; null where not known
-- base_basis | how the base is known
-- share_lower | share of all records, at least
-- share_upper | share of all records, at most
-- is_derived | true: not published, but what a published table leaves
-- flags | codes of what a reader must know
-- reasons | the same in words
SELECT source_id, edition, figure_id, lower, upper, base, base_basis, share_lower, share_upper, is_derived, flags, reasons
FROM input.figure_cell
ORDER BY source_id, edition, figure_id
