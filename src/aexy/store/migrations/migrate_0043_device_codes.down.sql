drop table device_guesses, device_codes;
