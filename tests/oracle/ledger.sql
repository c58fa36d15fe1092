-- Random ledgers. What is random comes from random(), so that `setseed` repeats a ledger. The rules are those that the service holds
-- records to: nothing here could not have been entered.

-- The directory without the regions that no record is of: it is read for every question, and set back for every ledger.
SET session_replication_role = replica; -- no look for children of what is deleted, 44,000 times
DELETE FROM regions WHERE code NOT IN ('CN', '54', '5405', '5402') AND left(code, 6) NOT IN ('540526', '540502', '540221');
RESET session_replication_role;

-- The codes that records are entered under; `later` are those that only a reorganisation makes.
CREATE TABLE oracle.town (code text, later boolean);

CREATE FUNCTION oracle.one(texts text[]) RETURNS text LANGUAGE sql VOLATILE AS
    $$ SELECT texts[1 + floor(random() * cardinality(texts))::integer] $$;
CREATE FUNCTION oracle.chance(percent integer) RETURNS boolean LANGUAGE sql VOLATILE AS
    $$ SELECT random() * 100 < percent $$;
-- A number up to this one, or none.
CREATE FUNCTION oracle.some(most integer) RETURNS integer LANGUAGE sql VOLATILE AS
    $$ SELECT CASE WHEN random() < 0.65 THEN floor(random() * (most + 1))::integer END $$;
-- A day between two: often one of them, or an end of a year or half year between them.
CREATE FUNCTION oracle.day(earliest date, latest date) RETURNS date LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN random() < 0.2 THEN earliest WHEN random() < 0.2 THEN latest WHEN random() < 0.4 THEN
        least(latest, greatest(earliest, make_date(
            (extract(year FROM earliest) + floor(random() * (1 + extract(year FROM latest) - extract(year FROM earliest))))::integer,
            month, day)))
        ELSE earliest + floor(random() * (latest - earliest + 1))::integer END
    FROM (VALUES (0, 1, 1), (1, 12, 31), (2, 6, 30), (3, 7, 1), (4, 12, 4), (5, 3, 15)) AS ends (n, month, day),
        floor(random() * 6) AS chosen WHERE chosen = n
    $$;
-- A code in force on a day, of a county where one is named.
CREATE FUNCTION oracle.code(on_day date, county text DEFAULT '') RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT oracle.one(array_agg(code ORDER BY code)) FROM oracle.town JOIN regions USING (code)
    WHERE coalesce(valid_from <= on_day, true) AND coalesce(valid_to >= on_day, true) AND starts_with(code, county)
    $$;

CREATE PROCEDURE oracle.enter_member(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    day date := oracle.day((today - interval '4 years')::date, today);
    code text := oracle.code(day);
BEGIN
    INSERT INTO members (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, voided_at, voided_by,
        person_name, office, group_role, body, serves_from, serves_to)
    VALUES (left(code, 6), gen_random_uuid(), code, extract(year FROM day), 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END,
        oracle.one('{次仁,卓玛,扎西,央金,王伟}'), '乡长', oracle.one('{head,executive_deputy_head,deputy_head,member,head,office_director}'),
        oracle.one('{leading_group,leading_group,committee,office}'), day,
        CASE WHEN oracle.chance(50) THEN oracle.day(day, today + 200) END);
END $$;

CREATE PROCEDURE oracle.enter_plan(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    made uuid := gen_random_uuid();
    begins date := oracle.day((today - interval '3 years')::date, today);
    ends date := oracle.day(begins, begins + 500);
    state text := oracle.one('{draft,in_force,in_force,completed,completed,cancelled}');
    adopted date := CASE WHEN state IN ('in_force', 'completed') OR oracle.chance(50) THEN oracle.day(begins, today) END;
    main date := coalesce(adopted, begins);
    code text := oracle.code(main);
BEGIN
    INSERT INTO plans (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, voided_at, voided_by,
        kind, title, period_from, period_to, adopted_on, main_date, status)
    VALUES (left(code, 6), made, code, extract(year FROM main), 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END,
        oracle.one('{work_plan,annual_plan,next_year_arrangements,rectification_plan}'), '计划', begins, ends, adopted, main, state);
    FOR n IN 0..floor(random() * 4)::integer - 1 LOOP
        INSERT INTO plan_tasks (county_code, id, township_code, plan_id, position, title, due_on, status)
        VALUES (left(code, 6), gen_random_uuid(), code, made, n, '任务',
            CASE WHEN oracle.chance(75) THEN oracle.day(main - 100, main + 500) END,
            oracle.one('{pending,in_progress,done,done,dropped}'));
    END LOOP;
END $$;

CREATE PROCEDURE oracle.enter_activity(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    made uuid := gen_random_uuid();
    day date := oracle.day((today - interval '3 years')::date, today);
    code text := oracle.code(day);
    partners text[] := '{}';
    partner text;
    state text;
    persons integer := oracle.some(50);
    audience integer := oracle.some(900);
    due integer := oracle.some(40);
    sat integer := least(oracle.some(40), due);
BEGIN
    IF oracle.chance(40) THEN
        SELECT coalesce(array_agg(DISTINCT other), '{}') INTO partners
        FROM (SELECT oracle.code(day, left(code, 6)) AS other FROM generate_series(1, 3)) AS o WHERE other <> code;
    END IF;
    INSERT INTO activities (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, voided_at, voided_by,
        kind, held_on, title, form, key_date, joint_townships, sessions, persons, person_times, staff_due, materials, consultations,
        audience, audience_estimated, problems_solved, exam_due, exam_sat, exam_passed)
    VALUES (left(code, 6), made, code, extract(year FROM day), 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END,
        oracle.one('{leading_group_meeting,study_session,seminar,training,training,training,law_exam,publicity,publicity,publicity,
            leader_reception,dispute_sweep,inspection,enforcement_inspection,court_observation}'),
        day, '活动', oracle.one('{pre_meeting_study,NULL}'), oracle.one('{constitution_day,civil_code_month,NULL}'), partners,
        1 + floor(random() * 6)::integer, persons, persons + oracle.some(20), persons + oracle.some(20), oracle.some(200),
        oracle.some(20), audience, audience IS NOT NULL AND oracle.chance(40), oracle.some(5), due, sat, least(oracle.some(40), sat));
    FOREACH partner IN ARRAY partners LOOP
        state := oracle.one('{pending,confirmed,confirmed,confirmed,declined,withdrawn}');
        INSERT INTO activity_partners (county_code, activity_id, township_code, id, status, reason, activity_version, decided_at,
            decided_by, version)
        SELECT left(code, 6), made, partner, gen_random_uuid(), state, CASE state WHEN 'declined' THEN '没有参加' END,
            CASE WHEN decided THEN 1 END, CASE WHEN decided THEN now() END, CASE WHEN decided THEN 'x' END,
            CASE WHEN decided OR state = 'withdrawn' THEN 1 ELSE 0 END
        FROM (SELECT state = 'declined' OR (state = 'confirmed' AND oracle.chance(70)) AS decided) AS d;
    END LOOP;
END $$;

CREATE PROCEDURE oracle.enter_case(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    day date := oracle.day((today - interval '4 years')::date, today);
    code text := oracle.code(day);
    matter text := oracle.one('{mediation,mediation,mediation,petition,petition,petition,legal_aid,penalty,penalty,reconsideration,
        litigation,litigation}');
    closed date := CASE WHEN oracle.chance(65) THEN oracle.day(day, least(today, day + 500)) END;
    result text := CASE WHEN closed IS NULL THEN 'pending' ELSE oracle.one('{succeeded,succeeded,succeeded,failed,withdrawn,referred}') END;
    agreed text := CASE WHEN matter = 'mediation' AND result = 'succeeded' AND oracle.chance(80) THEN oracle.one('{written,oral}') END;
    performed boolean := CASE WHEN agreed IS NOT NULL AND oracle.chance(70) THEN oracle.chance(70) END;
    contested boolean := matter IN ('reconsideration', 'litigation');
BEGIN
    INSERT INTO cases (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, voided_at, voided_by,
        kind, subject, accepted_on, closed_on, due_on, mechanism, outcome, agreement, performed, performed_on, judicially_confirmed_on,
        amount, pathway, repeated, backlog, leader_member_id, township_role, township_result, leader_appeared)
    VALUES (left(code, 6), gen_random_uuid(), code, extract(year FROM day), 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END,
        matter, '案件', day, closed,
        -- No case is due before it was accepted.
        CASE WHEN oracle.chance(70) THEN greatest(day, CASE WHEN oracle.chance(40) THEN oracle.day(day, day + 90)
            ELSE coalesce(closed, day + 60) END + floor(random() * 3)::integer - 1) END,
        CASE matter WHEN 'mediation' THEN
            oracle.one('{peoples_mediation,administrative_mediation,judicial_mediation,joint_mediation,NULL,NULL}') END,
        result, agreed, performed, CASE WHEN performed AND oracle.chance(70) THEN oracle.day(day, today) END,
        CASE WHEN agreed IS NOT NULL AND oracle.chance(50) THEN oracle.day(day, today) END,
        CASE WHEN oracle.chance(60) THEN floor(random() * 1000000) / 100 END,
        CASE matter WHEN 'petition' THEN oracle.some(5) + 1 END,
        CASE WHEN matter = 'petition' AND oracle.chance(70) THEN oracle.chance(50) END,
        CASE WHEN matter = 'petition' AND oracle.chance(70) THEN oracle.chance(50) END,
        (SELECT id FROM members WHERE members.township_code = code
            ORDER BY serves_from, person_name LIMIT floor(random() * 2)::integer),
        CASE WHEN contested THEN oracle.one('{respondent,respondent,third_party,NULL}') END,
        CASE WHEN contested AND closed IS NOT NULL THEN oracle.one('{upheld,partly_lost,lost,settled,NULL}') END,
        CASE WHEN matter = 'litigation' AND oracle.chance(70) THEN oracle.chance(50) END);
END $$;

CREATE PROCEDURE oracle.enter_review(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    day date := oracle.day((today - interval '3 years')::date, today);
    code text := oracle.code(day);
    given integer := oracle.some(9);
BEGIN
    INSERT INTO legality_reviews (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
        voided_at, voided_by, subject_kind, subject, reviewed_on, reviewer, adviser_consulted, outcome, problems_found, opinions_given,
        opinions_adopted)
    VALUES (left(code, 6), gen_random_uuid(), code, extract(year FROM day), 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END,
        oracle.one('{decision,normative_document,contract,enforcement,other}'), '审查', day, '司法所',
        CASE WHEN oracle.chance(70) THEN oracle.chance(50) END, oracle.one('{passed,passed_with_changes,not_passed}'), oracle.some(5),
        given, CASE WHEN given IS NULL THEN oracle.some(3) ELSE least(oracle.some(9), given) END);
END $$;

CREATE PROCEDURE oracle.enter_document(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    drafted date := oracle.day((today - interval '4 years')::date, today);
    issued date := CASE WHEN oracle.chance(80) THEN oracle.day(drafted, least(today, drafted + 300)) END;
    main date := coalesce(issued, drafted);
    code text := oracle.code(main);
    sort text := oracle.one('{normative_document,normative_document,standing_rule}');
    cleaned date := CASE WHEN issued IS NOT NULL AND oracle.chance(40) THEN oracle.day(issued, today) END;
    result text := CASE WHEN cleaned IS NOT NULL THEN oracle.one('{kept,revised,repealed}') END;
BEGIN
    INSERT INTO documents (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, voided_at,
        voided_by, kind, title, drafted_on, issued_on, published_on, filed_on, status, cleaned_up_on, clean_up_result, main_date)
    VALUES (left(code, 6), gen_random_uuid(), code, extract(year FROM main), 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END,
        sort, '文件', drafted, issued, CASE WHEN issued IS NOT NULL AND oracle.chance(70) THEN oracle.day(issued, today) END,
        CASE WHEN issued IS NOT NULL AND sort = 'normative_document' AND oracle.chance(60) THEN oracle.day(issued, today) END,
        CASE WHEN issued IS NULL THEN 'drafting' WHEN result = 'repealed' THEN result
            ELSE oracle.one('{in_force,in_force,expired,superseded}') END,
        cleaned, result, main);
END $$;

CREATE PROCEDURE oracle.enter_decision(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    started date := oracle.day((today - interval '4 years')::date, today);
    decided date := CASE WHEN oracle.chance(70) THEN oracle.day(started, least(today, started + 300)) END;
    main date := coalesce(decided, started);
    code text := oracle.code(main);
    course json;
BEGIN
    SELECT coalesce(json_agg(json_build_object('id', gen_random_uuid(), 'kind', kind, 'state', state,
        'completed_on', CASE state WHEN 'done' THEN main END, 'passed', CASE WHEN kind = 'legality_review' AND state = 'done' THEN true END,
        'reason', CASE state WHEN 'not_needed' THEN '不涉及' END)), '[]') INTO course
    FROM (SELECT kind, oracle.one('{done,done,not_needed}') AS state
        FROM unnest('{public_participation,hearing,expert_argument,risk_assessment,legality_review,collective_discussion}'::text[]) AS kind
        WHERE oracle.chance(60)) AS chosen;
    INSERT INTO decisions (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, voided_at,
        voided_by, title, in_catalogue, started_on, decided_on, status, urgent, reform_exploration, steps, steps_done, main_date)
    VALUES (left(code, 6), gen_random_uuid(), code, extract(year FROM main), 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END,
        '决策', CASE WHEN oracle.chance(70) THEN oracle.chance(50) END, started, decided,
        CASE WHEN decided IS NOT NULL THEN 'decided' ELSE oracle.one('{in_preparation,abandoned}') END, false, false, course,
        ARRAY(SELECT step ->> 'kind' FROM json_array_elements(course) AS step WHERE step ->> 'state' = 'done'), main);
END $$;

-- A declaration of what no other one speaks of.
CREATE PROCEDURE oracle.enter_declaration(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    of_year integer := extract(year FROM today) - floor(random() * 4);
    code text := oracle.code(make_date(of_year, 12, 31));
BEGIN
    INSERT INTO declarations (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, voided_at, voided_by, says,
        indicators, main_date)
    SELECT left(code, 6), gen_random_uuid(), code, of_year, 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END,
        oracle.one('{none,none,without_figure}'), array_agg(DISTINCT indicator), make_date(of_year, 12, 31)
    FROM (SELECT oracle.one('{leading_group_meetings,key_problems_solved,leading_group_members,work_plans_adopted,plan_tasks,
        study_sessions,seminars,court_observations,training_sessions,law_exams,publicity_activities,publicity_materials,
        legal_consultations,dispute_sweeps,disputes_accepted,disputes_pending,judicial_mediations,petitions,petitions_led,
        legal_aid_referrals,penalty_cases,fines,reconsiderations,litigations,enforcement_inspections,leader_research,leader_law_lectures,legality_reviews,
        adviser_participation,normative_documents_issued,documents_repealed,standing_rules_made,major_decisions,decisions_with_risk_assessment,
        shortcomings_found,legal_advisers,staff_trained,info_disclosed,rule_of_law_funds}') AS indicator
        FROM generate_series(1, 4)) AS chosen
    WHERE NOT EXISTS (SELECT FROM declarations d WHERE d.township_code = code AND d.year = of_year AND indicator = ANY (d.indicators))
    HAVING count(*) > 0;
END $$;

CREATE PROCEDURE oracle.enter_duty(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    day date := oracle.day((today - interval '3 years')::date, today);
    code text := oracle.code(day);
BEGIN
    INSERT INTO duties (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, voided_at, voided_by,
        office, kind, performed_on, subject)
    VALUES (left(code, 6), gen_random_uuid(), code, extract(year FROM day), 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END,
        oracle.one('{party_secretary,party_secretary,township_head,township_head,other}'),
        oracle.one('{deployed,inquired,coordinated,supervised,studied_law,lectured,heard_advice,reported}'), day, '履职');
END $$;

-- A shortcoming; at times it carries over one of an earlier year that no other one carries over.
CREATE PROCEDURE oracle.enter_shortcoming(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    day date := oracle.day((today - interval '3 years')::date, today);
    code text := oracle.code(day);
    closed date := CASE WHEN oracle.chance(40) THEN oracle.day(day, today) END;
BEGIN
    INSERT INTO shortcomings (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, voided_at,
        voided_by, title, found_by, found_on, status, closed_on, result, carried_over_from)
    VALUES (left(code, 6), gen_random_uuid(), code, extract(year FROM day), 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END, '不足', oracle.one('{self_check,inspection,audit,petition}'), day,
        CASE WHEN closed IS NULL THEN 'open' ELSE 'closed' END, closed, CASE WHEN closed IS NOT NULL THEN '已整改' END,
        (SELECT e.id FROM shortcomings e WHERE e.township_code = code AND e.year < extract(year FROM day)
            AND NOT EXISTS (SELECT FROM shortcomings l WHERE l.carried_over_from = e.id)
            ORDER BY e.found_on, e.closed_on, e.updated_at LIMIT floor(random() * 2)::integer));
END $$;

-- An observation of what no other one is of that day.
CREATE PROCEDURE oracle.enter_observation(today date) LANGUAGE plpgsql AS $$
DECLARE
    voided boolean := oracle.chance(7);
    day date := oracle.day((today - interval '3 years')::date, today);
    code text := oracle.code(day);
    observed text := oracle.one('{legal_advisers,legal_advisers,mediators,culture_sites,staff_due_for_training,staff_due_for_training,
        staff_trained,staff_trained,info_disclosed,info_disclosed,hotline_requests,rule_of_law_funds,mass_incidents}');
BEGIN
    INSERT INTO observations (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by, voided_at,
        voided_by, indicator, observed_on, value, estimated)
    SELECT left(code, 6), gen_random_uuid(), code, extract(year FROM day), 1, now(), 'x', now() - random() * interval '1 year', 'x',
        CASE WHEN voided THEN now() END, CASE WHEN voided THEN 'x' END, observed, day,
        CASE WHEN observed = 'rule_of_law_funds' THEN floor(random() * 1000000) / 100 ELSE floor(random() * 30) END, oracle.chance(30)
    WHERE NOT EXISTS (SELECT FROM observations o WHERE o.township_code = code AND o.indicator = observed AND o.observed_on = day);
END $$;

-- So many records.
CREATE PROCEDURE oracle.enter(records integer, today date) LANGUAGE plpgsql AS $$
BEGIN
    FOR n IN 1..records LOOP
        CASE WHEN oracle.chance(15) THEN CALL oracle.enter_member(today); WHEN oracle.chance(12) THEN CALL oracle.enter_plan(today);
            WHEN oracle.chance(10) THEN CALL oracle.enter_duty(today);
            WHEN oracle.chance(15) THEN CALL oracle.enter_shortcoming(today);
            WHEN oracle.chance(20) THEN CALL oracle.enter_observation(today);
            WHEN oracle.chance(45) THEN CALL oracle.enter_activity(today);
            WHEN oracle.chance(75) THEN CALL oracle.enter_case(today);
            WHEN oracle.chance(30) THEN CALL oracle.enter_review(today);
            WHEN oracle.chance(40) THEN CALL oracle.enter_document(today);
            WHEN oracle.chance(60) THEN CALL oracle.enter_decision(today); ELSE CALL oracle.enter_declaration(today); END CASE;
    END LOOP;
END $$;

-- Nothing is there, and the regions are as they were loaded. Counters go on, so that no answer of before is taken for current.
CREATE PROCEDURE oracle.clear() LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM observations; DELETE FROM shortcomings; DELETE FROM duties; DELETE FROM legality_reviews; DELETE FROM documents; DELETE FROM decisions; DELETE FROM declarations; DELETE FROM cases; DELETE FROM activities; DELETE FROM plans; DELETE FROM members;
    UPDATE regions SET valid_from = NULL, valid_to = NULL, successor_code = NULL
        WHERE valid_to IS NOT NULL OR valid_from IS NOT NULL OR successor_code IS NOT NULL;
    DELETE FROM regions USING oracle.town WHERE regions.code = town.code AND town.later;
    UPDATE region_directory SET version = gen_random_uuid(), changed_at = now();
END $$;

-- Every counter of the years that records can be of is incremented, as writes would.
CREATE PROCEDURE oracle.count_changes(today date) LANGUAGE sql AS $$
    INSERT INTO township_years (county_code, township_code, year, version, changed_at)
    SELECT left(code, 6), code, year, 1, now()
    FROM oracle.town, generate_series(extract(year FROM today)::integer - 5, extract(year FROM today)::integer + 1) AS year
    ON CONFLICT (county_code, township_code, year) DO UPDATE SET version = township_years.version + 1, changed_at = now()
    $$;
