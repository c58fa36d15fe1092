-- Who may call, and what a county may add to the vocabularies.

-- Local to the coordinator: it has no county, a token may stand above one.
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

-- Local: secrets of this database that every instance shares (the key that signs cursors).
CREATE TABLE secrets (
    name text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    CONSTRAINT secrets_pkey PRIMARY KEY (name)
);

-- Local: an answer kept under the client's key, in the transaction that earned it (RFC draft Idempotency-Key).
CREATE TABLE idempotency_keys (
    token_id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    location text,
    etag text,
    body jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (token_id, key),
    CONSTRAINT idempotency_keys_token_id_fkey FOREIGN KEY (token_id) REFERENCES tokens (id)
);
CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

-- Keyed: the terms a county adds to an open vocabulary; the terms all counties share are compiled in.
CREATE TABLE vocabulary_terms (
    county_code text COLLATE "C" NOT NULL,
    vocabulary text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    name_zh text NOT NULL,
    name_en text,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    CONSTRAINT vocabulary_terms_pkey PRIMARY KEY (county_code, vocabulary, code),
    CONSTRAINT vocabulary_terms_code_check CHECK (code ~ '^[a-z][a-z0-9_]{0,39}$')
);
