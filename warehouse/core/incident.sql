-- core.incident
-- Description: accepted records in common codes, one row a report, incident, offence, victim or case, in the order of the files.
-- Grain: source_id, edition, sheet, row
-- source_id | the source
-- edition | the delivery
-- row_key | keyed digest of the case number; null where the source has none
-- period | year, quarter or month of the reference date
-- reference_date | the date the record is counted under
-- reference_date_type | what that date is (codelist reference_date_type)
-- offence_date | when the offence began, where the source records it beside; null where not
-- report_date | when it was reported, where the source records it beside; null where not
-- counting_unit | what a row counts (codelist counting_unit)
-- geo_code | area of the record
-- geographic_role | whose place that is (codelist geographic_role)
-- stage | stage of recording (codelist recording_stage)
-- motivation_basis | how motivation is known (codelist motivation_basis)
-- age_moment | when age is taken (codelist age_moment)
-- motivation | code of codelist motivation
-- motivation_mapping | relation of the label to its code (codelist mapping_relation)
-- demand | codes of codelist demand
-- demand_mapping | relation of each label to its code, in the order of the codes (codelist mapping_relation)
-- victim_gender | code of codelist victim_gender
-- victim_gender_mapping | relation of the label to its code (codelist mapping_relation)
-- notifier | code of codelist notifier
-- notifier_mapping | relation of the label to its code (codelist mapping_relation)
-- originator | code of codelist originator
-- originator_mapping | relation of the label to its code (codelist mapping_relation)
-- threat | codes of codelist threat
-- threat_mapping | relation of each label to its code, in the order of the codes (codelist mapping_relation)
-- material | codes of codelist material
-- material_mapping | relation of each label to its code, in the order of the codes (codelist mapping_relation)
-- tactic | codes of codelist tactic
-- tactic_mapping | relation of each label to its code, in the order of the codes (codelist mapping_relation)
-- platform | codes of codelist platform
-- platform_mapping | relation of each label to its code, in the order of the codes (codelist mapping_relation)
-- relation | code of codelist relation
-- relation_mapping | relation of the label to its code (codelist mapping_relation)
-- offence | code of codelist offence
-- offence_mapping | relation of the label to its code (codelist mapping_relation)
-- outcome | code of codelist outcome
-- outcome_mapping | relation of the label to its code (codelist mapping_relation)
-- victim_outcome | codes of codelist victim_outcome
-- victim_outcome_mapping | relation of each label to its code, in the order of the codes (codelist mapping_relation)
-- channel | codes of codelist channel
-- channel_mapping | relation of each label to its code, in the order of the codes (codelist mapping_relation)
-- victim_age | code of codelist victim_age
-- victim_age_mapping | relation of the label to its code (codelist mapping_relation)
-- victim_age_from | completed years, lower end; null where not known
-- victim_age_to | completed years, upper end; null where not known
-- sheet | sheet or member file
-- row | row number in the sheet
-- columns | header=letter of every column the row was read from
SELECT
    source_id, edition, row_key, period, reference_date, reference_date_type, offence_date, report_date, counting_unit, geo_code,
    geographic_role, stage, motivation_basis, age_moment, motivation, motivation_mapping, demand,
    demand_mapping, victim_gender, victim_gender_mapping, notifier, notifier_mapping, originator,
    originator_mapping, threat, threat_mapping, material, material_mapping, tactic, tactic_mapping, platform,
    platform_mapping, relation, relation_mapping, offence, offence_mapping, outcome, outcome_mapping,
    victim_outcome, victim_outcome_mapping, channel, channel_mapping, victim_age, victim_age_mapping,
    victim_age_from, victim_age_to, sheet, row, columns
FROM input.incident
