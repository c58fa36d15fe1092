DROP TABLE case_events;
DROP TABLE cases;
DROP TABLE activities;
DROP TABLE plan_tasks;
DROP TABLE plans;
DROP TABLE members;
