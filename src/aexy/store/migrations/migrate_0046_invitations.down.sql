drop table invitation_teams;
drop table invitations;
