-- Disclosures stay in the trail, under the only word for a first entry. Their chains say from then on that they were altered.
UPDATE trail SET action = 'created' WHERE action = 'disclosed';
ALTER TABLE trail DROP CONSTRAINT trail_before_check;
ALTER TABLE trail ADD CONSTRAINT trail_before_check CHECK ((before IS NULL) = (action = 'created'));
ALTER TABLE trail DROP CONSTRAINT trail_action_check;
ALTER TABLE trail ADD CONSTRAINT trail_action_check CHECK (action IN
    ('created', 'replaced', 'patched', 'voided', 'restored', 'token_issued', 'token_rotated', 'token_revoked'));
DROP TABLE case_parties;
DROP TABLE case_party_lists;
DROP TABLE county_settings;
