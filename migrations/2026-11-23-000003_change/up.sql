-- What every write leaves behind, in its own transaction.

-- One counter per township and reporting year, bumped by every write to one of its records.
-- ETags of lists and aggregates, and the validity of stored figures, are read off it.
CREATE TABLE township_years (
    county_code text COLLATE "C" NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    year smallint NOT NULL,
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT township_years_pkey PRIMARY KEY (county_code, township_code, year),
    CONSTRAINT township_years_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT township_years_version_check CHECK (version > 0)
);

-- The trail: one row per change of a record, never updated, never deleted.
CREATE TABLE trail (
    county_code text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    resource text COLLATE "C" NOT NULL,
    record_id uuid NOT NULL,
    version integer NOT NULL,
    action text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL,
    token_id text COLLATE "C" NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    request_id text NOT NULL,
    reason text,
    before jsonb,
    after jsonb NOT NULL,
    CONSTRAINT trail_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT trail_version_key UNIQUE (county_code, record_id, version),
    CONSTRAINT trail_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT trail_action_check CHECK (action IN ('created', 'replaced', 'patched', 'voided', 'restored')),
    CONSTRAINT trail_before_check CHECK ((before IS NULL) = (action = 'created'))
);
