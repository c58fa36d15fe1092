-- Observations: values of indicators that no other record yields, as of a day. That there is one of a township, an indicator and a day
-- only, writers look up while they hold the head of the township's chain (src/ledger/duplicates.rs).
CREATE TABLE observations (
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
    indicator text COLLATE "C" NOT NULL,
    observed_on date NOT NULL,
    value numeric(14, 2) NOT NULL,
    estimated boolean NOT NULL,
    evidence text,
    CONSTRAINT observations_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT observations_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT observations_year_check CHECK (year = extract(year FROM observed_on)),
    CONSTRAINT observations_version_check CHECK (version > 0),
    CONSTRAINT observations_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT observations_value_check CHECK (value >= 0)
);
CREATE UNIQUE INDEX observations_external_ref_key ON observations (county_code, township_code, external_ref) WHERE voided_at IS NULL;
CREATE INDEX observations_id_idx ON observations (id);
CREATE INDEX observations_township_idx ON observations (county_code, township_code, observed_on, id);
CREATE INDEX observations_county_idx ON observations (county_code, observed_on, id);
CREATE INDEX observations_date_idx ON observations (observed_on, id);
CREATE INDEX observations_county_updated_idx ON observations (county_code, updated_at, id);
CREATE INDEX observations_updated_idx ON observations (updated_at, id);
