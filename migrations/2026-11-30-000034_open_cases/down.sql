DROP INDEX cases_open_date_idx;
DROP INDEX cases_open_idx;
