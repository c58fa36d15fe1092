-- The independent recount, part 3: figures of every region that has records or declarations.

-- The indicators: how each is measured, of which quantities, and by which indicator a township declares that it had no record of
-- the kind.
CREATE TABLE oracle.indicator (code text, measure text, kind text, numerator text, denominator text);
INSERT INTO oracle.indicator (code, measure, kind) SELECT code, measure, kind FROM (VALUES
    ('count', 'leading_group_meetings', '{leading_group_meetings}'), ('sum', 'leading_group_meetings', '{key_problems_solved}'),
    ('names', 'leading_group_members', '{leading_group_members,leading_group_heads}'),
    ('count', 'work_plans_adopted', '{work_plans_adopted}'), ('count', 'plan_tasks', '{plan_tasks,plan_tasks_done}'),
    ('count', 'study_sessions', '{study_sessions,pre_meeting_study}'), ('count', 'seminars', '{seminars}'),
    ('count', 'court_observations', '{court_observations}'), ('count', 'training_sessions', '{training_sessions,training_courses}'),
    ('sum', 'training_sessions', '{training_person_times}'), ('most', 'training_sessions', '{training_persons}'),
    ('count', 'law_exams', '{law_exams}'), ('sum', 'publicity_activities', '{publicity_audience}'),
    ('count', 'publicity_activities',
        '{publicity_activities,publicity_activities_on_key_dates,publicity_activities_in_key_periods}'),
    -- No indicator is about the activities of every kind.
    ('sum', NULL, '{publicity_materials,legal_consultations}'), ('count', 'dispute_sweeps', '{dispute_sweeps}'),
    ('count', 'leader_receptions', '{leader_receptions}'), ('count', 'inspections', '{inspections}'),
    ('count', 'enforcement_inspections', '{enforcement_inspections}'),
    ('count', 'disputes_accepted', '{disputes_carried_in,disputes_accepted,disputes_closed,disputes_resolved,disputes_failed,
        disputes_withdrawn,disputes_referred,disputes_pending,agreements_written,agreements_oral,agreements_performed,
        judicial_confirmations}'),
    ('money', 'disputes_accepted', '{disputes_amount}'), ('count', 'judicial_mediations', '{judicial_mediations}'),
    ('count', 'petitions', '{petitions_carried_in,petitions,petitions_closed,petitions_pending,petitions_due,
        petitions_closed_in_time,petitions_without_pathway,petitions_led}'),
    ('flag', 'petitions', '{petitions_first,petitions_repeated,petition_backlog,petition_backlog_closed}'),
    ('count', 'legal_aid_referrals', '{legal_aid_carried_in,legal_aid_referrals,legal_aid_closed,legal_aid_pending}'),
    ('count', 'penalty_cases',
        '{penalty_cases_carried_in,penalty_cases,penalty_cases_closed,penalty_cases_pending,penalties_imposed}'),
    ('money', 'penalty_cases', '{fines}'), ('flag', 'reconsiderations', '{reconsiderations_corrected}'),
    ('count', 'reconsiderations',
        '{reconsiderations_carried_in,reconsiderations,reconsiderations_closed,reconsiderations_pending}'),
    ('count', 'litigations', '{litigations_carried_in,litigations,litigations_closed,litigations_pending}'),
    ('flag', 'litigations', '{litigations_lost}'),
    ('count', 'leader_research', '{leader_research}'), ('count', 'leader_hearings', '{leader_hearings}'),
    ('count', 'leader_law_lectures', '{leader_law_lectures}'), ('count', 'leader_law_studies', '{leader_law_studies}'),
    ('count', 'duty_reports_made', '{duty_reports_made}'),
    ('count', 'shortcomings_found', '{shortcomings_carried_in,shortcomings_found,shortcomings_closed,shortcomings_open}'),
    ('count', 'major_decisions', '{major_decisions,decisions_with_public_participation,decisions_with_expert_argument,
        decisions_with_risk_assessment,decisions_with_legality_review,decisions_with_collective_discussion}'),
    ('flag', 'major_decisions', '{decisions_in_catalogue}'),
    ('count', 'legality_reviews', '{legality_reviews}'), ('sum', 'legality_reviews', '{review_problems,review_opinions}'),
    ('flag', 'legality_reviews', '{adviser_participation}'),
    ('count', 'normative_documents_issued', '{normative_documents_issued,normative_documents_published,
        normative_documents_filed,documents_cleaned_up,documents_repealed}'),
    ('count', 'standing_rules_made', '{standing_rules_made}'),
    -- Quantities of rates that are no indicators themselves.
    ('sum', 'training_sessions', '{trained,to_be_trained}'),
    ('sum', 'law_exams', '{sat_of_due,due_to_sit,passed_of_sat,sat_to_pass}'),
    ('sum', 'legality_reviews', '{opinions_adopted_of_given,opinions_given_to_adopt}'),
    ('count', 'normative_documents_issued', '{issued_and_filed}'),
    ('count', 'disputes_accepted', '{disputes_handled,agreements_followed_up}'),
    ('count', 'litigations', '{leader_appeared,appearance_stated}')
) AS listed (measure, kind, codes), unnest(codes::text[]) AS code;
INSERT INTO oracle.indicator (measure, code, numerator, denominator) VALUES
    ('rate', 'opinion_adoption_rate', 'opinions_adopted_of_given', 'opinions_given_to_adopt'),
    ('rate', 'filing_rate', 'issued_and_filed', 'normative_documents_issued'),
    ('rate', 'plan_task_completion_rate', 'plan_tasks_done', 'plan_tasks'),
    ('rate', 'training_attendance_rate', 'trained', 'to_be_trained'), ('rate', 'training_coverage', 'staff_trained_covered', 'staff_due_for_training_covered'),
    ('rate', 'law_exam_attendance_rate', 'sat_of_due', 'due_to_sit'),
    ('rate', 'law_exam_pass_rate', 'passed_of_sat', 'sat_to_pass'),
    ('rate', 'mediation_success_rate_of_accepted', 'disputes_resolved', 'disputes_accepted'),
    ('rate', 'mediation_success_rate', 'disputes_resolved', 'disputes_handled'),
    ('rate', 'mediation_closing_success_rate', 'disputes_resolved', 'disputes_closed'),
    ('rate', 'agreement_performance_rate', 'agreements_performed', 'agreements_followed_up'),
    ('rate', 'petition_timely_closure_rate', 'petitions_closed_in_time', 'petitions_due'),
    ('rate', 'leader_appearance_rate', 'leader_appeared', 'appearance_stated');
-- Each observed number is about itself alone; the two of the coverage are about the trained.
INSERT INTO oracle.indicator (code, measure, kind) SELECT code, 'sum', code FROM oracle.observed_stock
    UNION ALL SELECT code, CASE code WHEN 'rule_of_law_funds' THEN 'money' ELSE 'sum' END, code FROM unnest(ARRAY[
        'responsibility_letters', 'rule_of_law_funds', 'reflections_written', 'legal_service_visitors', 'hotline_requests',
        'hotline_requests_closed', 'info_disclosed', 'service_items_handled', 'village_rules_revised', 'mass_incidents']) AS code
    UNION ALL SELECT code, 'sum', 'staff_trained' FROM unnest(ARRAY['staff_trained_covered', 'staff_due_for_training_covered']) AS code;
UPDATE oracle.indicator rate SET kind = whole.kind FROM oracle.indicator whole WHERE whole.code = rate.denominator;

-- What units have declared of the year.
CREATE VIEW oracle.declared AS
    SELECT unit.unit, says, named.indicator
    FROM declarations JOIN oracle.unit ON unit.code = township_code CROSS JOIN oracle.asked
        CROSS JOIN unnest(indicators) AS named (indicator)
    WHERE declarations.year = asked.year AND voided_at IS NULL;

-- Persons who serve on the day: those of the leading group, or, where it has none, of the committee.
CREATE VIEW oracle.persons AS
    WITH term AS (
        SELECT unit.unit, body, person_name, group_role, serves_from <= day AND (serves_to IS NULL OR serves_to >= day) AS serves
        FROM members JOIN oracle.unit ON unit.code = township_code
            CROSS JOIN (SELECT *, least(last, today) AS day FROM oracle.asked) AS a
        WHERE voided_at IS NULL AND serves_from <= day AND (serves_to IS NULL OR serves_to >= first)
            AND body IN ('leading_group', 'committee')
    )
    SELECT quantity, unit AS region,
        coalesce(nullif(count(DISTINCT person_name) FILTER (WHERE counts AND body = 'leading_group'), 0),
            count(DISTINCT person_name) FILTER (WHERE counts AND body = 'committee'))::numeric AS total
    FROM (SELECT 'leading_group_members' AS quantity, *, serves AS counts FROM term UNION ALL
          SELECT 'leading_group_heads', *, serves AND group_role = 'head' FROM term) AS t
    GROUP BY quantity, unit;

-- Each quantity of each region; a record counts once for a region, the most of each unit is added up.
CREATE VIEW oracle.total_view AS
    SELECT quantity, region, count(*) FILTER (WHERE counts) AS records, count(amount) FILTER (WHERE counts) AS stated,
        coalesce(sum(amount) FILTER (WHERE counts), 0) AS total
    FROM (SELECT DISTINCT quantity, region, id, counts, amount FROM oracle.evidence JOIN oracle.place USING (unit)
          WHERE quantity <> 'training_persons') AS record
    GROUP BY quantity, region
    UNION ALL
    SELECT quantity, region, sum(records), sum(stated), sum(most)
    FROM (SELECT quantity, unit, count(*) FILTER (WHERE counts) AS records, count(amount) FILTER (WHERE counts) AS stated,
          max(amount) FILTER (WHERE counts) AS most
          FROM oracle.evidence
          WHERE quantity = 'training_persons' GROUP BY quantity, unit) AS best JOIN oracle.place USING (unit)
    GROUP BY quantity, region
    UNION ALL
    SELECT quantity, region, NULL, NULL, total FROM oracle.persons;
CREATE TABLE oracle.total AS SELECT * FROM oracle.total_view WITH NO DATA;

-- Whether any unit of a region declared that there was none (of this indicator, or of the records of its kind), or no figure of it.
CREATE VIEW oracle.said_view AS
    SELECT i.code, place.region, bool_or(says = 'none') AS none,
        bool_or(says = 'none' AND d.indicator = i.code) AS none_of_it,
        bool_or(says = 'without_figure' AND d.indicator = i.code) AS without_figure,
        -- The larger number of the two: units that declared the one and units that declared the other are not told apart.
        greatest(count(DISTINCT d.unit) FILTER (WHERE says = 'none' AND d.indicator = i.code),
            count(DISTINCT d.unit) FILTER (WHERE says = 'none' AND d.indicator = i.kind)) AS units_none,
        count(DISTINCT d.unit) FILTER (WHERE says = 'without_figure' AND d.indicator = i.code) AS units_without
    FROM oracle.declared d JOIN oracle.place USING (unit) JOIN oracle.indicator i ON d.indicator IN (i.code, i.kind)
    GROUP BY i.code, place.region;
CREATE TABLE oracle.said AS SELECT * FROM oracle.said_view WITH NO DATA;
CREATE INDEX ON oracle.said (code, region);

-- What is known of each quantity of each region, and why not.
CREATE VIEW oracle.known_view AS
    SELECT indicator.code, r.region, measure, total.records, total.stated,
        CASE WHEN why IS NULL THEN coalesce(total.total, 0) END AS value, why,
        -- For rates, without what was declared of the quantity alone.
        CASE WHEN bare IS NULL THEN coalesce(total.total, 0) END AS part, bare
    FROM oracle.indicator CROSS JOIN (SELECT DISTINCT region, is_unit FROM oracle.place) AS r
        LEFT JOIN oracle.total ON total.quantity = indicator.code AND total.region = r.region
        LEFT JOIN oracle.said ON said.code = indicator.code AND said.region = r.region
        CROSS JOIN LATERAL (SELECT CASE
            WHEN measure = 'names' AND NOT is_unit THEN 'not_additive'
            WHEN total.quantity IS NULL AND none THEN NULL
            WHEN measure IN ('count', 'names') AND total.quantity IS NOT NULL THEN NULL
            WHEN measure IN ('money', 'flag') AND total.records = 0 THEN NULL
            WHEN total.stated > 0 THEN NULL
            WHEN total.quantity IS NOT NULL THEN 'not_stated'
            ELSE 'no_records' END AS bare) AS by_records
        -- A number that records state wins. Else a unit's own word of none counts, then that some unit had some and kept no number.
        CROSS JOIN LATERAL (SELECT CASE
            WHEN bare = 'not_additive' THEN bare
            WHEN coalesce(total.total, 0) <> 0 OR measure NOT IN ('count', 'names') AND total.stated > 0 THEN NULL
            WHEN is_unit AND none_of_it THEN NULL
            WHEN without_figure THEN 'declared_without_figure'
            ELSE bare END AS why) AS reason
    WHERE measure <> 'rate';
CREATE TABLE oracle.known AS SELECT * FROM oracle.known_view WITH NO DATA;
CREATE INDEX ON oracle.known (code, region);

-- Percent with two decimals; less than all is not 100.00, more than nothing not 0.00.
CREATE FUNCTION oracle.percent(part numeric, whole numeric) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN part < whole THEN least(round(part * 100 / whole, 2), CASE WHEN part > 0 THEN 99.99 ELSE 0.00 END)
        ELSE round(part * 100 / whole, 2) END
    $$;

-- What of a figure is estimated. The quantities of observations are named after their indicator.
CREATE VIEW oracle.estimated AS
    SELECT CASE quantity WHEN 'audience_estimated' THEN 'publicity_audience' ELSE regexp_replace(quantity, '_estimated$', '') END AS code,
        region, total AS estimate
    FROM oracle.total WHERE quantity ~ '_estimated$' AND total > 0;

-- The figures.
CREATE VIEW oracle.figure AS
    SELECT f.code, f.region, status, reason, CASE WHEN status = 'computed' THEN text END AS value,
        CASE WHEN reason = 'not_yet_due' THEN text END AS value_today, numerator::text, denominator::text,
        CASE WHEN measure IN ('sum', 'most', 'flag', 'money') AND records > 0 THEN stated END AS stated,
        CASE WHEN measure IN ('sum', 'most', 'flag', 'money') AND records > 0 THEN records END AS stated_of,
        -- How many units declared of this indicator; nothing where none did.
        CASE WHEN units_none + units_without > 0 THEN units_none END AS declared_none,
        CASE WHEN units_none + units_without > 0 THEN units_without END AS declared_without_figure,
        CASE WHEN f.whole > 0 AND f.reason IS NULL AND estimate > 0 THEN to_char(greatest(oracle.percent(estimate, f.whole), 0.01), 'FM990.00') END
            AS estimated_share
    FROM (
        SELECT known.*, value AS whole, CASE WHEN measure = 'money' THEN to_char(value, 'FM99999999999999999990.00') ELSE value::text END AS text,
            NULL::numeric AS numerator, NULL::numeric AS denominator,
            CASE WHEN why = 'not_additive' THEN why WHEN early THEN 'not_yet_due' ELSE why END AS reason
        FROM oracle.known CROSS JOIN LATERAL (SELECT today < CASE
            WHEN code ~ '_carried_in$' THEN first WHEN code ~ '_(pending|open)$' OR measure = 'names'
                OR code IN (SELECT code FROM oracle.observed_stock) THEN last END AS early
            FROM oracle.asked) AS a
        UNION ALL
        SELECT i.code, n.region, i.measure, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            to_char(rate, 'FM999999990.00'), CASE WHEN d.part = 0 THEN coalesce(n.part, 0) ELSE n.part END, d.part,
            CASE WHEN d.part = 0 THEN 'zero_denominator' ELSE coalesce(n.bare, d.bare) END
        FROM oracle.indicator i JOIN oracle.known n ON n.code = i.numerator
            JOIN oracle.known d ON d.code = i.denominator AND d.region = n.region
            CROSS JOIN LATERAL (SELECT CASE WHEN d.part > 0 AND n.part > 0
                THEN greatest(oracle.percent(n.part, d.part), 0.01) WHEN d.part > 0 THEN 0 * n.part END AS rate) AS r
        WHERE i.measure = 'rate'
    ) AS f CROSS JOIN LATERAL (SELECT CASE WHEN reason IS NULL THEN 'computed'
        WHEN reason IN ('not_additive', 'zero_denominator') THEN 'not_applicable'
        WHEN reason = 'not_yet_due' THEN reason ELSE 'missing' END AS status) AS s
        LEFT JOIN oracle.said ON said.code = f.code AND said.region = f.region
        LEFT JOIN oracle.estimated ON estimated.code = f.code AND estimated.region = f.region
    WHERE f.code NOT IN ('trained', 'to_be_trained', 'staff_trained_covered', 'staff_due_for_training_covered', 'opinions_adopted_of_given', 'opinions_given_to_adopt', 'issued_and_filed', 'sat_of_due', 'due_to_sit', 'passed_of_sat', 'sat_to_pass',
        'disputes_handled', 'agreements_followed_up', 'leader_appeared', 'appearance_stated');

-- How many townships of a region reported: they recorded something of the period, or declared something of the year. An own unit is
-- no township, and who only took part in another's activity has reported nothing.
CREATE VIEW oracle.reporting AS
    SELECT region, count(DISTINCT unit) AS reporting FROM (
        SELECT unit FROM oracle.held WHERE recorded UNION SELECT unit FROM oracle.course WHERE concerns
        UNION SELECT unit FROM oracle.declared UNION SELECT unit FROM oracle.performed
        UNION SELECT unit FROM oracle.of_period UNION SELECT unit FROM oracle.observed
        UNION SELECT unit FROM oracle.reviewed UNION SELECT unit FROM oracle.resolved
        UNION SELECT unit FROM oracle.paper WHERE begun OR published OR filed OR cleaned_up
        UNION SELECT unit.unit FROM plans JOIN plan_tasks t ON t.plan_id = plans.id
            JOIN oracle.unit ON unit.code = plans.township_code CROSS JOIN oracle.asked
            WHERE voided_at IS NULL AND greatest(t.due_on, main_date) BETWEEN first AND last
        UNION SELECT unit.unit FROM plans JOIN oracle.unit ON unit.code = township_code CROSS JOIN oracle.asked
            WHERE voided_at IS NULL AND main_date BETWEEN first AND last
        UNION SELECT unit.unit FROM members JOIN oracle.unit ON unit.code = township_code CROSS JOIN oracle.asked
            WHERE voided_at IS NULL AND serves_from <= least(last, today) AND (serves_to IS NULL OR serves_to >= first)
    ) AS reported JOIN oracle.place USING (unit) WHERE unit !~ '000$' GROUP BY region;

-- The units that each record is of: who recorded it, and who took part in it.
CREATE VIEW oracle.belongs AS
    SELECT id, unit FROM oracle.held UNION SELECT id, unit FROM oracle.course UNION SELECT id, unit FROM oracle.performed
    UNION SELECT id, unit FROM oracle.of_period UNION SELECT id, unit FROM oracle.observed
    UNION SELECT id, unit FROM oracle.reviewed
    UNION SELECT id, unit FROM oracle.paper UNION SELECT id, unit FROM oracle.resolved
    UNION SELECT plans.id, unit.unit FROM plans JOIN oracle.unit ON unit.code = township_code;

-- Counts anew, for another question or another ledger. What was counted before is deleted, not truncated: the plans of these statements
-- stay, and to plan them would take longer than to run them.
CREATE PROCEDURE oracle.find_units() LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
    DELETE FROM oracle.unit; INSERT INTO oracle.unit SELECT * FROM oracle.unit_view;
    DELETE FROM oracle.place; INSERT INTO oracle.place SELECT * FROM oracle.place_view;
END $$;
CREATE PROCEDURE oracle.recount(year integer, first date, last date, today date, units_of date) LANGUAGE plpgsql SET jit = off AS $$
BEGIN
    DELETE FROM oracle.asked; INSERT INTO oracle.asked VALUES (year, first, last, today, units_of);
    CALL oracle.find_units();
    DELETE FROM oracle.evidence; INSERT INTO oracle.evidence SELECT * FROM oracle.evidence_view;
    DELETE FROM oracle.total; INSERT INTO oracle.total SELECT * FROM oracle.total_view;
    DELETE FROM oracle.said; INSERT INTO oracle.said SELECT * FROM oracle.said_view;
    DELETE FROM oracle.known; INSERT INTO oracle.known SELECT * FROM oracle.known_view;
END $$;
CREATE FUNCTION oracle.figures(of_regions text[]) RETURNS json LANGUAGE plpgsql SET jit = off AS $$
BEGIN
    RETURN (SELECT coalesce(json_agg(figure), '[]') FROM oracle.figure WHERE region = ANY (of_regions));
END $$;
CREATE FUNCTION oracle.reporting_by_region() RETURNS json LANGUAGE plpgsql SET jit = off AS $$
BEGIN
    RETURN (SELECT coalesce(json_object_agg(region, reporting), '{}') FROM oracle.reporting);
END $$;
CREATE FUNCTION oracle.strangers(ids uuid[], of_region text) RETURNS bigint LANGUAGE plpgsql SET jit = off AS $$
BEGIN
    RETURN (SELECT count(*) FROM unnest(ids) AS id WHERE NOT EXISTS (
        SELECT FROM oracle.belongs JOIN oracle.place USING (unit) WHERE belongs.id = id.id AND region = of_region));
END $$;
