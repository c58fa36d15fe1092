-- No token and no entry of the trail is without a key any more. `src/upgrade/` keys those of earlier releases before this
-- step: SQL does not know the secret. It also binds the hash of each token to the token's id.
ALTER TABLE trail ADD CONSTRAINT trail_hash_check CHECK (octet_length(hash) = 32);
ALTER TABLE tokens ADD CONSTRAINT tokens_is_keyed_check CHECK (is_keyed);
ALTER TABLE tokens DROP COLUMN is_keyed;

-- Chains are numbered in the order in which they were begun.
ALTER TABLE trail_heads ADD COLUMN number bigint;
UPDATE trail_heads h SET number = o.number
    FROM (SELECT township_code, row_number() OVER (ORDER BY township_code) AS number FROM trail_heads) o
    WHERE o.township_code = h.township_code;
ALTER TABLE trail_heads ALTER COLUMN number SET NOT NULL;
ALTER TABLE trail_heads ADD CONSTRAINT trail_heads_number_check CHECK (number > 0);

-- Local: one row that says how many chains there are. `hash` is a keyed hash of the codes of their regions, in the order
-- of their numbers. It is made together with the first secret of a ledger.
CREATE TABLE trail_chains (
    id smallint NOT NULL,
    chains bigint NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT trail_chains_pkey PRIMARY KEY (id),
    CONSTRAINT trail_chains_id_check CHECK (id = 1),
    CONSTRAINT trail_chains_chains_check CHECK (chains >= 0),
    CONSTRAINT trail_chains_hash_check CHECK (octet_length(hash) = 32)
);
