DROP TABLE county_figures;
