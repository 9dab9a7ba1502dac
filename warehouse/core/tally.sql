-- core.tally
-- Description: accepted records counted by what was recorded, one dimension at a time.
-- Grain: source_id, edition, period, geo_code, geographic_role, counting_unit, dimension, recorded, relations
-- source_id | the source
-- edition | the delivery
-- period | year, quarter or month of the reference date
-- geo_code | area of the records
-- geographic_role | whose place that is
-- counting_unit | what a record counts
-- dimension | the dimension
-- recorded | the recorded codes, several joined by a bar
-- relations | relation of each label to its code, in the same order, joined by a bar; ONE_OF: in a release, one of these codes, and which one is not told
-- records | number of records
SELECT
    source_id, edition, period, geo_code, geographic_role, counting_unit, dimension, recorded, relations,
    sum(records)::BIGINT AS records
FROM (
    SELECT * FROM core.cross_tally
    WHERE by_dimension IS NULL OR (dimension, by_dimension) = ('motivation', 'victim_gender')
    UNION ALL BY NAME
    SELECT * REPLACE (by_dimension AS dimension, by_recorded AS recorded, by_relations AS relations)
    FROM core.cross_tally
    WHERE dimension = 'motivation'
)
GROUP BY ALL
