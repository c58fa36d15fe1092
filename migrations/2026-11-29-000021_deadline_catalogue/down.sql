DROP TABLE deadline_catalogue;
