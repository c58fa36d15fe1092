-- The records. Every table is keyed: county_code is text COLLATE "C", is immutable, and leads the primary key,
-- every unique key and every foreign key, so that the same schema can be spread by county.
-- Constraints are named; each name is mapped to a problem in src/db/constraints.rs.

-- Membership of a leading group (领导小组), with terms of office.
CREATE TABLE members (
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
    person_name text NOT NULL,
    office text NOT NULL,
    group_role text COLLATE "C" NOT NULL,
    body text COLLATE "C" NOT NULL,
    duties text,
    serves_from date NOT NULL,
    serves_to date,
    CONSTRAINT members_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT members_external_ref_key UNIQUE (county_code, township_code, external_ref),
    CONSTRAINT members_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT members_year_check CHECK (year = extract(year FROM serves_from)),
    CONSTRAINT members_version_check CHECK (version > 0),
    CONSTRAINT members_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT members_township_key UNIQUE (county_code, township_code, id),
    CONSTRAINT members_group_role_check CHECK (group_role IN ('head', 'executive_deputy_head', 'deputy_head', 'member', 'office_director', 'office_member')),
    CONSTRAINT members_body_check CHECK (body IN ('leading_group', 'committee', 'office')),
    CONSTRAINT members_term_check CHECK (serves_to IS NULL OR serves_to >= serves_from)
);
CREATE INDEX members_id_idx ON members (id);
CREATE INDEX members_township_idx ON members (county_code, township_code, serves_from, id);
CREATE INDEX members_county_idx ON members (county_code, serves_from, id);
CREATE INDEX members_date_idx ON members (serves_from, id);
CREATE INDEX members_county_updated_idx ON members (county_code, updated_at, id);
CREATE INDEX members_updated_idx ON members (updated_at, id);

-- Plans (工作方案, annual plans, next year's arrangements, rectification plans). The main date is `adopted_on`,
-- for a plan not yet adopted `period_from`.
CREATE TABLE plans (
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
    title text NOT NULL,
    document_number text,
    objective text,
    period_from date NOT NULL,
    period_to date NOT NULL,
    adopted_on date,
    main_date date NOT NULL,
    in_annual_work_plan boolean,
    in_performance_assessment boolean,
    status text COLLATE "C" NOT NULL,
    CONSTRAINT plans_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT plans_external_ref_key UNIQUE (county_code, township_code, external_ref),
    CONSTRAINT plans_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT plans_year_check CHECK (year = extract(year FROM main_date)),
    CONSTRAINT plans_version_check CHECK (version > 0),
    CONSTRAINT plans_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT plans_main_date_check CHECK (main_date = coalesce(adopted_on, period_from)),
    CONSTRAINT plans_township_key UNIQUE (county_code, township_code, id),
    CONSTRAINT plans_kind_check CHECK (kind IN ('work_plan', 'annual_plan', 'next_year_arrangements', 'rectification_plan')),
    CONSTRAINT plans_status_check CHECK (status IN ('draft', 'in_force', 'completed', 'cancelled')),
    CONSTRAINT plans_adopted_check CHECK (status = 'draft' OR status = 'cancelled' OR adopted_on IS NOT NULL),
    CONSTRAINT plans_period_check CHECK (period_to >= period_from)
);
CREATE INDEX plans_id_idx ON plans (id);
CREATE INDEX plans_township_idx ON plans (county_code, township_code, main_date, id);
CREATE INDEX plans_county_idx ON plans (county_code, main_date, id);
CREATE INDEX plans_date_idx ON plans (main_date, id);
CREATE INDEX plans_county_updated_idx ON plans (county_code, updated_at, id);
CREATE INDEX plans_updated_idx ON plans (updated_at, id);

CREATE TABLE plan_tasks (
    county_code text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    plan_id uuid NOT NULL,
    position smallint NOT NULL,
    title text NOT NULL,
    measure text,
    responsible_member_id uuid,
    responsible_office text,
    due_on date,
    status text COLLATE "C" NOT NULL,
    status_reason text,
    target_indicator text COLLATE "C",
    target_value bigint,
    CONSTRAINT plan_tasks_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT plan_tasks_position_key UNIQUE (county_code, plan_id, position),
    CONSTRAINT plan_tasks_plan_id_fkey FOREIGN KEY (county_code, township_code, plan_id) REFERENCES plans (county_code, township_code, id) ON DELETE CASCADE,
    CONSTRAINT plan_tasks_responsible_member_id_fkey FOREIGN KEY (county_code, township_code, responsible_member_id) REFERENCES members (county_code, township_code, id),
    CONSTRAINT plan_tasks_status_check CHECK (status IN ('pending', 'in_progress', 'done', 'dropped')),
    CONSTRAINT plan_tasks_target_check CHECK ((target_indicator IS NULL) = (target_value IS NULL) AND target_value >= 0)
);
CREATE INDEX plan_tasks_responsible_member_id_idx ON plan_tasks (county_code, township_code, responsible_member_id) WHERE responsible_member_id IS NOT NULL;

-- Everything held on a day: meetings, study, training, publicity …
CREATE TABLE activities (
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
    held_on date NOT NULL,
    ends_on date,
    title text NOT NULL,
    place text,
    organising_body text COLLATE "C",
    form text COLLATE "C",
    venue_class text COLLATE "C",
    key_date text COLLATE "C",
    joint_townships text[] COLLATE "C" NOT NULL,
    sessions integer NOT NULL,
    persons integer,
    person_times integer,
    staff_due integer,
    materials integer,
    consultations integer,
    audience integer,
    audience_estimated boolean NOT NULL,
    problems_solved integer,
    exam_due integer,
    exam_sat integer,
    exam_passed integer,
    CONSTRAINT activities_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT activities_external_ref_key UNIQUE (county_code, township_code, external_ref),
    CONSTRAINT activities_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT activities_year_check CHECK (year = extract(year FROM held_on)),
    CONSTRAINT activities_version_check CHECK (version > 0),
    CONSTRAINT activities_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT activities_kind_check CHECK (kind IN ('leading_group_meeting', 'study_session', 'seminar', 'training', 'law_exam', 'publicity', 'leader_reception', 'dispute_sweep', 'inspection', 'court_observation')),
    CONSTRAINT activities_period_check CHECK (ends_on IS NULL OR ends_on >= held_on),
    CONSTRAINT activities_sessions_check CHECK (sessions BETWEEN 1 AND 1000),
    CONSTRAINT activities_measures_check CHECK (least(persons, person_times, staff_due, materials, consultations, audience, problems_solved, exam_due, exam_sat, exam_passed) >= 0),
    CONSTRAINT activities_persons_check CHECK (persons <= person_times),
    CONSTRAINT activities_staff_due_check CHECK (persons <= staff_due),
    CONSTRAINT activities_audience_estimated_check CHECK (audience IS NOT NULL OR NOT audience_estimated),
    CONSTRAINT activities_exam_sat_check CHECK (exam_sat <= exam_due),
    CONSTRAINT activities_exam_passed_check CHECK (exam_passed <= exam_sat)
);
CREATE INDEX activities_id_idx ON activities (id);
CREATE INDEX activities_township_idx ON activities (county_code, township_code, held_on, id);
CREATE INDEX activities_county_idx ON activities (county_code, held_on, id);
CREATE INDEX activities_date_idx ON activities (held_on, id);
CREATE INDEX activities_county_updated_idx ON activities (county_code, updated_at, id);
CREATE INDEX activities_updated_idx ON activities (updated_at, id);
CREATE INDEX activities_joint_idx ON activities (county_code, held_on) WHERE joint_townships <> '{}';

-- Matters with a course: mediation, petition, legal aid, penalty, reconsideration, litigation. Parties are counted, not named.
CREATE TABLE cases (
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
    reference_number text,
    subject text NOT NULL,
    accepted_on date NOT NULL,
    closed_on date,
    due_on date,
    mechanism text COLLATE "C",
    organisation text,
    organisation_level text COLLATE "C",
    dispute_type text COLLATE "C",
    outcome text COLLATE "C" NOT NULL,
    agreement text COLLATE "C",
    performed boolean,
    judicially_confirmed_on date,
    amount numeric(14, 2),
    channel text COLLATE "C",
    pathway smallint,
    repeated boolean,
    backlog boolean,
    leader_member_id uuid,
    legal_aid_ground text COLLATE "C",
    parties integer,
    paper_file_number text,
    CONSTRAINT cases_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT cases_external_ref_key UNIQUE (county_code, township_code, external_ref),
    CONSTRAINT cases_township_code_check CHECK (starts_with(township_code, county_code)),
    CONSTRAINT cases_year_check CHECK (year = extract(year FROM accepted_on)),
    CONSTRAINT cases_version_check CHECK (version > 0),
    CONSTRAINT cases_voided_check CHECK ((voided_at IS NULL) = (voided_by IS NULL) AND (void_reason IS NULL OR voided_at IS NOT NULL)),
    CONSTRAINT cases_township_key UNIQUE (county_code, township_code, id),
    CONSTRAINT cases_leader_member_id_fkey FOREIGN KEY (county_code, township_code, leader_member_id) REFERENCES members (county_code, township_code, id),
    CONSTRAINT cases_kind_check CHECK (kind IN ('mediation', 'petition', 'legal_aid', 'penalty', 'reconsideration', 'litigation')),
    CONSTRAINT cases_mechanism_check CHECK (mechanism IN ('peoples_mediation', 'administrative_mediation', 'judicial_mediation', 'joint_mediation')),
    CONSTRAINT cases_organisation_level_check CHECK (organisation_level IN ('township', 'village', 'trade')),
    CONSTRAINT cases_outcome_check CHECK (outcome IN ('pending', 'succeeded', 'failed', 'withdrawn', 'referred')),
    CONSTRAINT cases_agreement_check CHECK (agreement IN ('written', 'oral')),
    CONSTRAINT cases_channel_check CHECK (channel IN ('letter', 'visit', 'online', 'phone')),
    CONSTRAINT cases_closed_on_check CHECK (closed_on IS NULL OR closed_on >= accepted_on),
    CONSTRAINT cases_pending_check CHECK ((closed_on IS NULL) = (outcome = 'pending')),
    CONSTRAINT cases_judicially_confirmed_on_check CHECK (judicially_confirmed_on >= accepted_on),
    CONSTRAINT cases_pathway_check CHECK (pathway BETWEEN 1 AND 6),
    CONSTRAINT cases_amount_check CHECK (amount >= 0),
    CONSTRAINT cases_parties_check CHECK (parties BETWEEN 1 AND 100000),
    CONSTRAINT cases_mediation_check CHECK (kind = 'mediation' OR (mechanism IS NULL AND dispute_type IS NULL AND agreement IS NULL AND performed IS NULL AND judicially_confirmed_on IS NULL)),
    CONSTRAINT cases_petition_check CHECK (kind = 'petition' OR (channel IS NULL AND pathway IS NULL AND repeated IS NULL AND backlog IS NULL)),
    CONSTRAINT cases_legal_aid_check CHECK (kind = 'legal_aid' OR legal_aid_ground IS NULL)
);
CREATE INDEX cases_id_idx ON cases (id);
CREATE INDEX cases_township_idx ON cases (county_code, township_code, accepted_on, id);
CREATE INDEX cases_county_idx ON cases (county_code, accepted_on, id);
CREATE INDEX cases_date_idx ON cases (accepted_on, id);
CREATE INDEX cases_county_updated_idx ON cases (county_code, updated_at, id);
CREATE INDEX cases_updated_idx ON cases (updated_at, id);
CREATE INDEX cases_closed_on_idx ON cases (county_code, closed_on);
CREATE INDEX cases_leader_member_id_idx ON cases (county_code, township_code, leader_member_id) WHERE leader_member_id IS NOT NULL;

CREATE TABLE case_events (
    county_code text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    township_code text COLLATE "C" NOT NULL,
    case_id uuid NOT NULL,
    position smallint NOT NULL,
    kind text COLLATE "C" NOT NULL,
    occurred_on date NOT NULL,
    until date,
    approved_by text,
    note text,
    CONSTRAINT case_events_pkey PRIMARY KEY (county_code, id),
    CONSTRAINT case_events_position_key UNIQUE (county_code, case_id, position),
    CONSTRAINT case_events_case_id_fkey FOREIGN KEY (county_code, township_code, case_id) REFERENCES cases (county_code, township_code, id) ON DELETE CASCADE,
    CONSTRAINT case_events_kind_check CHECK (kind IN ('registered', 'accepted', 'extended', 'paused', 'resumed', 'replied', 'review_asked', 'closed')),
    CONSTRAINT case_events_extended_check CHECK (kind <> 'extended' OR (until IS NOT NULL AND approved_by IS NOT NULL))
);
