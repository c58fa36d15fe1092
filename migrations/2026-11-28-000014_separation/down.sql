DELETE FROM trail WHERE action IN ('succeeded', 'succession_undone');
DO $$
DECLARE
    listed CONSTANT text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conname = 'trail_action_check' AND conrelid = 'trail'::regclass);
BEGIN
    ALTER TABLE trail DROP CONSTRAINT trail_action_check;
    EXECUTE 'ALTER TABLE trail ADD CONSTRAINT trail_action_check '
        || replace(listed, $q$, 'succeeded'::text, 'succession_undone'::text$q$, '');
END $$;
ALTER TABLE idempotency_keys DROP COLUMN regions;
ALTER TABLE trail DROP CONSTRAINT trail_token_issuer_check;
ALTER TABLE trail DROP COLUMN token_issuer_account;
ALTER TABLE trail DROP COLUMN token_issued_by;
ALTER TABLE tokens DROP COLUMN issuer_account;
