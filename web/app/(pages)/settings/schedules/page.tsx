"use client";
/** When people work: the workspace's days, hours and holidays, and what is anybody's own. */
import { WorkspaceCalendar } from "@/app/_settings/calendar";
import { PeopleSchedules } from "@/app/_settings/people-schedules";

export default function Schedules() {
  return (
    <>
      <WorkspaceCalendar />
      <PeopleSchedules />
    </>
  );
}
