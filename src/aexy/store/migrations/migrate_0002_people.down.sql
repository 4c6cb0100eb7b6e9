drop table team_members, teams, account_developers, identity_evidence, developer_identities, developers;
