drop table path_stays, tree_readings;
