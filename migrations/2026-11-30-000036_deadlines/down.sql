ALTER TABLE shortcomings DROP CONSTRAINT shortcomings_found_by_check;
ALTER TABLE shortcomings ADD CONSTRAINT shortcomings_found_by_check CHECK (found_by IN ('self_check', 'inspection', 'audit', 'appraisal', 'petition', 'other'));
ALTER TABLE cases DROP CONSTRAINT cases_kind_check;
ALTER TABLE cases ADD CONSTRAINT cases_kind_check CHECK (kind IN ('mediation', 'petition', 'legal_aid', 'penalty', 'reconsideration', 'litigation'));
CREATE INDEX cases_open_idx ON cases (county_code, due_on, id) WHERE closed_on IS NULL AND voided_at IS NULL AND due_on IS NOT NULL;
CREATE INDEX cases_open_date_idx ON cases (due_on, id) WHERE closed_on IS NULL AND voided_at IS NULL AND due_on IS NOT NULL;
DROP TABLE deadlines;
