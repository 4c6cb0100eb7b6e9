"""DECIDE: one folder per thing people ask for; inside, `routes | jobs → service → rows → schemas`."""
