-- core.cross_tally
-- Description: accepted records counted by what was recorded, motivation also by gender, age and notifier: the only pass over all records.
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
SELECT
    source_id, edition, period, geo_code, geographic_role, counting_unit,
    CASE
        WHEN grouping(motivation) = 0 THEN 'motivation'
        WHEN grouping(demand) = 0 THEN 'demand'
        WHEN grouping(victim_gender) = 0 THEN 'victim_gender'
        WHEN grouping(notifier) = 0 THEN 'notifier'
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
        WHEN grouping(victim_age) = 0 THEN 'victim_age'
    END AS dimension,
    coalesce(
        motivation,
        array_to_string(demand, '|'),
        victim_gender,
        notifier,
        originator,
        array_to_string(threat, '|'),
        array_to_string(material, '|'),
        array_to_string(tactic, '|'),
        array_to_string(platform, '|'),
        relation,
        offence,
        outcome,
        array_to_string(victim_outcome, '|'),
        array_to_string(channel, '|'),
        victim_age
    ) AS recorded,
    coalesce(
        motivation_mapping,
        array_to_string(demand_mapping, '|'),
        victim_gender_mapping,
        notifier_mapping,
        originator_mapping,
        array_to_string(threat_mapping, '|'),
        array_to_string(material_mapping, '|'),
        array_to_string(tactic_mapping, '|'),
        array_to_string(platform_mapping, '|'),
        relation_mapping,
        offence_mapping,
        outcome_mapping,
        array_to_string(victim_outcome_mapping, '|'),
        array_to_string(channel_mapping, '|'),
        victim_age_mapping
    ) AS relations,
    CASE
        WHEN grouping(motivation) = 1 THEN NULL
        WHEN grouping(victim_gender) = 0 THEN 'victim_gender'
        WHEN grouping(victim_age) = 0 THEN 'victim_age'
        ELSE 'notifier'
    END AS by_dimension,
    CASE WHEN grouping(motivation) = 0 THEN coalesce(victim_gender, victim_age, notifier) END AS by_recorded,
    CASE
        WHEN grouping(motivation) = 0 THEN coalesce(victim_gender_mapping, victim_age_mapping, notifier_mapping)
    END AS by_relations,
    count(*) AS records
FROM input.incident
GROUP BY source_id, edition, period, geo_code, geographic_role, counting_unit, GROUPING SETS (
    (motivation, motivation_mapping, victim_gender, victim_gender_mapping),
    (motivation, motivation_mapping, victim_age, victim_age_mapping),
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
