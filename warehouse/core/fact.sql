-- core.fact
-- Description: how each source counts, one declared fact a row; UNKNOWN where the publisher does not say.
-- Grain: source_id, fact, valid_from
-- source_id | the source
-- fact | name of the fact, such as counting_unit, reference_date_type, element_value, rule_principal_offence
-- value | declared value, UNKNOWN where it is not declared
-- valid_from | first day the fact holds for, null: from the beginning
-- valid_to | last day the fact holds for, null: until further notice
-- cite | document and section where the publisher says so
SELECT source_id, fact, value, valid_from, valid_to, cite
FROM input.fact
ORDER BY source_id, fact, valid_from
