-- Decisions stay in the trail, under a word that was known before. Their chains say from then on that they were altered.
UPDATE trail SET action = 'patched' WHERE action IN ('confirmed', 'declined', 'reopened', 'withdrawn');
ALTER TABLE trail DROP CONSTRAINT trail_action_check;
ALTER TABLE trail ADD CONSTRAINT trail_action_check CHECK (action IN
    ('created', 'replaced', 'patched', 'voided', 'restored', 'token_issued', 'token_rotated', 'token_revoked', 'disclosed',
     'redacted'));
DROP TABLE activity_partners;
