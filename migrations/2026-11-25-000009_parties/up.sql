-- Parties of cases: who they are, where a county has switched that on.

-- What a county has decided for its townships; without a row, nothing is switched on. `id` is what the trail calls it.
CREATE TABLE county_settings (
    county_code text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    party_names boolean NOT NULL,
    version integer NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    CONSTRAINT county_settings_pkey PRIMARY KEY (county_code),
    CONSTRAINT county_settings_version_check CHECK (version > 0)
);

-- The list of a case's parties as a whole: it keeps its version where it is emptied. `id` is what the trail calls it.
CREATE TABLE case_party_lists (
    county_code text COLLATE "C" NOT NULL,
    case_id uuid NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    version integer NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    CONSTRAINT case_party_lists_pkey PRIMARY KEY (county_code, case_id),
    CONSTRAINT case_party_lists_case_id_fkey FOREIGN KEY (county_code, township_code, case_id) REFERENCES cases (county_code, township_code, id) ON DELETE CASCADE,
    CONSTRAINT case_party_lists_version_check CHECK (version > 0)
);

-- A party. What tells who it is, is encrypted field by field (XChaCha20-Poly1305): a nonce of 24 bytes, the ciphertext and
-- its tag of 16 bytes, bound to county, case, party and field. The key is made from the secret of the ledger.
CREATE TABLE case_parties (
    county_code text COLLATE "C" NOT NULL,
    case_id uuid NOT NULL,
    id uuid NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    position smallint NOT NULL,
    role text COLLATE "C" NOT NULL,
    name bytea NOT NULL,
    identity_number bytea,
    telephone bytea,
    address bytea,
    note bytea,
    CONSTRAINT case_parties_pkey PRIMARY KEY (county_code, case_id, id),
    CONSTRAINT case_parties_position_key UNIQUE (county_code, case_id, position),
    CONSTRAINT case_parties_case_id_fkey FOREIGN KEY (county_code, case_id) REFERENCES case_party_lists (county_code, case_id) ON DELETE CASCADE,
    CONSTRAINT case_parties_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT case_parties_role_check CHECK (role IN ('applicant', 'respondent', 'third_party', 'other')),
    CONSTRAINT case_parties_sealed_check CHECK (least(octet_length(name), octet_length(identity_number), octet_length(telephone), octet_length(address), octet_length(note)) > 40)
);

-- Who has read names he does not see otherwise, and what for.
ALTER TABLE trail DROP CONSTRAINT trail_action_check;
ALTER TABLE trail ADD CONSTRAINT trail_action_check CHECK (action IN
    ('created', 'replaced', 'patched', 'voided', 'restored', 'token_issued', 'token_rotated', 'token_revoked', 'disclosed'));
ALTER TABLE trail DROP CONSTRAINT trail_before_check;
ALTER TABLE trail ADD CONSTRAINT trail_before_check CHECK ((before IS NULL) = (action = 'created' OR action = 'disclosed'));
