drop function if exists series_are_written(), series_stand_still() cascade;
