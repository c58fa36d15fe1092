-- Major administrative decisions (重大行政决策) with the steps of their course. The main date is `decided_on`, for one that is not
-- decided `started_on`. `steps_done` has the kinds of the steps that are done, in the order of `steps`: figures count by it.
CREATE TABLE decisions (
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
    title text NOT NULL,
    catalogue_year smallint,
    in_catalogue boolean,
    handling_unit text,
    started_on date NOT NULL,
    decided_on date,
    status text COLLATE "C" NOT NULL,
    urgent boolean NOT NULL,
    urgent_reason text,
    reform_exploration boolean NOT NULL,
    reform_reason text,
    legal_risk text,
    steps json NOT NULL,
    steps_done text[] COLLATE "C" NOT NULL,
    main_date date NOT NULL,
    CONSTRAINT decisions_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT decisions_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT decisions_year_check CHECK (year = extract(year FROM main_date)),
    CONSTRAINT decisions_version_check CHECK (version > 0),
    CONSTRAINT decisions_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT decisions_main_date_check CHECK (main_date = coalesce(decided_on, started_on)),
    CONSTRAINT decisions_township_key UNIQUE (county_code, township_code, id),
    CONSTRAINT decisions_status_check CHECK (status IN ('in_preparation', 'decided', 'abandoned')),
    CONSTRAINT decisions_decided_on_check CHECK ((decided_on IS NULL) = (status <> 'decided') AND (decided_on IS NULL OR decided_on >= started_on)),
    CONSTRAINT decisions_catalogue_year_check CHECK (catalogue_year IS NULL OR (in_catalogue IS TRUE AND catalogue_year BETWEEN 1949 AND 2100)),
    CONSTRAINT decisions_urgent_check CHECK (urgent = (urgent_reason IS NOT NULL)),
    CONSTRAINT decisions_reform_exploration_check CHECK (reform_exploration = (reform_reason IS NOT NULL) AND reform_exploration = (legal_risk IS NOT NULL)),
    CONSTRAINT decisions_steps_done_check CHECK (array_to_json(steps_done)::jsonb = jsonb_path_query_array(steps::jsonb, '$[*] ? (@.state == "done").kind'))
);
CREATE UNIQUE INDEX decisions_external_ref_key ON decisions (county_code, township_code, external_ref) WHERE voided_at IS NULL;
CREATE INDEX decisions_id_idx ON decisions (id);
CREATE INDEX decisions_township_idx ON decisions (county_code, township_code, main_date, id);
CREATE INDEX decisions_county_idx ON decisions (county_code, main_date, id);
CREATE INDEX decisions_date_idx ON decisions (main_date, id);
CREATE INDEX decisions_county_updated_idx ON decisions (county_code, updated_at, id);
CREATE INDEX decisions_updated_idx ON decisions (updated_at, id);
-- The decision that was reviewed.
ALTER TABLE legality_reviews ADD COLUMN decision_id uuid;
ALTER TABLE legality_reviews ADD CONSTRAINT legality_reviews_decision_id_fkey
    FOREIGN KEY (county_code, township_code, decision_id) REFERENCES decisions (county_code, township_code, id);
ALTER TABLE legality_reviews ADD CONSTRAINT legality_reviews_decision_id_check
    CHECK (decision_id IS NULL OR subject_kind = 'decision');
CREATE INDEX legality_reviews_decision_id_idx ON legality_reviews (county_code, township_code, decision_id) WHERE decision_id IS NOT NULL;
