drop table agreement_misses;
