-- mart.comparable_victim_age
-- Description: age of victims: every source of a period on the categories they all share. For sources of your choice ask compare().
-- Grain: view, period, dimension, sex, code, source_id, edition, geo_code, counting_unit, base
-- view | strict: on the finest common partition, exact but for what is unknown; bounded: on finer categories, with intervals
-- period | the period; sources of one period are compared with each other
-- dimension | the dimension
-- code | the category: a code, an age band, or several true values joined by a plus; or a code for a missing value
-- label | its name
-- holds | the true values of the category; null for a missing value
-- sex | where the age bands of some source differ by sex, the sex whose victims are counted; null: all records
-- source_id | the source
-- edition | the delivery
-- country | country the cell is about; null where the place is not one country's, or is victim's or offender's
-- geo_code | area as declared
-- geographic_role | whose place that is
-- counting_unit | what is counted
-- lower | number of records, at least
-- upper | number of records, at most; null where nothing bounds it
-- base | all records of the source and period
-- share_lower | share of all records, at least, 0 to 1
-- share_upper | share of all records, at most, 0 to 1
-- is_missing_code | true: the code says why there is no answer
-- is_counted | true: counted from records; false: from published figures
-- is_model | true: the numbers are invented
-- flags | codes of what a reader must know
SELECT
    view, period, dimension, code, label, holds, sex, source_id, edition, country, geo_code, geographic_role, counting_unit, lower, upper,
    base, share_lower, share_upper, is_missing_code, is_counted, is_model, flags
FROM compare(NULL, 'victim_age', 'each')
ORDER BY view DESC, period, dimension, sex NULLS FIRST, code, source_id, geo_code, base
