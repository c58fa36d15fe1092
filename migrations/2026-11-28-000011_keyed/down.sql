DROP TABLE trail_chains;
ALTER TABLE trail_heads DROP COLUMN number;
ALTER TABLE trail DROP CONSTRAINT trail_hash_check;

-- What is bound to the token's id cannot be unbound: tokens are revoked.
CREATE TEMPORARY TABLE tokens_bound ON COMMIT DROP AS
    SELECT id, secret_hash, name, created_at, created_by, expires_at, coalesce(revoked_at, created_at) AS revoked_at,
        account_id, true AS is_keyed, networks, last_used_at, replaces
    FROM tokens;
DROP TABLE tokens;
CREATE TABLE tokens (
    id text COLLATE "C" NOT NULL,
    secret_hash bytea NOT NULL,
    name text NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    account_id uuid NOT NULL,
    is_keyed boolean NOT NULL,
    networks text[] COLLATE "C" NOT NULL,
    last_used_at timestamptz,
    replaces text COLLATE "C",
    CONSTRAINT tokens_pkey PRIMARY KEY (id),
    CONSTRAINT tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT tokens_secret_hash_check CHECK (octet_length(secret_hash) = 32)
);
CREATE INDEX tokens_account_id_idx ON tokens (account_id, id);
INSERT INTO tokens SELECT * FROM tokens_bound;
