-- Refused where a voided record has the external_ref of another one, which the earlier schema does not allow.
DROP INDEX members_external_ref_key;
ALTER TABLE members ADD CONSTRAINT members_external_ref_key UNIQUE (county_code, township_code, external_ref);
DROP INDEX plans_external_ref_key;
ALTER TABLE plans ADD CONSTRAINT plans_external_ref_key UNIQUE (county_code, township_code, external_ref);
DROP INDEX activities_external_ref_key;
ALTER TABLE activities ADD CONSTRAINT activities_external_ref_key UNIQUE (county_code, township_code, external_ref);
DROP INDEX cases_external_ref_key;
ALTER TABLE cases ADD CONSTRAINT cases_external_ref_key UNIQUE (county_code, township_code, external_ref);
