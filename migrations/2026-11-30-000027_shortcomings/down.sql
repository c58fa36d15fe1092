DROP TABLE shortcomings;
