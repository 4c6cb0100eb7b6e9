"use client";
/** What counts as a deployment and as an incident: seen by everybody, tried before it is kept, never lost. */
import { useRulesInForce } from "@/api/delivery";
import { RulesEditor, RulesSkeleton } from "@/app/_delivery/rules-editor";
import { usePlace } from "@/app/_frame/place";
import { Card } from "@/ui/basic";
import { Wrong } from "@/ui/states";

export default function DeliveryRules() {
  const { workspace } = usePlace();
  const query = useRulesInForce(workspace.id);
  if (query.error) {
    return (
      <Card>
        <Wrong error={query.error} retry={() => void query.refetch()} className="p-0!" />
      </Card>
    );
  }
  // Another workspace is another form.
  return query.data === undefined ? <RulesSkeleton /> : <RulesEditor key={workspace.id} rules={query.data} />;
}
