-- core.waiver
-- Description: waivers by which something in an accepted delivery was put up with: the rule was broken and did not block.
-- Grain: source_id, edition, rule_id
-- source_id | the source
-- edition | the delivery
-- rule_id | the rule put up with
-- reason | why
-- approver | who approved it; never who asked for it
-- expires | last day it counts
SELECT waiver.source_id, waiver.edition, waiver.rule_id, reason, approver, expires
FROM input.waiver AS waiver
JOIN core.rule_outcome AS outcome ON (outcome.source_id, outcome.edition, outcome.rule_id) = (waiver.source_id, waiver.edition, waiver.rule_id)
WHERE outcome.is_waived AND outcome.delivery = 'ACCEPTED'
ORDER BY source_id, edition, rule_id
