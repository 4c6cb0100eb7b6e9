drop table analysis_results;
