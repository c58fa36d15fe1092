-- Whoever administers acts in nobody's name without a trace, and rights are those of today.

-- The account that issued a token (as `trail.account` has it), beside `created_by`, which is its name; NULL where the trail
-- does not tell. 1 s per million entries of the trail.
ALTER TABLE tokens ADD COLUMN issuer_account text COLLATE "C";
UPDATE tokens t SET issuer_account = e.account FROM trail e
    WHERE e.resource = 'accounts' AND e.action IN ('token_issued', 'token_rotated')
        AND e.record_id = t.account_id AND e.at = t.created_at;

-- The same of the token that made an entry. NULL: the entry was made without a token, or before this was noted.
ALTER TABLE trail ADD COLUMN token_issued_by text;
ALTER TABLE trail ADD COLUMN token_issuer_account text COLLATE "C";
ALTER TABLE trail ADD CONSTRAINT trail_token_issuer_check
    CHECK (token_issuer_account IS NULL OR token_issued_by IS NOT NULL);

-- The regions that a kept answer is about: it is sent again to whom they are entrusted today. Empty where it is not known;
-- such an answer is not sent again.
ALTER TABLE idempotency_keys ADD COLUMN regions text[] COLLATE "C" NOT NULL DEFAULT '{}';
UPDATE idempotency_keys SET regions = CASE
    WHEN body ? 'township_code' THEN ARRAY[body ->> 'township_code']
    WHEN jsonb_typeof(body -> 'roles') = 'array' THEN
        ARRAY(SELECT role ->> 'region' FROM jsonb_array_elements(body -> 'roles') role)
    ELSE '{}' END;

-- Reorganisations have entries in the trail.
DO $$
DECLARE
    listed CONSTANT text := (SELECT pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conname = 'trail_action_check' AND conrelid = 'trail'::regclass);
BEGIN
    ALTER TABLE trail DROP CONSTRAINT trail_action_check;
    EXECUTE 'ALTER TABLE trail ADD CONSTRAINT trail_action_check '
        || replace(listed, $q$'created'::text$q$, $q$'created'::text, 'succeeded'::text, 'succession_undone'::text$q$);
END $$;
