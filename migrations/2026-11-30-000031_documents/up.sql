-- Normative documents (行政规范性文件) and standing rules (制度), with the days of their course. The main date is `issued_on`, for one
-- that is not issued `drafted_on`.
CREATE TABLE documents (
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
    kind text COLLATE "C" NOT NULL,
    document_number text,
    title text NOT NULL,
    drafted_on date NOT NULL,
    comments_from date,
    comments_to date,
    legality_reviewed_on date,
    decided_on date,
    issued_on date,
    published_on date,
    filed_on date,
    effective_on date,
    expires_on date,
    status text COLLATE "C" NOT NULL,
    cleaned_up_on date,
    clean_up_result text COLLATE "C",
    main_date date NOT NULL,
    CONSTRAINT documents_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT documents_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT documents_year_check CHECK (year = extract(year FROM main_date)),
    CONSTRAINT documents_version_check CHECK (version > 0),
    CONSTRAINT documents_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT documents_main_date_check CHECK (main_date = coalesce(issued_on, drafted_on)),
    CONSTRAINT documents_township_key UNIQUE (county_code, township_code, id),
    CONSTRAINT documents_kind_check CHECK (kind IN ('normative_document', 'standing_rule')),
    CONSTRAINT documents_status_check CHECK (status IN ('drafting', 'in_force', 'repealed', 'expired', 'superseded')),
    CONSTRAINT documents_clean_up_result_check CHECK (clean_up_result IN ('kept', 'revised', 'repealed')),
    CONSTRAINT documents_comments_check CHECK (comments_to IS NULL OR (comments_from IS NOT NULL AND comments_to >= comments_from)),
    CONSTRAINT documents_issued_on_check CHECK ((issued_on IS NULL) = (status = 'drafting') AND (issued_on IS NULL OR issued_on >= drafted_on)),
    CONSTRAINT documents_course_check CHECK (issued_on IS NOT NULL OR coalesce(published_on, filed_on, effective_on, expires_on, cleaned_up_on) IS NULL),
    CONSTRAINT documents_published_on_check CHECK (published_on >= issued_on),
    CONSTRAINT documents_filed_on_check CHECK (filed_on IS NULL OR (kind = 'normative_document' AND filed_on >= issued_on)),
    CONSTRAINT documents_effective_on_check CHECK (effective_on >= issued_on),
    CONSTRAINT documents_expires_on_check CHECK (expires_on >= coalesce(effective_on, issued_on)),
    CONSTRAINT documents_cleaned_up_on_check CHECK (cleaned_up_on >= issued_on),
    CONSTRAINT documents_clean_up_check CHECK ((cleaned_up_on IS NULL) = (clean_up_result IS NULL)),
    CONSTRAINT documents_repealed_check CHECK ((status = 'repealed') = coalesce(clean_up_result = 'repealed', false))
);
CREATE UNIQUE INDEX documents_external_ref_key ON documents (county_code, township_code, external_ref) WHERE voided_at IS NULL;
CREATE INDEX documents_id_idx ON documents (id);
CREATE INDEX documents_township_idx ON documents (county_code, township_code, main_date, id);
CREATE INDEX documents_county_idx ON documents (county_code, main_date, id);
CREATE INDEX documents_date_idx ON documents (main_date, id);
CREATE INDEX documents_county_updated_idx ON documents (county_code, updated_at, id);
CREATE INDEX documents_updated_idx ON documents (updated_at, id);
