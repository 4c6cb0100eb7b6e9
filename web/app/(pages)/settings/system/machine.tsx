"use client";
/** What concerns everybody on this machine: only whoever runs it is told. */
import type { MachineHealth } from "@/api/system";
import { bytes, count } from "@/metrics/format";
import { system as say } from "@/text/en-system";
import { Card } from "@/ui/basic";
import { type Column, Table } from "@/ui/table";
import { Figure, Queues } from "./queues";

type Program = MachineHealth["programs"][number];

const LITTLE = 2 ** 31;

const PROGRAMS: Column<Program>[] = [
  { key: "program", title: say.program, cell: (one) => one.title },
  { key: "version", title: say.version, from: "sm", cell: (one) => one.version ?? say.unknown },
  {
    key: "answers",
    title: say.answers,
    number: true,
    cell: (one) => (one.milliseconds === null ? say.unknown : `${one.milliseconds.toFixed(1)} ms`),
  },
  {
    key: "memory",
    title: say.memory,
    number: true,
    cell: (one) => (one.memory === null ? say.unknown : bytes(one.memory)),
  },
];

function share(value: number | null): string {
  return value === null ? say.unknown : `${Math.round(value * 100)} %`;
}

export function Machine({ machine }: { machine: MachineHealth }) {
  return (
    <Card flush title={say.machine} says={`${say.machineSays} · Aexy ${machine.version}`} className="overflow-hidden">
      <Table label={say.program} columns={PROGRAMS} rows={machine.programs} rowKey={(one) => one.key} dense />
      <dl className="grid grid-cols-2 gap-x-3 gap-y-4 border-t border-line px-4 py-3 sm:grid-cols-4">
        <Figure title={say.disk} value={`${bytes(machine.disk.free)}`} wrong={machine.disk.free < LITTLE} />
        <Figure title={say.cache} value={share(machine.cache_hit_share)} />
        <Figure title={say.kept} value={share(machine.answers_kept_share)} />
        <Figure title={say.workspaces} value={count(machine.workspaces)} />
        {machine.pools.map((pool) => (
          <Figure
            key={pool.name}
            title={say.pools[pool.name] ?? pool.name}
            value={say.inUse(pool.open - pool.idle, pool.most)}
          />
        ))}
        <Figure title={say.refusals} value={count(machine.rate_limit_refusals)} />
        <Figure title={say.errors} value={count(machine.errors_logged)} wrong={machine.errors_logged > 0} />
      </dl>
      <p className="border-t border-line px-4 pt-3 pb-1 text-small text-ink-3">{say.workOfAll}</p>
      <Queues label={say.workOfAll} queues={machine.queues} />
      <p className="border-t border-line px-4 py-3 text-small text-ink-3">
        {say.measures}{" "}
        <code className="rounded bg-sunken px-1 font-mono text-[0.92em] text-ink">{machine.measures_at}</code>
      </p>
    </Card>
  );
}
