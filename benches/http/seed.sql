-- Some 1.26 million records for the measurements, after `fazhi migrate` made schema and regions: 999,000 activities and
-- 250,000 cases of 2022 to 2024, with members, plans and tasks. The same on every machine: what looks random is a hash.
--
-- 510322  a county of 20 townships with exactly 10,000 records of 2024 (40 plans, 7,960 activities, 2,000 cases)
-- 540526  a small county: 4 townships with 158 records of 2024
-- 540221 to 540230, townships 200 to 207: 80 townships whose codes can be computed; lists are read there, records made
-- the other townships of Sichuan and Tibet share the rest unevenly, as townships do
--
-- Ids ascend with the day of entry, as those of the service do, and end in a number in decimal digits, so that a load
-- generator can choose among all of them without having read any.

BEGIN;
SET LOCAL synchronous_commit = off;

-- A number from 0 to `below` - 1 for the nth record; `what` keeps its several numbers apart.
CREATE FUNCTION pg_temp.pick(n bigint, what bigint, below bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS
    $$ SELECT (hashint8extended(n, what) & 9223372036854775807) % below $$;
-- One of these texts.
CREATE FUNCTION pg_temp.one(n bigint, what bigint, texts text[]) RETURNS text IMMUTABLE LANGUAGE sql AS
    $$ SELECT texts[1 + pg_temp.pick(n, what, cardinality(texts))] $$;
-- A number of people or things: many small ones, few large ones.
CREATE FUNCTION pg_temp.some(n bigint, what bigint, most bigint) RETURNS integer IMMUTABLE LANGUAGE sql AS
    $$ SELECT (1 + most * (pg_temp.pick(n, what, 1000) / 1000.0) ^ 3)::integer $$;

CREATE TEMP TABLE townships AS
    SELECT code, parent_code AS county, lead(code) OVER (PARTITION BY parent_code ORDER BY code) AS neighbour
    FROM regions WHERE level = 'township' AND (parent_code LIKE '51%' OR parent_code LIKE '54%');

-- A township stands here as often as its share demands.
CREATE TEMP TABLE shares AS
    SELECT code, row_number() OVER (ORDER BY code, copy) - 1 AS place
    FROM townships, generate_series(1, CASE WHEN county BETWEEN '540221' AND '540230' THEN 6 ELSE 1 END
        + pg_temp.some(code::bigint, 1, 12)) AS copy
    WHERE county NOT IN ('510322', '540526');
CREATE UNIQUE INDEX ON shares (place);

-- How many records of a year the two counties hold that are the same whatever the rest is.
CREATE TEMP TABLE fixed (county, kind, year, records) AS VALUES
    ('510322', 'activity', 2022, 6000), ('510322', 'activity', 2023, 7000), ('510322', 'activity', 2024, 7960),
    ('510322', 'case', 2022, 1500), ('510322', 'case', 2023, 1750), ('510322', 'case', 2024, 2000),
    ('540526', 'activity', 2022, 100), ('540526', 'activity', 2023, 110), ('540526', 'activity', 2024, 120),
    ('540526', 'case', 2022, 20), ('540526', 'case', 2023, 25), ('540526', 'case', 2024, 30);

-- What is entered, where and for which day; entered within three weeks, in the order of `n`.
CREATE TEMP TABLE entries AS
    WITH drawn AS (
        SELECT kind, code, day, i FROM fixed
            CROSS JOIN LATERAL generate_series(1, records) AS i
            CROSS JOIN LATERAL (SELECT make_date(year, 1, 1) + pg_temp.pick(i, year, 365)::integer AS day) AS days
            CROSS JOIN LATERAL (
                SELECT code FROM townships WHERE townships.county = fixed.county
                ORDER BY hashint8extended(code::bigint, i) LIMIT 1) AS place
        UNION ALL
        SELECT kind, code, date '2022-01-01' + pg_temp.pick(i, 2, 1096)::integer, i
        FROM (VALUES ('activity', 999000), ('case', 250000)) AS wanted (kind, total)
            CROSS JOIN LATERAL (
                SELECT total - sum(records) AS remaining FROM fixed WHERE fixed.kind = wanted.kind) AS rest
            CROSS JOIN LATERAL generate_series(1, remaining::bigint) AS i
            JOIN shares ON place = pg_temp.pick(i, length(kind), (SELECT count(*) FROM shares))
    ), entered AS (
        SELECT *, day + pg_temp.pick(i, 3, 21)::integer AS entered_on FROM drawn
    )
    SELECT kind, code, left(code, 6) AS county, day, 100000000000 + n AS n,
        date_trunc('day', entered_on::timestamptz) + n % 32400 * interval '1 second' + n * 7919 % 1000000 * interval '1 microsecond' + interval '1 hour' AS entered_at
    FROM (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY entered_on, code, day, i) AS n FROM entered) AS numbered;

INSERT INTO members (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
        person_name, office, group_role, body, duties, serves_from)
    SELECT county, gen_random_uuid(), code, 2021, 1, '2021-07-05 02:00Z', '县司法局', '2021-07-05 02:00Z', '县司法局',
        pg_temp.one(code::bigint, i, '{扎西,次仁,王强,李梅,张伟,陈静,巴桑,德吉}') || i,
        (ARRAY['党委书记', '乡长', '副书记', '司法所所长', '派出所所长', '综合办主任'])[i],
        (ARRAY['head', 'executive_deputy_head', 'deputy_head', 'office_director', 'member', 'office_member'])[i],
        'leading_group', '负责法治政府建设的统筹协调', '2021-07-01'
    FROM townships, generate_series(1, 6) AS i;

INSERT INTO plans (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
        kind, title, period_from, period_to, adopted_on, main_date, in_annual_work_plan, status)
    SELECT county, gen_random_uuid(), code, year, 1, adopted, '乡司法所', adopted, '乡司法所', kind, year || '年法治政府建设工作要点',
        make_date(year, 1, 1), make_date(year, 12, 31), adopted, adopted, true, 'in_force'
    FROM townships, generate_series(2022, 2024) AS year, unnest('{work_plan,annual_plan}'::text[]) AS kind,
        LATERAL (SELECT make_date(year, 1, 10) + pg_temp.pick(code::bigint, year, 60)::integer AS adopted) AS days;

INSERT INTO plan_tasks (county_code, id, township_code, plan_id, position, title, responsible_office, due_on, status)
    SELECT county_code, gen_random_uuid(), township_code, id, i, '第' || i || '项任务：开展法治宣传教育', '司法所', period_to,
        pg_temp.one(hashtext(township_code) + i, 4, '{pending,in_progress,done,done,done}')
    FROM plans, generate_series(1, 5) AS i;

INSERT INTO activities (county_code, id, township_code, year, note, version, created_at, created_by, updated_at,
        updated_by, kind, held_on, title, place, organising_body, form, venue_class, key_date, joint_townships, sessions, persons,
        person_times, staff_due, materials, consultations, audience, audience_estimated, problems_solved, exam_due,
        exam_sat, exam_passed)
    SELECT county, ('01900000-0000-7000-8000-' || n)::uuid, code, extract(year FROM day),
        CASE WHEN pg_temp.pick(n, 5, 4) = 0 THEN '材料已归档，照片与签到表见纸质档案' END, 1, entered_at, '乡司法所', entered_at, '乡司法所',
        activity, day,
        pg_temp.one(n, 6, '{民法典进乡村,宪法宣传周,禁毒防艾宣传,反电信网络诈骗,行政处罚法专题学习,信访工作条例学习,防范非法集资宣传,农民工法律援助政策,未成年人保护法讲座}')
            || (ARRAY['活动', '专题会', '现场咨询', '培训班'])[1 + n % 4],
        CASE WHEN n % 5 < 3 THEN pg_temp.one(n, 7, '{乡政府会议室,村委会,中心小学,集市,文化广场,便民服务中心}') END,
        pg_temp.one(n, 8, '{judicial_office,all_cadres,leadership_team,village_committee,party_committee}'),
        pg_temp.one(n, 9, '{collective_study,lecture,meeting,stall,door_to_door,broadcast,new_media}'),
        CASE WHEN activity = 'publicity'
            THEN pg_temp.one(n, 10, '{village,community,school,government_organ,enterprise}') END,
        CASE WHEN activity = 'publicity' AND n % 5 = 0
            THEN pg_temp.one(n, 11, '{constitution_day,civil_code_month,anti_drug_day}') END,
        CASE WHEN activity = 'publicity' AND n % 30 = 0 AND neighbour IS NOT NULL THEN ARRAY[neighbour] ELSE '{}' END,
        1 + (pg_temp.pick(n, 12, 10) = 0)::integer,
        CASE WHEN activity IN ('training', 'study_session') THEN persons END,
        CASE WHEN activity IN ('training', 'study_session') THEN persons + persons * (n % 3)::integer END,
        CASE WHEN activity = 'training' THEN persons + (n % 5)::integer END,
        CASE WHEN activity = 'publicity' THEN pg_temp.some(n, 13, 2000) END,
        CASE WHEN activity IN ('publicity', 'leader_reception') AND n % 2 = 0 THEN pg_temp.some(n, 14, 40) END,
        CASE WHEN activity = 'publicity' THEN pg_temp.some(n, 15, 3000) END, activity = 'publicity' AND n % 4 = 0,
        CASE WHEN activity = 'leading_group_meeting' THEN (n % 4)::integer END,
        CASE WHEN activity = 'law_exam' THEN persons END,
        CASE WHEN activity = 'law_exam' THEN persons - persons / 10 END,
        CASE WHEN activity = 'law_exam' THEN persons - persons / 5 END
    FROM entries JOIN townships USING (code, county)
        CROSS JOIN LATERAL (SELECT pg_temp.some(n, 16, 80) AS persons, (ARRAY['publicity', 'publicity', 'publicity',
            'publicity', 'publicity', 'publicity', 'study_session', 'study_session', 'study_session', 'study_session',
            'training', 'training', 'training', 'dispute_sweep', 'dispute_sweep', 'leading_group_meeting',
            'leader_reception', 'inspection', 'seminar', 'law_exam'])[1 + pg_temp.pick(n, 17, 20)] AS activity) AS kinds
    WHERE kind = 'activity' ORDER BY n;

-- Partners have confirmed what was held jointly. A build of before has no such table, and counts it unasked.
DO $$ BEGIN
    IF to_regclass('activity_partners') IS NOT NULL THEN
        INSERT INTO activity_partners (county_code, activity_id, township_code, id, status, version)
            SELECT county_code, id, unnest(joint_townships), gen_random_uuid(), 'confirmed', 0
            FROM activities WHERE joint_townships <> '{}';
    END IF;
END $$;

INSERT INTO cases (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
        kind, reference_number, subject, accepted_on, closed_on, mechanism, organisation, organisation_level,
        dispute_type, outcome, agreement, performed, amount, channel, pathway, repeated, backlog, legal_aid_ground,
        parties)
    SELECT county, ('01900000-0000-7000-9000-' || n)::uuid, code, extract(year FROM day), 1, entered_at, '乡司法所',
        entered_at, '乡司法所', matter, '〔' || extract(year FROM day) || '〕' || n % 10000 || '号',
        pg_temp.one(n, 18, '{土地承包界限纠纷,邻里宅基地纠纷,拖欠工资纠纷,牲畜损害赔偿,借款合同纠纷,婚姻家庭纠纷,交通事故赔偿}'), day,
        CASE WHEN closed THEN day + days END,
        CASE WHEN matter = 'mediation' THEN 'peoples_mediation' END, '人民调解委员会',
        CASE n % 2 WHEN 0 THEN 'village' ELSE 'township' END,
        CASE WHEN matter = 'mediation'
            THEN pg_temp.one(n, 19, '{land_grassland,neighbourhood,labour,compensation,debt,marriage_family}') END,
        CASE WHEN NOT closed THEN 'pending' WHEN n % 12 = 0 THEN 'failed'
            WHEN n % 25 = 0 THEN 'withdrawn' ELSE 'succeeded' END,
        CASE WHEN matter = 'mediation' AND closed AND n % 12 > 0
            THEN CASE n % 3 WHEN 0 THEN 'oral' ELSE 'written' END END,
        CASE WHEN matter = 'mediation' AND closed AND n % 12 > 0 THEN n % 7 > 0 END,
        CASE WHEN matter = 'mediation' AND n % 3 = 0 THEN pg_temp.some(n, 20, 80000) END,
        CASE WHEN matter = 'petition' THEN pg_temp.one(n, 21, '{visit,letter,online,phone}') END,
        CASE WHEN matter = 'petition' THEN 1 + n % 6 END, CASE WHEN matter = 'petition' THEN n % 9 = 0 END,
        CASE WHEN matter = 'petition' THEN n % 11 = 0 END,
        CASE WHEN matter = 'legal_aid' THEN 'economic_hardship' END, 2
    FROM entries CROSS JOIN LATERAL (
            SELECT (ARRAY['mediation', 'mediation', 'mediation', 'mediation', 'mediation', 'mediation', 'mediation',
                'petition', 'petition', 'legal_aid'])[1 + pg_temp.pick(n, 22, 10)] AS matter,
                pg_temp.pick(n, 23, 50) > 1 AS closed, pg_temp.some(n, 24, 90) AS days) AS drawn
    WHERE kind = 'case' ORDER BY n;

-- The counters as they would be had the service entered all this: one step for each record that counts there.
INSERT INTO township_years (county_code, township_code, year, version, changed_at)
    SELECT left(code, 6), code, year, count(*), max(at) FROM (
        SELECT township_code AS code, year, created_at AS at FROM members
        UNION ALL SELECT township_code, year, created_at FROM plans
        UNION ALL SELECT township_code, year, created_at FROM activities
        UNION ALL SELECT unnest(joint_townships), year, created_at FROM activities WHERE joint_townships <> '{}'
        UNION ALL SELECT township_code, year, created_at FROM cases) AS changes
    GROUP BY code, year;

COMMIT;
VACUUM ANALYZE;
