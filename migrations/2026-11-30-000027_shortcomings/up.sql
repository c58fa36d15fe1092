-- Shortcomings and their causes (不足和原因), with what came of them. One that the next year's report lists again is carried over: the
-- record of that year names the record of the year before. That at most one record names it, writers look up while they hold the head
-- of the township's chain (src/ledger/duplicates.rs). The plan task that answers a shortcoming is no foreign key: tasks are written anew
-- with their plan.
CREATE TABLE shortcomings (
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
    description text,
    cause text,
    found_by text COLLATE "C" NOT NULL,
    found_on date NOT NULL,
    remedy text,
    responsible_member_id uuid,
    due_on date,
    status text COLLATE "C" NOT NULL,
    closed_on date,
    result text,
    carried_over_from uuid,
    answered_by_task_id uuid,
    CONSTRAINT shortcomings_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT shortcomings_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT shortcomings_year_check CHECK (year = extract(year FROM found_on)),
    CONSTRAINT shortcomings_version_check CHECK (version > 0),
    CONSTRAINT shortcomings_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT shortcomings_township_key UNIQUE (county_code, township_code, id),
    CONSTRAINT shortcomings_responsible_member_id_fkey FOREIGN KEY (county_code, township_code, responsible_member_id) REFERENCES members (county_code, township_code, id),
    CONSTRAINT shortcomings_carried_over_from_fkey FOREIGN KEY (county_code, township_code, carried_over_from) REFERENCES shortcomings (county_code, township_code, id),
    CONSTRAINT shortcomings_found_by_check CHECK (found_by IN ('self_check', 'inspection', 'audit', 'appraisal', 'petition', 'other')),
    CONSTRAINT shortcomings_status_check CHECK (status IN ('open', 'in_progress', 'closed')),
    CONSTRAINT shortcomings_due_on_check CHECK (due_on >= found_on),
    CONSTRAINT shortcomings_closed_on_check CHECK (closed_on >= found_on),
    CONSTRAINT shortcomings_closed_check CHECK ((status = 'closed') = (closed_on IS NOT NULL) AND (closed_on IS NULL OR result IS NOT NULL)),
    CONSTRAINT shortcomings_carried_over_from_check CHECK (carried_over_from <> id)
);
CREATE UNIQUE INDEX shortcomings_external_ref_key ON shortcomings (county_code, township_code, external_ref) WHERE voided_at IS NULL;
CREATE INDEX shortcomings_id_idx ON shortcomings (id);
CREATE INDEX shortcomings_township_idx ON shortcomings (county_code, township_code, found_on, id);
CREATE INDEX shortcomings_county_idx ON shortcomings (county_code, found_on, id);
CREATE INDEX shortcomings_date_idx ON shortcomings (found_on, id);
CREATE INDEX shortcomings_county_updated_idx ON shortcomings (county_code, updated_at, id);
CREATE INDEX shortcomings_updated_idx ON shortcomings (updated_at, id);
CREATE INDEX shortcomings_carried_over_from_idx ON shortcomings (county_code, carried_over_from) WHERE carried_over_from IS NOT NULL;
CREATE INDEX shortcomings_responsible_member_id_idx ON shortcomings (county_code, township_code, responsible_member_id) WHERE responsible_member_id IS NOT NULL;
