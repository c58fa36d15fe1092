-- The independent recount, part 1: the question, and which unit and regions each code counts for. Written from the words of
-- docs/adr/0032 and of the contract.

CREATE SCHEMA oracle;

-- The question: a period of a year, today, and the day whose units the figures are of.
CREATE TABLE oracle.asked (year integer, first date, last date, today date, units_of date);

-- Every code that a record is entered under, or that a partner or a declaration has.
CREATE VIEW oracle.used AS
    SELECT township_code AS code FROM members UNION SELECT township_code FROM plans
    UNION SELECT township_code FROM activities UNION SELECT township_code FROM activity_partners
    UNION SELECT township_code FROM cases UNION SELECT township_code FROM declarations
    UNION SELECT township_code FROM duties UNION SELECT township_code FROM shortcomings
    UNION SELECT township_code FROM observations
    UNION SELECT township_code FROM legality_reviews UNION SELECT township_code FROM documents
    UNION SELECT township_code FROM decisions;

-- The unit that each of them has become by the day: from successor to successor, as far as codes have ended before it.
CREATE VIEW oracle.unit_view AS
    WITH RECURSIVE course (code, unit, step) AS (
        SELECT code, code, 0 FROM oracle.used
        UNION ALL
        SELECT course.code, regions.successor_code, step + 1
        FROM course JOIN regions ON regions.code = course.unit CROSS JOIN oracle.asked
        WHERE regions.successor_code IS NOT NULL AND regions.valid_to < asked.units_of
    )
    SELECT DISTINCT ON (code) code, unit FROM course ORDER BY code, step DESC;
CREATE TABLE oracle.unit AS SELECT * FROM oracle.unit_view WITH NO DATA;

-- The unit itself and all regions above it.
CREATE VIEW oracle.place_view AS
    WITH RECURSIVE above (unit, region) AS (
        SELECT DISTINCT unit, unit FROM oracle.unit
        UNION ALL
        SELECT above.unit, regions.parent_code
        FROM above JOIN regions ON regions.code = above.region WHERE regions.parent_code IS NOT NULL
    )
    SELECT unit, region, region ~ '^\d{9}$' AS is_unit FROM above;
CREATE TABLE oracle.place AS SELECT * FROM oracle.place_view WITH NO DATA;
