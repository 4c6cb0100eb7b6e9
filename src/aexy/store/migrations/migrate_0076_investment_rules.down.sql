drop table investment_corrections, investment_rules;
