-- What the peers need besides the tables that fazhi's migrations made; made once fazhi itself has been measured.

-- Tokens as an application of one's own would keep them: fazhi's hashes are keyed with a secret that only fazhi has, and
-- what an account may do stands in other tables. Filled with the tokens of this run.
CREATE TABLE peer_tokens (
    id text COLLATE "C" NOT NULL,
    secret_hash bytea NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    region_code text COLLATE "C" NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT peer_tokens_pkey PRIMARY KEY (id)
);

-- Peers write the trail, but do not chain it: what numbers and hashes an entry is no concern of theirs.
ALTER TABLE trail ALTER COLUMN seq SET DEFAULT nextval('trail_seq');
-- Unique within a township as well, without a look at the entry before.
ALTER TABLE trail ALTER COLUMN position SET DEFAULT nextval('trail_seq');
ALTER TABLE trail ALTER COLUMN account SET DEFAULT '';
ALTER TABLE trail ALTER COLUMN changed SET DEFAULT '{}';
ALTER TABLE trail ALTER COLUMN hash SET DEFAULT decode(repeat('00', 32), 'hex');
