-- Who may do what: accounts hold roles, tokens prove accounts.

-- Local, as tokens are: a person, or a system, that calls.
CREATE TABLE accounts (
    id uuid NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    disabled_at timestamptz,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_version_check CHECK (version > 0)
);

-- Local: one row per role, each at a node of the region tree.
CREATE TABLE account_roles (
    account_id uuid NOT NULL,
    role text COLLATE "C" NOT NULL,
    region_code text COLLATE "C" NOT NULL,
    CONSTRAINT account_roles_pkey PRIMARY KEY (account_id, role, region_code),
    CONSTRAINT account_roles_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id),
    CONSTRAINT account_roles_region_code_fkey FOREIGN KEY (region_code) REFERENCES regions (code),
    CONSTRAINT account_roles_role_check CHECK (role IN ('viewer', 'clerk', 'head', 'officer', 'auditor', 'admin'))
);
CREATE INDEX account_roles_region_code_idx ON account_roles (region_code, account_id);

-- Every token there is becomes an account of its own.
ALTER TABLE tokens ADD COLUMN account_id uuid;
UPDATE tokens SET account_id = gen_random_uuid();
INSERT INTO accounts (id, name, version, created_at, created_by, updated_at, updated_by)
    SELECT account_id, name, 1, created_at, created_by, created_at, created_by FROM tokens;
INSERT INTO account_roles (account_id, role, region_code) SELECT account_id, role, region_code FROM tokens;
ALTER TABLE tokens ALTER COLUMN account_id SET NOT NULL;
ALTER TABLE tokens ADD CONSTRAINT tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id);
CREATE INDEX tokens_account_id_idx ON tokens (account_id, id);
ALTER TABLE tokens DROP COLUMN role;
ALTER TABLE tokens DROP COLUMN region_code;

-- `secret_hash` is keyed by a secret that need not be in the database. What was hashed without it is not valid until the
-- service has keyed it, which it does when it starts.
ALTER TABLE tokens ADD COLUMN is_keyed boolean;
UPDATE tokens SET is_keyed = false;
ALTER TABLE tokens ALTER COLUMN is_keyed SET NOT NULL;
-- From where it may be used (CIDR); empty: from anywhere.
ALTER TABLE tokens ADD COLUMN networks text[] COLLATE "C";
UPDATE tokens SET networks = '{}';
ALTER TABLE tokens ALTER COLUMN networks SET NOT NULL;
ALTER TABLE tokens ADD COLUMN last_used_at timestamptz;
-- The token that this one was issued in place of.
ALTER TABLE tokens ADD COLUMN replaces text COLLATE "C";

-- Kept answers are the account's: they are found with whichever of its tokens the request is sent again. An account that
-- calls without a token, proven by an identity provider, is no row of `accounts`.
ALTER TABLE idempotency_keys DROP CONSTRAINT idempotency_keys_token_id_fkey;
UPDATE idempotency_keys k SET token_id = t.account_id::text FROM tokens t WHERE t.id = k.token_id;
ALTER TABLE idempotency_keys RENAME COLUMN token_id TO account;
