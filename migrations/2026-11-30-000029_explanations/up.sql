-- What townships say about findings of checks. The finding is named by its key, which changes with the records behind it. The main date is
-- the last day of the year that was checked.
CREATE TABLE explanations (
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
    finding text COLLATE "C" NOT NULL,
    explanation text NOT NULL,
    main_date date NOT NULL,
    CONSTRAINT explanations_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT explanations_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT explanations_main_date_check CHECK (main_date = make_date(year, 12, 31)),
    CONSTRAINT explanations_version_check CHECK (version > 0),
    CONSTRAINT explanations_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT explanations_finding_check CHECK (finding ~ '^[0-9a-f]{16}$')
);
CREATE UNIQUE INDEX explanations_external_ref_key ON explanations (county_code, township_code, external_ref) WHERE voided_at IS NULL;
CREATE INDEX explanations_id_idx ON explanations (id);
CREATE INDEX explanations_township_idx ON explanations (county_code, township_code, main_date, id);
CREATE INDEX explanations_county_idx ON explanations (county_code, main_date, id);
CREATE INDEX explanations_date_idx ON explanations (main_date, id);
CREATE INDEX explanations_county_updated_idx ON explanations (county_code, updated_at, id);
CREATE INDEX explanations_updated_idx ON explanations (updated_at, id);
CREATE INDEX explanations_year_idx ON explanations (county_code, year, township_code) WHERE voided_at IS NULL;
