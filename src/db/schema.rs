//! The tables as diesel sees them, in the order of the migrations. `tests/migrations.rs` compares it with the database.

#![allow(missing_docs, reason = "the columns are explained where they are made, in migrations/")]

/// The tables of records, one for each resource: for what is the same of all of them. Each refers to those before it alone.
pub const RECORDS: [&str; 13] = [
    "members",
    "plans",
    "activities",
    "cases",
    "declarations",
    "explanations",
    "reports",
    "duties",
    "shortcomings",
    "observations",
    "documents",
    "decisions",
    "legality_reviews",
];

diesel::table! {
    regions (code) {
        code -> Text,
        name -> Text,
        level -> Text,
        parent_code -> Nullable<Text>,
        valid_from -> Nullable<Date>,
        valid_to -> Nullable<Date>,
        successor_code -> Nullable<Text>,
    }
}

diesel::table! {
    region_directory (id) {
        id -> SmallInt,
        version -> Uuid,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    tokens (id) {
        id -> Text,
        secret_hash -> Bytea,
        name -> Text,
        created_at -> Timestamptz,
        created_by -> Text,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
        account_id -> Uuid,
        networks -> Array<Text>,
        last_used_at -> Nullable<Timestamptz>,
        replaces -> Nullable<Text>,
        issuer_account -> Nullable<Text>,
    }
}

diesel::table! {
    accounts (id) {
        id -> Uuid,
        name -> Text,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        disabled_at -> Nullable<Timestamptz>,
        region_code -> Text,
    }
}

diesel::table! {
    account_roles (account_id, role, region_code) {
        account_id -> Uuid,
        role -> Text,
        region_code -> Text,
    }
}

diesel::table! {
    secrets (name) {
        name -> Text,
        value -> Bytea,
    }
}

diesel::table! {
    idempotency_keys (account, key) {
        account -> Text,
        key -> Text,
        fingerprint -> Bytea,
        status -> SmallInt,
        location -> Nullable<Text>,
        etag -> Nullable<Text>,
        body -> Jsonb,
        created_at -> Timestamptz,
        regions -> Array<Text>,
    }
}

diesel::table! {
    vocabulary_terms (county_code, vocabulary, code) {
        county_code -> Text,
        vocabulary -> Text,
        code -> Text,
        name_zh -> Text,
        name_en -> Nullable<Text>,
        created_at -> Timestamptz,
        created_by -> Text,
        id -> Uuid,
    }
}

diesel::table! {
    township_years (county_code, township_code, year) {
        county_code -> Text,
        township_code -> Text,
        year -> SmallInt,
        version -> BigInt,
        changed_at -> Timestamptz,
    }
}

diesel::table! {
    trail (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        resource -> Text,
        record_id -> Uuid,
        version -> Integer,
        action -> Text,
        at -> Timestamptz,
        token_id -> Text,
        actor -> Text,
        role -> Text,
        request_id -> Text,
        reason -> Nullable<Text>,
        before -> Nullable<Json>,
        after -> Nullable<Json>,
        seq -> BigInt,
        position -> BigInt,
        account -> Text,
        address -> Nullable<Text>,
        changed -> Array<Text>,
        hash -> Bytea,
        format -> SmallInt,
        patch -> Nullable<Json>,
        size -> Nullable<Integer>,
        redacted -> Nullable<Json>,
        token_issued_by -> Nullable<Text>,
        token_issuer_account -> Nullable<Text>,
    }
}

diesel::table! {
    trail_heads (county_code, township_code) {
        county_code -> Text,
        township_code -> Text,
        position -> BigInt,
        hash -> Bytea,
        mac -> Bytea,
        number -> BigInt,
        day -> Nullable<Date>,
        bytes -> BigInt,
    }
}

diesel::table! {
    trail_chains (id) {
        id -> SmallInt,
        chains -> BigInt,
        hash -> Bytea,
    }
}

diesel::table! {
    members (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        person_name -> Text,
        office -> Text,
        group_role -> Text,
        body -> Text,
        duties -> Nullable<Text>,
        serves_from -> Date,
        serves_to -> Nullable<Date>,
    }
}

diesel::table! {
    plans (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        kind -> Text,
        title -> Text,
        document_number -> Nullable<Text>,
        objective -> Nullable<Text>,
        period_from -> Date,
        period_to -> Date,
        adopted_on -> Nullable<Date>,
        main_date -> Date,
        in_annual_work_plan -> Nullable<Bool>,
        in_performance_assessment -> Nullable<Bool>,
        status -> Text,
    }
}

diesel::table! {
    plan_tasks (county_code, plan_id, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        plan_id -> Uuid,
        position -> SmallInt,
        title -> Text,
        measure -> Nullable<Text>,
        responsible_member_id -> Nullable<Uuid>,
        responsible_office -> Nullable<Text>,
        due_on -> Nullable<Date>,
        status -> Text,
        status_reason -> Nullable<Text>,
        target_indicator -> Nullable<Text>,
        target_value -> Nullable<BigInt>,
    }
}

diesel::table! {
    activities (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        kind -> Text,
        held_on -> Date,
        ends_on -> Nullable<Date>,
        title -> Text,
        place -> Nullable<Text>,
        organising_body -> Nullable<Text>,
        form -> Nullable<Text>,
        venue_class -> Nullable<Text>,
        key_date -> Nullable<Text>,
        joint_townships -> Array<Text>,
        sessions -> Integer,
        persons -> Nullable<Integer>,
        person_times -> Nullable<Integer>,
        staff_due -> Nullable<Integer>,
        materials -> Nullable<Integer>,
        consultations -> Nullable<Integer>,
        audience -> Nullable<Integer>,
        audience_estimated -> Bool,
        problems_solved -> Nullable<Integer>,
        exam_due -> Nullable<Integer>,
        exam_sat -> Nullable<Integer>,
        exam_passed -> Nullable<Integer>,
    }
}

diesel::table! {
    cases (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        kind -> Text,
        reference_number -> Nullable<Text>,
        subject -> Text,
        accepted_on -> Date,
        closed_on -> Nullable<Date>,
        due_on -> Nullable<Date>,
        mechanism -> Nullable<Text>,
        organisation -> Nullable<Text>,
        organisation_level -> Nullable<Text>,
        dispute_type -> Nullable<Text>,
        outcome -> Text,
        agreement -> Nullable<Text>,
        performed -> Nullable<Bool>,
        judicially_confirmed_on -> Nullable<Date>,
        amount -> Nullable<Numeric>,
        channel -> Nullable<Text>,
        pathway -> Nullable<SmallInt>,
        repeated -> Nullable<Bool>,
        backlog -> Nullable<Bool>,
        leader_member_id -> Nullable<Uuid>,
        legal_aid_ground -> Nullable<Text>,
        parties -> Nullable<Integer>,
        paper_file_number -> Nullable<Text>,
        events -> Json,
        performed_on -> Nullable<Date>,
        township_role -> Nullable<Text>,
        township_result -> Nullable<Text>,
        leader_appeared -> Nullable<Bool>,
    }
}

diesel::table! {
    county_settings (county_code) {
        county_code -> Text,
        id -> Uuid,
        party_names -> Bool,
        version -> Integer,
        updated_at -> Timestamptz,
        updated_by -> Text,
    }
}

diesel::table! {
    case_party_lists (county_code, case_id) {
        county_code -> Text,
        case_id -> Uuid,
        township_code -> Text,
        id -> Uuid,
        version -> Integer,
        updated_at -> Timestamptz,
        updated_by -> Text,
    }
}

diesel::table! {
    case_parties (county_code, case_id, id) {
        county_code -> Text,
        case_id -> Uuid,
        id -> Uuid,
        township_code -> Text,
        position -> SmallInt,
        role -> Text,
        name -> Bytea,
        identity_number -> Nullable<Bytea>,
        telephone -> Nullable<Bytea>,
        address -> Nullable<Bytea>,
        note -> Nullable<Bytea>,
    }
}

diesel::table! {
    activity_partners (county_code, activity_id, township_code) {
        county_code -> Text,
        activity_id -> Uuid,
        township_code -> Text,
        id -> Uuid,
        status -> Text,
        reason -> Nullable<Text>,
        activity_version -> Nullable<Integer>,
        decided_at -> Nullable<Timestamptz>,
        decided_by -> Nullable<Text>,
        version -> Integer,
    }
}

diesel::table! {
    declarations (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        says -> Text,
        indicators -> Array<Text>,
        main_date -> Date,
    }
}

diesel::table! {
    explanations (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        finding -> Text,
        explanation -> Text,
        main_date -> Date,
    }
}

diesel::table! {
    reports (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        period_to -> Nullable<Date>,
        title -> Text,
        document_number -> Nullable<Text>,
        addressee -> Nullable<Text>,
        signatories -> Array<Text>,
        dated_on -> Nullable<Date>,
        sections -> Json,
        state -> Text,
        course -> Json,
        edition -> SmallInt,
        main_date -> Date,
    }
}

diesel::table! {
    report_editions (county_code, report_id, edition) {
        county_code -> Text,
        report_id -> Uuid,
        edition -> SmallInt,
        township_code -> Text,
        year -> SmallInt,
        published_at -> Timestamptz,
        published_by -> Text,
        document -> Json,
        files -> Json,
    }
}

diesel::table! {
    duties (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        office -> Text,
        member_id -> Nullable<Uuid>,
        kind -> Text,
        performed_on -> Date,
        subject -> Text,
        result -> Nullable<Text>,
        evidence -> Nullable<Text>,
    }
}

diesel::table! {
    shortcomings (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        title -> Text,
        description -> Nullable<Text>,
        cause -> Nullable<Text>,
        found_by -> Text,
        found_on -> Date,
        remedy -> Nullable<Text>,
        responsible_member_id -> Nullable<Uuid>,
        due_on -> Nullable<Date>,
        status -> Text,
        closed_on -> Nullable<Date>,
        result -> Nullable<Text>,
        carried_over_from -> Nullable<Uuid>,
        answered_by_task_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    observations (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        indicator -> Text,
        observed_on -> Date,
        value -> Numeric,
        estimated -> Bool,
        evidence -> Nullable<Text>,
    }
}

diesel::table! {
    county_figures (county_code, year, basis) {
        county_code -> Text,
        year -> SmallInt,
        basis -> Text,
        version -> Numeric,
        made_by -> Text,
        reporting -> Integer,
        as_of -> Nullable<Timestamptz>,
        declared -> Jsonb,
        quantities -> Array<Nullable<Numeric>>,
    }
}

diesel::table! {
    deadline_catalogue (id) {
        id -> SmallInt,
        digest -> Text,
    }
}

diesel::table! {
    documents (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        kind -> Text,
        document_number -> Nullable<Text>,
        title -> Text,
        drafted_on -> Date,
        comments_from -> Nullable<Date>,
        comments_to -> Nullable<Date>,
        legality_reviewed_on -> Nullable<Date>,
        decided_on -> Nullable<Date>,
        issued_on -> Nullable<Date>,
        published_on -> Nullable<Date>,
        filed_on -> Nullable<Date>,
        effective_on -> Nullable<Date>,
        expires_on -> Nullable<Date>,
        status -> Text,
        cleaned_up_on -> Nullable<Date>,
        clean_up_result -> Nullable<Text>,
        main_date -> Date,
    }
}

diesel::table! {
    legality_reviews (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        subject_kind -> Text,
        subject -> Text,
        document_id -> Nullable<Uuid>,
        submitted_on -> Nullable<Date>,
        reviewed_on -> Date,
        reviewer -> Text,
        adviser_consulted -> Nullable<Bool>,
        outcome -> Text,
        problems_found -> Nullable<Integer>,
        opinions_given -> Nullable<Integer>,
        opinions_adopted -> Nullable<Integer>,
        decision_id -> Nullable<Uuid>,
    }
}

diesel::table! {
    decisions (county_code, id) {
        county_code -> Text,
        id -> Uuid,
        township_code -> Text,
        year -> SmallInt,
        external_ref -> Nullable<Text>,
        note -> Nullable<Text>,
        version -> Integer,
        created_at -> Timestamptz,
        created_by -> Text,
        updated_at -> Timestamptz,
        updated_by -> Text,
        voided_at -> Nullable<Timestamptz>,
        voided_by -> Nullable<Text>,
        void_reason -> Nullable<Text>,
        title -> Text,
        catalogue_year -> Nullable<SmallInt>,
        in_catalogue -> Nullable<Bool>,
        handling_unit -> Nullable<Text>,
        started_on -> Date,
        decided_on -> Nullable<Date>,
        status -> Text,
        urgent -> Bool,
        urgent_reason -> Nullable<Text>,
        reform_exploration -> Bool,
        reform_reason -> Nullable<Text>,
        legal_risk -> Nullable<Text>,
        steps -> Json,
        steps_done -> Array<Text>,
        main_date -> Date,
    }
}

diesel::table! {
    calendar_notices (id) {
        id -> Uuid,
        region_code -> Text,
        number -> Text,
        issued_on -> Date,
        days -> Jsonb,
        created_at -> Timestamptz,
        created_by -> Text,
    }
}

diesel::table! {
    deadlines (county_code, record_id, clock) {
        county_code -> Text,
        record_id -> Uuid,
        clock -> Text,
        township_code -> Text,
        resource -> Text,
        matter -> Text,
        started_on -> Date,
        due_on -> Nullable<Date>,
        act_by -> Nullable<Date>,
        runs_out_on -> Date,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    regions,
    tokens,
    accounts,
    account_roles,
    secrets,
    idempotency_keys,
    vocabulary_terms,
    township_years,
    trail,
    trail_heads,
    trail_chains,
    members,
    plans,
    plan_tasks,
    activities,
    cases,
    declarations,
    explanations,
    reports,
    report_editions,
    duties,
    shortcomings,
    observations,
    county_figures,
    county_settings,
    case_party_lists,
    case_parties,
    activity_partners,
    documents,
    legality_reviews,
    decisions,
    deadlines
);
