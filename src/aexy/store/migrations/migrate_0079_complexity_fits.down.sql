drop table complexity_fits;
