-- Declarations (零报告、无数字填报): what a township says about indicators for which it has no records of a year. The main date is the
-- last day of the year. That an indicator stands in one declaration only of a township and year that is not voided, no unique key can
-- say of the elements of an array: writers look it up while they hold the head of the township's chain (src/ledger/declarations/rivals.rs).
CREATE TABLE declarations (
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
    says text COLLATE "C" NOT NULL,
    indicators text[] COLLATE "C" NOT NULL,
    main_date date NOT NULL,
    CONSTRAINT declarations_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT declarations_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT declarations_main_date_check CHECK (main_date = make_date(year, 12, 31)),
    CONSTRAINT declarations_version_check CHECK (version > 0),
    CONSTRAINT declarations_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT declarations_says_check CHECK (says IN ('none', 'without_figure')),
    CONSTRAINT declarations_indicators_check CHECK (cardinality(indicators) BETWEEN 1 AND 200)
);
CREATE UNIQUE INDEX declarations_external_ref_key ON declarations (county_code, township_code, external_ref) WHERE voided_at IS NULL;
CREATE INDEX declarations_id_idx ON declarations (id);
CREATE INDEX declarations_township_idx ON declarations (county_code, township_code, main_date, id);
CREATE INDEX declarations_county_idx ON declarations (county_code, main_date, id);
CREATE INDEX declarations_date_idx ON declarations (main_date, id);
CREATE INDEX declarations_county_updated_idx ON declarations (county_code, updated_at, id);
CREATE INDEX declarations_updated_idx ON declarations (updated_at, id);
CREATE INDEX declarations_year_idx ON declarations (county_code, year, township_code) WHERE voided_at IS NULL;
