drop table match_candidates, matches;
