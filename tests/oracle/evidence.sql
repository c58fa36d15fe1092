-- The independent recount, part 2: for each quantity the records of its kind (`counts` where they count, `amount` by which), written
-- from the definitions at /api/v1/indicators. A record of a kind that does not count still makes the count known.

-- Activities of the period with each unit that held them: the one that recorded it, and those that confirmed it.
CREATE VIEW oracle.held AS
    SELECT activities.*, unit.unit, true AS recorded
    FROM activities JOIN oracle.unit ON unit.code = activities.township_code CROSS JOIN oracle.asked
    WHERE voided_at IS NULL AND held_on BETWEEN first AND last
    UNION ALL
    SELECT activities.*, unit.unit, false
    FROM activities JOIN activity_partners p ON p.activity_id = activities.id AND p.status = 'confirmed'
        JOIN oracle.unit ON unit.code = p.township_code CROSS JOIN oracle.asked
    WHERE voided_at IS NULL AND held_on BETWEEN first AND last;

-- Number of records or of sessions: for everyone who held them.
CREATE VIEW oracle.of_activities AS
    SELECT q.quantity, held.unit, held.id, q.counts, q.amount::numeric FROM oracle.held CROSS JOIN LATERAL (VALUES
        ('leading_group_meetings', 'leading_group_meeting', true, 1),
        ('study_sessions', 'study_session', true, 1),
        ('pre_meeting_study', 'study_session', coalesce(form = 'pre_meeting_study', false), 1),
        ('seminars', 'seminar', true, 1),
        ('court_observations', 'court_observation', true, sessions),
        ('training_sessions', 'training', true, sessions),
        ('training_courses', 'training', true, 1),
        ('law_exams', 'law_exam', true, 1),
        ('publicity_activities', 'publicity', true, sessions),
        ('publicity_activities_on_key_dates', 'publicity', key_date IS NOT NULL, sessions),
        ('publicity_activities_in_key_periods', 'publicity', to_char(held_on, 'MM-DD') IN ('03-15', '04-15', '06-26', '11-09')
            OR to_char(held_on, 'MM') IN ('05', '06') OR to_char(held_on, 'MM-DD') BETWEEN '12-01' AND '12-07', sessions),
        ('dispute_sweeps', 'dispute_sweep', true, 1),
        ('leader_receptions', 'leader_reception', true, 1),
        ('inspections', 'inspection', true, 1),
        ('enforcement_inspections', 'enforcement_inspection', true, 1)
    ) AS q (quantity, kind, counts, amount) WHERE q.kind = held.kind;

-- Numbers that activities state: for the township that recorded them. Who took part has an activity of the kind, without a number.
CREATE VIEW oracle.stated_by_activities AS
    SELECT q.quantity, held.unit, held.id, q.counts AND recorded AS counts, q.amount::numeric
    FROM oracle.held CROSS JOIN LATERAL (VALUES
        ('key_problems_solved', 'leading_group_meeting', true, problems_solved),
        ('training_person_times', 'training', true, person_times),
        ('training_persons', 'training', true, persons),
        ('trained', 'training', persons IS NOT NULL AND staff_due IS NOT NULL, persons),
        ('to_be_trained', 'training', persons IS NOT NULL AND staff_due IS NOT NULL, staff_due),
        ('sat_of_due', 'law_exam', exam_sat IS NOT NULL AND exam_due IS NOT NULL, exam_sat),
        ('due_to_sit', 'law_exam', exam_sat IS NOT NULL AND exam_due IS NOT NULL, exam_due),
        ('passed_of_sat', 'law_exam', exam_passed IS NOT NULL AND exam_sat IS NOT NULL, exam_passed),
        ('sat_to_pass', 'law_exam', exam_passed IS NOT NULL AND exam_sat IS NOT NULL, exam_sat),
        ('publicity_materials', held.kind, true, materials),
        ('publicity_audience', 'publicity', true, audience),
        ('audience_estimated', 'publicity', audience_estimated, audience),
        ('legal_consultations', held.kind, true, consultations)
    ) AS q (quantity, kind, counts, amount) WHERE q.kind = held.kind;

-- Cases with what the period has to do with them. `in_hand`: carried in, or accepted in it. `concerns`: also those closed before
-- it that were due, or confirmed by a court, in it: they make petitions due and confirmations known, and are reported.
CREATE VIEW oracle.course AS
    SELECT c.*, unit.unit, first, last, least(last, today) AS day,
        accepted_on <= last AND (closed_on IS NULL OR closed_on >= first) AS in_hand,
        accepted_on <= last AND (closed_on IS NULL OR closed_on >= first OR due_on BETWEEN first AND last
            OR judicially_confirmed_on BETWEEN first AND last) IS TRUE AS concerns,
        accepted_on < first AND (closed_on IS NULL OR closed_on >= first) AS carried_in,
        accepted_on BETWEEN first AND last AS accepted,
        closed_on IS NOT NULL AND closed_on BETWEEN first AND last AS closed,
        accepted_on <= least(last, today) AND (closed_on IS NULL OR closed_on > least(last, today)) AS pending,
        coalesce(due_on BETWEEN first AND least(last, today), false) AND outcome NOT IN ('withdrawn', 'referred') AS due,
        coalesce(judicially_confirmed_on BETWEEN first AND last, false) AS confirmed,
        CASE WHEN kind = 'mediation' AND mechanism = 'judicial_mediation' THEN 'court' WHEN township_role = 'third_party' THEN 'none'
            ELSE kind END AS matter,
        agreement IS NOT NULL AND mechanism IS DISTINCT FROM 'administrative_mediation' AS agreed
    FROM cases c JOIN oracle.unit ON unit.code = c.township_code CROSS JOIN oracle.asked WHERE voided_at IS NULL;

CREATE VIEW oracle.of_cases AS
    SELECT q.quantity, course.unit, course.id, q.counts, q.amount::numeric FROM oracle.course CROSS JOIN LATERAL (VALUES
        ('disputes_carried_in', 'mediation', carried_in, 1), ('petitions_carried_in', 'petition', carried_in, 1),
        ('legal_aid_carried_in', 'legal_aid', carried_in, 1), ('penalty_cases_carried_in', 'penalty', carried_in, 1),
        ('reconsiderations_carried_in', 'reconsideration', carried_in, 1), ('litigations_carried_in', 'litigation', carried_in, 1),
        ('disputes_accepted', 'mediation', accepted, 1), ('petitions', 'petition', accepted, 1),
        ('legal_aid_referrals', 'legal_aid', accepted, 1), ('penalty_cases', 'penalty', accepted, 1),
        ('reconsiderations', 'reconsideration', accepted, 1), ('litigations', 'litigation', accepted, 1),
        ('disputes_closed', 'mediation', closed, 1), ('petitions_closed', 'petition', closed, 1),
        ('legal_aid_closed', 'legal_aid', closed, 1), ('penalty_cases_closed', 'penalty', closed, 1),
        ('reconsiderations_closed', 'reconsideration', closed, 1), ('litigations_closed', 'litigation', closed, 1),
        ('disputes_pending', 'mediation', pending, 1), ('petitions_pending', 'petition', pending, 1),
        ('legal_aid_pending', 'legal_aid', pending, 1), ('penalty_cases_pending', 'penalty', pending, 1),
        ('reconsiderations_pending', 'reconsideration', pending, 1), ('litigations_pending', 'litigation', pending, 1),
        ('disputes_resolved', 'mediation', closed AND outcome = 'succeeded', 1),
        ('disputes_failed', 'mediation', closed AND outcome = 'failed', 1),
        ('disputes_withdrawn', 'mediation', closed AND outcome = 'withdrawn', 1),
        ('disputes_referred', 'mediation', closed AND outcome = 'referred', 1),
        ('disputes_handled', 'mediation', accepted OR carried_in, 1),
        ('disputes_amount', 'mediation', closed AND outcome = 'succeeded', amount),
        ('agreements_written', 'mediation', closed AND agreed AND agreement = 'written', 1),
        ('agreements_oral', 'mediation', closed AND agreed AND agreement = 'oral', 1),
        ('agreements_performed', 'mediation',
            closed AND agreed AND performed IS TRUE AND coalesce(performed_on, closed_on) <= last, 1),
        ('agreements_followed_up', 'mediation', closed AND agreed AND performed IS NOT NULL, 1),
        ('judicial_confirmations', 'mediation', confirmed, 1),
        ('judicial_mediations', 'court', accepted, 1),
        ('petitions_first', 'petition', accepted, (NOT repeated)::integer),
        ('petitions_repeated', 'petition', accepted, repeated::integer),
        ('petitions_due', 'petition', due, 1),
        ('petitions_closed_in_time', 'petition', due AND closed_on IS NOT NULL AND closed_on <= due_on, 1),
        ('petitions_without_pathway', 'petition', accepted AND pathway IS NULL, 1),
        ('petition_backlog', 'petition', in_hand, backlog::integer),
        ('petition_backlog_closed', 'petition', closed, backlog::integer),
        ('petitions_led', 'petition', in_hand AND leader_member_id IS NOT NULL, 1),
        ('penalties_imposed', 'penalty', closed AND outcome = 'succeeded', 1),
        ('fines', 'penalty', closed AND outcome = 'succeeded', amount),
        ('reconsiderations_corrected', 'reconsideration', closed, (township_result IN ('lost', 'partly_lost'))::integer),
        ('litigations_lost', 'litigation', closed, (township_result IN ('lost', 'partly_lost'))::integer),
        ('leader_appeared', 'litigation', closed AND leader_appeared IS TRUE, 1),
        ('appearance_stated', 'litigation', closed AND leader_appeared IS NOT NULL, 1)
    ) AS q (quantity, matter, counts, amount) WHERE q.matter = course.matter AND (in_hand OR q.counts OR concerns
        AND q.quantity IN ('judicial_confirmations', 'petitions_due', 'petitions_closed_in_time'));

-- Plans, and tasks by the day on which they are due: not before their plan was adopted (or begins), and that day where none is set.
CREATE VIEW oracle.of_plans AS
    SELECT q.quantity, unit.unit, q.id, q.counts, 1::numeric AS amount
    FROM plans JOIN oracle.unit ON unit.code = plans.township_code CROSS JOIN oracle.asked CROSS JOIN LATERAL (
        SELECT 'work_plans_adopted' AS quantity, plans.id, main_date BETWEEN first AND last AS of_period,
            adopted_on IS NOT NULL AND status NOT IN ('draft', 'cancelled') AS counts
        WHERE kind IN ('work_plan', 'annual_plan')
        UNION ALL
        SELECT n.quantity, t.id, greatest(t.due_on, main_date) BETWEEN first AND last,
            n.quantity = 'plan_tasks' OR t.status = 'done'
        FROM plan_tasks t CROSS JOIN (VALUES ('plan_tasks'), ('plan_tasks_done')) AS n (quantity)
        WHERE t.plan_id = plans.id AND plans.status NOT IN ('draft', 'cancelled') AND t.status <> 'dropped'
    ) q WHERE voided_at IS NULL AND q.of_period;

-- Duties of first responsible persons, by the day on which they were performed.
CREATE VIEW oracle.performed AS
    SELECT duties.id, unit.unit, kind FROM duties JOIN oracle.unit ON unit.code = township_code CROSS JOIN oracle.asked
    WHERE voided_at IS NULL AND performed_on BETWEEN first AND last;
CREATE VIEW oracle.of_duties AS
    SELECT q.quantity, unit, id, true AS counts, 1::numeric AS amount FROM oracle.performed JOIN (VALUES
        ('leader_research', 'deployed'), ('leader_research', 'inquired'), ('leader_research', 'coordinated'),
        ('leader_research', 'supervised'), ('leader_hearings', 'heard_advice'), ('leader_law_lectures', 'lectured'),
        ('leader_law_studies', 'studied_law'), ('duty_reports_made', 'reported')
    ) AS q (quantity, kind) USING (kind);

-- Shortcomings with what the period has to do with them. From the day on which a record carries over another one that is open then,
-- it stands for that one.
CREATE VIEW oracle.wanting AS
    SELECT s.id, unit.unit, found_on, closed_on, asked.*, least(last, today) AS day,
        (SELECT min(l.found_on) FROM shortcomings l WHERE l.carried_over_from = s.id AND l.voided_at IS NULL
            AND l.found_on > s.found_on AND (s.closed_on IS NULL OR s.closed_on > l.found_on)) AS carried_on,
        EXISTS (SELECT FROM shortcomings e WHERE e.id = s.carried_over_from AND e.voided_at IS NULL
            AND e.found_on < s.found_on AND (e.closed_on IS NULL OR e.closed_on > s.found_on)) AS goes_on
    FROM shortcomings s JOIN oracle.unit ON unit.code = s.township_code CROSS JOIN oracle.asked WHERE s.voided_at IS NULL;
CREATE VIEW oracle.of_period AS
    SELECT * FROM oracle.wanting
    WHERE found_on <= last AND coalesce(closed_on, last) >= first AND coalesce(carried_on, last) >= first;
CREATE VIEW oracle.of_shortcomings AS
    SELECT q.quantity, unit, id, coalesce(q.counts, false) AS counts, 1::numeric AS amount FROM oracle.of_period CROSS JOIN LATERAL (VALUES
        ('shortcomings_carried_in', found_on < first),
        ('shortcomings_found', found_on BETWEEN first AND last AND NOT goes_on),
        ('shortcomings_closed', closed_on BETWEEN first AND last AND carried_on IS NULL),
        ('shortcomings_open', found_on <= day AND coalesce(closed_on > day, true) AND coalesce(carried_on > day, true))
    ) AS q (quantity, counts);

-- The stocks that are observed: the value of the latest day of the year counts, under a code that is in force on the last day.
CREATE TABLE oracle.observed_stock (code text);
INSERT INTO oracle.observed_stock SELECT unnest(ARRAY[
    'legal_advisers', 'village_legal_advisers', 'public_legal_service_stations', 'mediation_committees', 'mediators',
    'rule_of_law_staff', 'duty_list_items', 'certified_officers', 'law_literates', 'law_abiding_households',
    'demonstration_villages', 'culture_sites', 'staff_due_for_training', 'staff_trained']);
-- Observations from the first day of the period, or of its year, up to the last day that has come.
CREATE VIEW oracle.observed AS
    SELECT o.id, o.township_code, unit.unit, indicator, observed_on, value, estimated, first, make_date(asked.year, 1, 1) AS new_year,
        stock.code IS NOT NULL AS is_stock, coalesce(regions.valid_to >= least(last, today), true) AS in_force
    FROM observations o JOIN oracle.unit ON unit.code = o.township_code CROSS JOIN oracle.asked
        JOIN regions ON regions.code = o.township_code LEFT JOIN oracle.observed_stock stock ON stock.code = indicator
    WHERE voided_at IS NULL AND observed_on <= least(last, today) AND observed_on >= least(first, make_date(asked.year, 1, 1));
CREATE VIEW oracle.latest AS
    SELECT DISTINCT ON (township_code, indicator) * FROM oracle.observed WHERE is_stock AND observed_on >= new_year AND in_force
    ORDER BY township_code, indicator, observed_on DESC;
CREATE VIEW oracle.of_observations AS
    WITH counting AS (SELECT * FROM oracle.latest UNION ALL SELECT * FROM oracle.observed WHERE NOT is_stock AND observed_on >= first)
    SELECT indicator AS quantity, unit, id, true AS counts, trim_scale(value) AS amount FROM counting
    UNION ALL SELECT indicator || '_estimated', unit, id, estimated, trim_scale(value) FROM counting
    UNION ALL SELECT one.indicator || '_covered', one.unit, one.id, true, trim_scale(one.value)
    FROM oracle.latest one JOIN oracle.latest other ON other.township_code = one.township_code
        AND ARRAY[one.indicator, other.indicator] <@ ARRAY['staff_trained', 'staff_due_for_training'] AND one.indicator <> other.indicator;
-- Legality reviews of the period.
CREATE VIEW oracle.reviewed AS
    SELECT r.*, unit.unit FROM legality_reviews r JOIN oracle.unit ON unit.code = r.township_code CROSS JOIN oracle.asked
    WHERE voided_at IS NULL AND reviewed_on BETWEEN first AND last;

CREATE VIEW oracle.of_reviews AS
    SELECT q.quantity, reviewed.unit, reviewed.id, q.counts, q.amount::numeric FROM oracle.reviewed CROSS JOIN LATERAL (VALUES
        ('legality_reviews', true, 1),
        ('review_problems', true, problems_found),
        ('review_opinions', true, opinions_given),
        ('adviser_participation', true, adviser_consulted::integer),
        ('opinions_adopted_of_given', opinions_given IS NOT NULL AND opinions_adopted IS NOT NULL, opinions_adopted),
        ('opinions_given_to_adopt', opinions_given IS NOT NULL AND opinions_adopted IS NOT NULL, opinions_given)
    ) AS q (quantity, counts, amount);

-- Documents of which anything happened in the period: drafted (where not issued yet), issued, published, filed, cleaned up.
CREATE VIEW oracle.paper AS
    SELECT d.*, unit.unit, last, issued_on IS NOT NULL AND issued_on BETWEEN first AND last AS issued,
        published_on IS NOT NULL AND published_on BETWEEN first AND last AS published,
        filed_on IS NOT NULL AND filed_on BETWEEN first AND last AS filed,
        cleaned_up_on IS NOT NULL AND cleaned_up_on BETWEEN first AND last AS cleaned_up,
        coalesce(issued_on, drafted_on) BETWEEN first AND last AS begun
    FROM documents d JOIN oracle.unit ON unit.code = d.township_code CROSS JOIN oracle.asked WHERE voided_at IS NULL;

CREATE VIEW oracle.of_documents AS
    SELECT q.quantity, paper.unit, paper.id, q.counts, 1::numeric AS amount FROM oracle.paper CROSS JOIN LATERAL (VALUES
        ('normative_documents_issued', 'normative_document', issued),
        ('normative_documents_published', 'normative_document', published),
        ('normative_documents_filed', 'normative_document', filed),
        ('issued_and_filed', 'normative_document', issued AND filed_on IS NOT NULL AND filed_on <= last),
        ('documents_cleaned_up', 'normative_document', cleaned_up),
        ('documents_repealed', 'normative_document', cleaned_up AND clean_up_result = 'repealed'),
        ('standing_rules_made', 'standing_rule', issued)
    ) AS q (quantity, kind, counts) WHERE q.kind = paper.kind AND (begun OR published OR filed OR cleaned_up);

-- Decisions of the period: by the day of the decision, or that of the start. Steps are read off what was entered.
CREATE VIEW oracle.resolved AS
    SELECT d.*, unit.unit, status = 'decided' AS taken
    FROM decisions d JOIN oracle.unit ON unit.code = d.township_code CROSS JOIN oracle.asked
    WHERE voided_at IS NULL AND coalesce(decided_on, started_on) BETWEEN first AND last;

CREATE VIEW oracle.of_decisions AS
    SELECT q.quantity, resolved.unit, resolved.id, q.counts, q.amount::numeric FROM oracle.resolved CROSS JOIN LATERAL (
        SELECT 'major_decisions' AS quantity, taken AS counts, 1 AS amount
        UNION ALL SELECT 'decisions_in_catalogue', taken, in_catalogue::integer
        UNION ALL SELECT 'decisions_with_' || kind, taken AND EXISTS (
            SELECT FROM json_array_elements(steps) AS step WHERE step ->> 'kind' = kind AND step ->> 'state' = 'done'), 1
        FROM unnest('{public_participation,expert_argument,risk_assessment,legality_review,collective_discussion}'::text[]) AS kind
    ) AS q;

CREATE VIEW oracle.evidence_view AS
    SELECT * FROM oracle.of_activities UNION ALL SELECT * FROM oracle.stated_by_activities
    UNION ALL SELECT * FROM oracle.of_cases UNION ALL SELECT * FROM oracle.of_plans
    UNION ALL SELECT * FROM oracle.of_duties UNION ALL SELECT * FROM oracle.of_shortcomings
    UNION ALL SELECT * FROM oracle.of_observations
    UNION ALL SELECT * FROM oracle.of_reviews UNION ALL SELECT * FROM oracle.of_documents
    UNION ALL SELECT * FROM oracle.of_decisions;
CREATE TABLE oracle.evidence AS SELECT * FROM oracle.evidence_view WITH NO DATA;
