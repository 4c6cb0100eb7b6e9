drop table ci_prices;
