drop function workspaces_with_a_month_to_freeze(timestamptz, interval);
drop table investment_shares, investment_months;
