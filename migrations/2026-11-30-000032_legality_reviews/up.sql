-- Legality reviews (合法性审查): what was reviewed, by whom, and with which outcome. The main date is the day of the review.
CREATE TABLE legality_reviews (
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
    subject_kind text COLLATE "C" NOT NULL,
    subject text NOT NULL,
    document_id uuid,
    submitted_on date,
    reviewed_on date NOT NULL,
    reviewer text NOT NULL,
    adviser_consulted boolean,
    outcome text COLLATE "C" NOT NULL,
    problems_found integer,
    opinions_given integer,
    opinions_adopted integer,
    CONSTRAINT legality_reviews_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT legality_reviews_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT legality_reviews_year_check CHECK (year = extract(year FROM reviewed_on)),
    CONSTRAINT legality_reviews_version_check CHECK (version > 0),
    CONSTRAINT legality_reviews_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT legality_reviews_subject_kind_check CHECK (subject_kind IN ('decision', 'normative_document', 'contract', 'enforcement', 'other')),
    CONSTRAINT legality_reviews_outcome_check CHECK (outcome IN ('passed', 'passed_with_changes', 'not_passed')),
    CONSTRAINT legality_reviews_document_id_fkey FOREIGN KEY (county_code, township_code, document_id) REFERENCES documents (county_code, township_code, id),
    CONSTRAINT legality_reviews_document_id_check CHECK (document_id IS NULL OR subject_kind = 'normative_document'),
    CONSTRAINT legality_reviews_submitted_on_check CHECK (submitted_on <= reviewed_on),
    CONSTRAINT legality_reviews_measures_check CHECK (least(problems_found, opinions_given, opinions_adopted) >= 0),
    CONSTRAINT legality_reviews_opinions_adopted_check CHECK (opinions_adopted <= opinions_given)
);
CREATE UNIQUE INDEX legality_reviews_external_ref_key ON legality_reviews (county_code, township_code, external_ref) WHERE voided_at IS NULL;
CREATE INDEX legality_reviews_id_idx ON legality_reviews (id);
CREATE INDEX legality_reviews_township_idx ON legality_reviews (county_code, township_code, reviewed_on, id);
CREATE INDEX legality_reviews_county_idx ON legality_reviews (county_code, reviewed_on, id);
CREATE INDEX legality_reviews_date_idx ON legality_reviews (reviewed_on, id);
CREATE INDEX legality_reviews_county_updated_idx ON legality_reviews (county_code, updated_at, id);
CREATE INDEX legality_reviews_updated_idx ON legality_reviews (updated_at, id);
CREATE INDEX legality_reviews_document_id_idx ON legality_reviews (county_code, township_code, document_id) WHERE document_id IS NOT NULL;
