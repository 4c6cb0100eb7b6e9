drop table page_visits, dashboard_layouts, dashboard_choices;
