-- What reconsideration and litigation were to the township and how they ended for it, whether a leader appeared in court, and
-- when an agreement was performed. NULL: it is not stated, as of all cases from before.
ALTER TABLE cases ADD COLUMN performed_on date;
ALTER TABLE cases ADD COLUMN township_role text COLLATE "C";
ALTER TABLE cases ADD COLUMN township_result text COLLATE "C";
ALTER TABLE cases ADD COLUMN leader_appeared boolean;
ALTER TABLE cases ADD CONSTRAINT cases_performed_on_check CHECK (performed_on >= accepted_on);
ALTER TABLE cases ADD CONSTRAINT cases_performed_check CHECK (performed_on IS NULL OR performed IS TRUE);
ALTER TABLE cases ADD CONSTRAINT cases_township_role_check CHECK (township_role IN ('respondent', 'third_party'));
ALTER TABLE cases ADD CONSTRAINT cases_township_result_check
    CHECK (township_result IN ('upheld', 'partly_lost', 'lost', 'settled'));
ALTER TABLE cases ADD CONSTRAINT cases_township_result_closed_check
    CHECK (township_result IS NULL OR closed_on IS NOT NULL);
ALTER TABLE cases ADD CONSTRAINT cases_contested_check
    CHECK (kind IN ('reconsideration', 'litigation') OR (township_role IS NULL AND township_result IS NULL));
ALTER TABLE cases ADD CONSTRAINT cases_litigation_check CHECK (kind = 'litigation' OR leader_appeared IS NULL);

-- Inspections of enterprises and persons, apart from supervision of the work.
ALTER TABLE activities DROP CONSTRAINT activities_kind_check;
ALTER TABLE activities ADD CONSTRAINT activities_kind_check CHECK (kind IN ('leading_group_meeting', 'study_session', 'seminar',
    'training', 'law_exam', 'publicity', 'leader_reception', 'dispute_sweep', 'inspection', 'enforcement_inspection',
    'court_observation'));
