-- Duties: what a first responsible person (党政主要负责人) did in person to further law-based government.
CREATE TABLE duties (
    county_code text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    year smallint NOT NULL,
    external_ref text,
    note text,
    version integer NOT NULL,
    created_at timestamptz NOT NULL,
    created_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by text NOT NULL,
    voided_at timestamptz,
    voided_by text,
    void_reason text,
    office text COLLATE "C" NOT NULL,
    member_id uuid,
    kind text COLLATE "C" NOT NULL,
    performed_on date NOT NULL,
    subject text NOT NULL,
    result text,
    evidence text,
    CONSTRAINT duties_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT duties_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT duties_year_check CHECK (year = extract(year FROM performed_on)),
    CONSTRAINT duties_version_check CHECK (version > 0),
    CONSTRAINT duties_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT duties_member_id_fkey FOREIGN KEY (county_code, township_code, member_id) REFERENCES members (county_code, township_code, id),
    CONSTRAINT duties_office_check CHECK (office IN ('party_secretary', 'township_head', 'other')),
    CONSTRAINT duties_kind_check CHECK (kind IN ('deployed', 'inquired', 'coordinated', 'supervised', 'studied_law', 'lectured', 'heard_advice', 'reported'))
);
CREATE UNIQUE INDEX duties_external_ref_key ON duties (county_code, township_code, external_ref) WHERE voided_at IS NULL;
CREATE INDEX duties_id_idx ON duties (id);
CREATE INDEX duties_township_idx ON duties (county_code, township_code, performed_on, id);
CREATE INDEX duties_county_idx ON duties (county_code, performed_on, id);
CREATE INDEX duties_date_idx ON duties (performed_on, id);
CREATE INDEX duties_county_updated_idx ON duties (county_code, updated_at, id);
CREATE INDEX duties_updated_idx ON duties (updated_at, id);
CREATE INDEX duties_member_id_idx ON duties (county_code, township_code, member_id) WHERE member_id IS NOT NULL;
