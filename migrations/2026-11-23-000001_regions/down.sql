DROP TABLE region_directory;
DROP TABLE regions;
