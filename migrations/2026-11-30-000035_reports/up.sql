-- Annual reports (法治政府建设年度报告) with their course, and what was published of them. The main date is the last day that a report
-- covers. The report of a county is that of its own unit.
CREATE TABLE reports (
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
    period_to date,
    title text NOT NULL,
    document_number text,
    addressee text,
    signatories text[] COLLATE "C" NOT NULL,
    dated_on date,
    sections json NOT NULL,
    state text COLLATE "C" NOT NULL,
    course json NOT NULL,
    edition smallint NOT NULL,
    main_date date NOT NULL,
    CONSTRAINT reports_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT reports_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT reports_main_date_check CHECK (main_date = coalesce(period_to, make_date(year, 12, 31))),
    CONSTRAINT reports_period_to_check CHECK (period_to IS NULL OR year = extract(year FROM period_to)),
    CONSTRAINT reports_version_check CHECK (version > 0),
    CONSTRAINT reports_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT reports_state_check CHECK (state IN ('draft', 'submitted', 'returned', 'accepted', 'published', 'correcting')),
    CONSTRAINT reports_edition_check CHECK (edition >= 0 AND (edition > 0 OR state NOT IN ('published', 'correcting')))
);
CREATE UNIQUE INDEX reports_external_ref_key ON reports (county_code, township_code, external_ref) WHERE voided_at IS NULL;
CREATE UNIQUE INDEX reports_year_key ON reports (county_code, township_code, year) WHERE voided_at IS NULL;
CREATE INDEX reports_id_idx ON reports (id);
CREATE INDEX reports_township_idx ON reports (county_code, township_code, main_date, id);
CREATE INDEX reports_county_idx ON reports (county_code, main_date, id);
CREATE INDEX reports_date_idx ON reports (main_date, id);
CREATE INDEX reports_county_updated_idx ON reports (county_code, updated_at, id);
CREATE INDEX reports_updated_idx ON reports (updated_at, id);
CREATE INDEX reports_year_idx ON reports (year, county_code) WHERE voided_at IS NULL;

-- What was published, as it was: never changed, and served from here. `document` is the text with its figures, `files` the same in each
-- format, base64. The digest of both stands in the course of the report, and so in the trail.
CREATE TABLE report_editions (
    county_code text COLLATE "C" NOT NULL,
    report_id uuid NOT NULL,
    edition smallint NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    year smallint NOT NULL,
    published_at timestamptz NOT NULL,
    published_by text NOT NULL,
    document json NOT NULL,
    files json NOT NULL,
    CONSTRAINT report_editions_pkey PRIMARY KEY (county_code, report_id, edition),
    CONSTRAINT report_editions_report_id_fkey FOREIGN KEY (county_code, report_id) REFERENCES reports (county_code, id),
    CONSTRAINT report_editions_edition_check CHECK (edition > 0)
);

-- The steps of a report stand in the trail. The list of actions is extended as it is found.
DO $$
DECLARE
    actions text;
BEGIN
    SELECT string_agg(quote_literal(m.found[1]), ', ' ORDER BY m.place) INTO actions
    FROM pg_constraint c, regexp_matches(pg_get_constraintdef(c.oid), '''([a-z_]+)''', 'g') WITH ORDINALITY AS m (found, place)
    WHERE c.conname = 'trail_action_check' AND c.conrelid = 'trail'::regclass;
    ALTER TABLE trail DROP CONSTRAINT trail_action_check;
    EXECUTE format('ALTER TABLE trail ADD CONSTRAINT trail_action_check CHECK (action IN (%s, ''submitted'', ''returned'', ''accepted'', ''secrecy_reviewed'', ''published''))', actions);
END $$;
