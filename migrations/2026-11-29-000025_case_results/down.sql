-- One kind took in both. Entries of the trail keep the kind that was entered.
UPDATE activities SET kind = 'inspection' WHERE kind = 'enforcement_inspection';
ALTER TABLE activities DROP CONSTRAINT activities_kind_check;
ALTER TABLE activities ADD CONSTRAINT activities_kind_check CHECK (kind IN ('leading_group_meeting', 'study_session', 'seminar',
    'training', 'law_exam', 'publicity', 'leader_reception', 'dispute_sweep', 'inspection', 'court_observation'));
ALTER TABLE cases DROP CONSTRAINT cases_litigation_check;
ALTER TABLE cases DROP CONSTRAINT cases_contested_check;
ALTER TABLE cases DROP CONSTRAINT cases_township_result_closed_check;
ALTER TABLE cases DROP CONSTRAINT cases_township_result_check;
ALTER TABLE cases DROP CONSTRAINT cases_township_role_check;
ALTER TABLE cases DROP CONSTRAINT cases_performed_check;
ALTER TABLE cases DROP CONSTRAINT cases_performed_on_check;
ALTER TABLE cases DROP COLUMN leader_appeared;
ALTER TABLE cases DROP COLUMN township_result;
ALTER TABLE cases DROP COLUMN township_role;
ALTER TABLE cases DROP COLUMN performed_on;
