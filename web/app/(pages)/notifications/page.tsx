"use client";
/** Everything that concerned the reader in ninety days, and what they want to hear of. */
import { Check } from "lucide-react";
import { useNotifications, useRead, useUnread } from "@/api/notifications";
import { go, useAddress } from "@/app/_frame/address";
import { PageBody, PageHead } from "@/app/_frame/page-head";
import { usePlace } from "@/app/_frame/place";
import { NotificationItem } from "@/app/_notifications/item";
import { Preferences } from "@/app/_notifications/preferences";
import { notifications as text } from "@/text/en-notifications";
import { Button, Card, Skeleton } from "@/ui/basic";
import { Empty, inWords, Wrong } from "@/ui/states";
import { ShowMore } from "@/ui/table";
import { useTell } from "@/ui/toast";

const LATEST = 30;

export default function NotificationsPage() {
  return (
    <>
      <PageHead title={text.title} says={text.says} />
      <PageBody>
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
          <List />
          <Preferences />
        </div>
      </PageBody>
    </>
  );
}

function List() {
  const { workspace } = usePlace();
  const { unread: only } = useAddress();
  const unread = useUnread(workspace.id);
  const query = useNotifications(workspace.id, { unread: only, limit: LATEST });
  const read = useRead(workspace.id);
  const tell = useTell();
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const readAll = () =>
    read.mutate(null, { onSuccess: () => tell(text.readAllDone), onError: (error) => tell(inWords(error)) });
  return (
    <Card
      flush
      title={text.list}
      says={text.listSays}
      className="self-start overflow-hidden"
      actions={
        <>
          <label className="flex items-center gap-2 text-small text-ink-2 max-sm:h-10">
            <input
              type="checkbox"
              checked={only}
              onChange={(event) => go({ unread: event.target.checked ? "1" : null })}
              className="accent-accent"
            />
            {text.onlyUnread}
          </label>
          {unread > 0 && (
            <Button disabled={read.isPending} onClick={readAll}>
              <Check aria-hidden="true" size={13} /> {text.readAll}
            </Button>
          )}
        </>
      }
    >
      {query.error ? (
        <Wrong error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <div className="space-y-3 p-4">
          {Array.from({ length: 8 }, (_, at) => (
            <Skeleton key={at} className="h-10 w-full" />
          ))}
        </div>
      ) : rows.length === 0 ? (
        <Empty title={text.none}>{text.noneSays}</Empty>
      ) : (
        <ul className="p-1.5">
          {rows.map((one) => (
            <li key={one.id}>
              <NotificationItem one={one} />
            </li>
          ))}
        </ul>
      )}
      <ShowMore query={query} />
    </Card>
  );
}
