import { Dashboard } from "@/app/_dashboard/whole";

export default function Page() {
  return <Dashboard />;
}
