-- Tokens get back the first role of their account. What is keyed cannot be unkeyed: those tokens are revoked.
CREATE TEMPORARY TABLE tokens_kept ON COMMIT DROP AS
    SELECT t.id, t.secret_hash, t.name, first.role, first.region_code, t.created_at, t.created_by, t.expires_at,
        CASE WHEN t.is_keyed THEN coalesce(t.revoked_at, t.created_at) ELSE t.revoked_at END AS revoked_at
    FROM tokens t CROSS JOIN LATERAL (
        SELECT CASE r.role WHEN 'head' THEN 'clerk' WHEN 'viewer' THEN 'officer' WHEN 'auditor' THEN 'officer' ELSE r.role END AS role,
            r.region_code
        FROM account_roles r WHERE r.account_id = t.account_id ORDER BY r.role, r.region_code LIMIT 1) first;
DROP TABLE tokens;
CREATE TABLE tokens (
    id text COLLATE "C" NOT NULL,
    secret_hash bytea NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    region_code text COLLATE "C" NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT tokens_pkey PRIMARY KEY (id),
    CONSTRAINT tokens_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions (code),
    CONSTRAINT tokens_role_check CHECK (role IN ('clerk', 'officer', 'admin')),
    CONSTRAINT tokens_secret_hash_check CHECK (octet_length(secret_hash) = 32)
);
CREATE INDEX tokens_region_code_idx ON tokens (region_code, id);
INSERT INTO tokens SELECT * FROM tokens_kept;
DROP TABLE account_roles;
DROP TABLE accounts;
-- Answers are kept for a day; of an account with several tokens, nobody knows whose they were.
DELETE FROM idempotency_keys;
ALTER TABLE idempotency_keys RENAME COLUMN account TO token_id;
ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_token_id_fkey FOREIGN KEY (token_id) REFERENCES tokens (id);
