drop table complexity_readings, file_complexity;
