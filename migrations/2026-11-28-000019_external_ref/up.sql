-- A record that is voided does not hold its external_ref: the same may be entered anew. Restoring it meanwhile is a conflict.
-- The index keeps the name of the key, which clients are answered by. A condition on a unique index is allowed on distributed
-- tables, as long as the index begins with the county.
ALTER TABLE members DROP CONSTRAINT members_external_ref_key;
CREATE UNIQUE INDEX members_external_ref_key ON members (county_code, township_code, external_ref) WHERE voided_at IS NULL;
ALTER TABLE plans DROP CONSTRAINT plans_external_ref_key;
CREATE UNIQUE INDEX plans_external_ref_key ON plans (county_code, township_code, external_ref) WHERE voided_at IS NULL;
ALTER TABLE activities DROP CONSTRAINT activities_external_ref_key;
CREATE UNIQUE INDEX activities_external_ref_key ON activities (county_code, township_code, external_ref) WHERE voided_at IS NULL;
ALTER TABLE cases DROP CONSTRAINT cases_external_ref_key;
CREATE UNIQUE INDEX cases_external_ref_key ON cases (county_code, township_code, external_ref) WHERE voided_at IS NULL;
