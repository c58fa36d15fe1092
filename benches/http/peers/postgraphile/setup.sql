-- What PostGraphile does not offer by itself, made as its documentation advises: functions in SQL. One for sums by
-- group, one that enters a record with its trail and counter, which the mutation it generates would leave out.

DROP SCHEMA IF EXISTS instant CASCADE;
CREATE SCHEMA instant;

CREATE TYPE instant.township_figures AS (
    code text,
    name text,
    publicity_materials bigint,
    legal_consultations bigint,
    publicity_audience bigint,
    training_person_times bigint,
    disputes_accepted bigint,
    disputes_closed bigint,
    disputes_resolved bigint,
    disputes_pending bigint
);

CREATE FUNCTION instant.county_figures(county text, year integer) RETURNS SETOF instant.township_figures
    LANGUAGE sql STABLE AS $$
    WITH span AS (SELECT make_date(year, 1, 1) AS first, make_date(year, 12, 31) AS last),
    held AS (
        SELECT township_code, sum(materials) AS materials, sum(consultations) AS consultations,
            sum(audience) FILTER (WHERE kind = 'publicity') AS audience,
            sum(person_times) FILTER (WHERE kind = 'training') AS person_times
        FROM public.activities, span
        WHERE county_code = county AND held_on BETWEEN first AND last AND voided_at IS NULL GROUP BY 1),
    disputes AS (
        SELECT township_code, count(*) FILTER (WHERE accepted_on BETWEEN first AND last) AS accepted,
            count(*) FILTER (WHERE closed_on BETWEEN first AND last) AS closed,
            count(*) FILTER (WHERE closed_on BETWEEN first AND last AND outcome = 'succeeded') AS resolved,
            count(*) FILTER (WHERE closed_on IS NULL OR closed_on > last) AS pending
        FROM public.cases, span
        WHERE county_code = county AND kind = 'mediation' AND voided_at IS NULL
            AND accepted_on <= last AND (closed_on IS NULL OR closed_on >= first) GROUP BY 1)
    SELECT code, name, materials, consultations, audience, person_times, accepted, closed, resolved, pending
    FROM public.regions LEFT JOIN held ON held.township_code = code LEFT JOIN disputes ON disputes.township_code = code
    WHERE parent_code = county AND level = 'township' ORDER BY code
    $$;

CREATE FUNCTION instant.enter_activity(
    township_code text, kind text, held_on date, title text, actor text, token_id text, place text DEFAULT NULL,
    organising_body text DEFAULT NULL, form text DEFAULT NULL, sessions integer DEFAULT 1, persons integer DEFAULT NULL,
    person_times integer DEFAULT NULL, staff_due integer DEFAULT NULL, materials integer DEFAULT NULL,
    note text DEFAULT NULL
) RETURNS public.activities LANGUAGE sql VOLATILE AS $$
    WITH entered AS (
        INSERT INTO public.activities (county_code, id, township_code, year, version, created_at, created_by,
            updated_at, updated_by, kind, held_on, title, place, organising_body, form, joint_townships, sessions, persons,
            person_times, staff_due, materials, note, audience_estimated)
        VALUES (left(township_code, 6), gen_random_uuid(), township_code, extract(year FROM held_on), 1, now(), actor,
            now(), actor, kind, held_on, title, place, organising_body, form, '{}', sessions, persons, person_times, staff_due,
            materials, note, false)
        RETURNING *),
    followed AS (
        INSERT INTO public.trail (county_code, id, township_code, resource, record_id, version, action, at, token_id,
            actor, role, request_id, after)
        SELECT county_code, gen_random_uuid(), entered.township_code, 'activities', id, 1, 'created', created_at,
            enter_activity.token_id, enter_activity.actor, 'clerk', '', to_json(entered) FROM entered),
    counted AS (
        INSERT INTO public.township_years (county_code, township_code, year, version, changed_at)
        SELECT county_code, entered.township_code, year, 1, created_at FROM entered
        ON CONFLICT (county_code, township_code, year)
        DO UPDATE SET version = township_years.version + 1, changed_at = excluded.changed_at)
    SELECT * FROM entered
    $$;
