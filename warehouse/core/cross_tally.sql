-- core.cross_tally
-- Description: accepted records counted by what was recorded, motivation also by gender, age and notifier, age also by gender: the only pass over all records.
-- Grain: source_id, edition, period, geo_code, geographic_role, counting_unit, dimension, recorded, relations, by_dimension, by_recorded, by_relations
-- source_id | the source
-- edition | the delivery
-- period | year, quarter or month of the reference date
-- geo_code | area of the records
-- geographic_role | whose place that is
-- counting_unit | what a record counts
-- dimension | the dimension
-- recorded | the recorded codes, several joined by a bar
-- relations | relation of each label to its code, in the same order, joined by a bar; ONE_OF: in a release, one of these codes, and which one is not told
-- by_dimension | the second dimension of a two-way count, else null
-- by_recorded | the recorded code of the second dimension
-- by_relations | relation of its label to its code
-- records | number of records
WITH counted AS MATERIALIZED (
    SELECT
        source_id, edition, period, geo_code, geographic_role, counting_unit,
        CASE
            WHEN grouping(motivation) = 0 THEN 'motivation'
            WHEN grouping(demand) = 0 THEN 'demand'
            WHEN grouping(originator) = 0 THEN 'originator'
            WHEN grouping(threat) = 0 THEN 'threat'
            WHEN grouping(material) = 0 THEN 'material'
            WHEN grouping(tactic) = 0 THEN 'tactic'
            WHEN grouping(platform) = 0 THEN 'platform'
            WHEN grouping(relation) = 0 THEN 'relation'
            WHEN grouping(offence) = 0 THEN 'offence'
            WHEN grouping(outcome) = 0 THEN 'outcome'
            WHEN grouping(victim_outcome) = 0 THEN 'victim_outcome'
            WHEN grouping(channel) = 0 THEN 'channel'
        END AS dimension,
        coalesce(
            motivation,
            array_to_string(demand, '|'),
            originator,
            array_to_string(threat, '|'),
            array_to_string(material, '|'),
            array_to_string(tactic, '|'),
            array_to_string(platform, '|'),
            relation,
            offence,
            outcome,
            array_to_string(victim_outcome, '|'),
            array_to_string(channel, '|')
        ) AS recorded,
        coalesce(
            motivation_mapping,
            array_to_string(demand_mapping, '|'),
            originator_mapping,
            array_to_string(threat_mapping, '|'),
            array_to_string(material_mapping, '|'),
            array_to_string(tactic_mapping, '|'),
            array_to_string(platform_mapping, '|'),
            relation_mapping,
            offence_mapping,
            outcome_mapping,
            array_to_string(victim_outcome_mapping, '|'),
            array_to_string(channel_mapping, '|')
        ) AS relations,
        notifier, notifier_mapping, victim_age, victim_age_mapping, victim_gender, victim_gender_mapping,
        grouping(victim_age) = 0 AS is_crossed,
        count(*) AS records
    FROM input.incident
    GROUP BY source_id, edition, period, geo_code, geographic_role, counting_unit, GROUPING SETS (
        (motivation, motivation_mapping, victim_gender, victim_gender_mapping, victim_age, victim_age_mapping),
        (motivation, motivation_mapping, notifier, notifier_mapping),
        (demand, demand_mapping),
        (originator, originator_mapping),
        (threat, threat_mapping),
        (material, material_mapping),
        (tactic, tactic_mapping),
        (platform, platform_mapping),
        (relation, relation_mapping),
        (offence, offence_mapping),
        (outcome, outcome_mapping),
        (victim_outcome, victim_outcome_mapping),
        (channel, channel_mapping)
    )
)
SELECT
    source_id, edition, period, geo_code, geographic_role, counting_unit, dimension, recorded, relations,
    CASE WHEN dimension = 'motivation' THEN 'notifier' END AS by_dimension, notifier AS by_recorded,
    notifier_mapping AS by_relations, records
FROM counted
WHERE NOT is_crossed
UNION ALL
-- three two-way counts from one three-way count
SELECT * EXCLUDE (records), sum(records)::BIGINT AS records
FROM (
    SELECT
        source_id, edition, period, geo_code, geographic_role, counting_unit, unnest(['motivation', 'motivation', 'victim_age']) AS dimension,
        unnest([recorded, recorded, victim_age]) AS recorded, unnest([relations, relations, victim_age_mapping]) AS relations,
        unnest(['victim_gender', 'victim_age', 'victim_gender']) AS by_dimension,
        unnest([victim_gender, victim_age, victim_gender]) AS by_recorded,
        unnest([victim_gender_mapping, victim_age_mapping, victim_gender_mapping]) AS by_relations, records
    FROM counted
    WHERE is_crossed
)
GROUP BY ALL
