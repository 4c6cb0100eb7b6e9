"use client";
/** Services: what is deployed by itself, what of which repositories it is made of, and where it has rules of its own. */
import { ChevronDown, Plus, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { useRepositories } from "@/api/hooks";
import { usePlace } from "@/app/_frame/place";
import { delivery } from "@/text/en-delivery";
import { ruleWords } from "@/text/en-delivery-rules";
import { Badge, Button, cx, Foreign, IconButton } from "@/ui/basic";
import { Choice } from "@/ui/choice";
import { Select } from "@/ui/select";
import { type WholeDocument, type WholeService, wholeDeployments, wholeIncidents } from "./counting";
import { PatternsField } from "./fields";
import { DeploymentForm, IncidentForm } from "./rule-forms";

const edit = ruleWords;

interface ServicesProps {
  document: WholeDocument;
  onChange: (document: WholeDocument) => void;
  readOnly: boolean;
}

export function ServiceForms({ document, onChange, readOnly }: ServicesProps) {
  const { workspace } = usePlace();
  const repositories = useRepositories(workspace.id).data ?? [];
  const [open, setOpen] = useState<number | null>(null);
  const { services } = document;
  const set = (at: number, service: WholeService | null) =>
    onChange({ ...document, services: services.flatMap((one, index) => (index === at ? (service ?? []) : one)) });
  const add = () => {
    const first = repositories[0];
    if (first === undefined) return;
    const members = [{ repository_id: first.id, paths: [] }];
    setOpen(services.length);
    onChange({
      ...document,
      services: [...services, { id: null, name: "", members, deployments: null, incidents: null }],
    });
  };
  return (
    <div className="space-y-3">
      {services.length === 0 && <p className="text-ink-3">{edit.noServices}</p>}
      {services.length > 0 && (
        <ul className="divide-y divide-line rounded-card border border-line">
          {services.map((service, at) => (
            <ServiceItem
              key={service.id ?? `new-${at}`}
              service={service}
              document={document}
              open={open === at}
              onOpen={() => setOpen(open === at ? null : at)}
              onChange={(changed) => set(at, changed)}
              onRemove={() => {
                setOpen(null);
                set(at, null);
              }}
              readOnly={readOnly}
            />
          ))}
        </ul>
      )}
      {!readOnly && (
        <Button onClick={add} disabled={repositories.length === 0}>
          <Plus aria-hidden="true" size={13} /> {edit.addService}
        </Button>
      )}
    </div>
  );
}

interface ItemProps {
  service: WholeService;
  document: WholeDocument;
  onChange: (service: WholeService) => void;
  readOnly: boolean;
}

function ServiceItem({
  open,
  onOpen,
  onRemove,
  ...props
}: ItemProps & { open: boolean; onOpen: () => void; onRemove: () => void }) {
  const { service, readOnly } = props;
  const id = useId();
  const own = service.deployments !== null || service.incidents !== null;
  return (
    <li>
      <div className="flex items-center gap-2 px-3">
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={onOpen}
          className="flex min-h-10 min-w-0 grow items-center gap-2 text-left"
        >
          <ChevronDown aria-hidden="true" size={13} className={cx("shrink-0 text-ink-3", !open && "-rotate-90")} />
          <span className="min-w-0 truncate font-medium">
            {service.name === "" ? (
              <span className="text-ink-3">{edit.unnamed}</span>
            ) : (
              <Foreign>{service.name}</Foreign>
            )}
          </span>
          <span className="shrink-0 text-small text-ink-3">{edit.members(service.members.length)}</span>
          {own && <Badge tone="accent">{edit.own}</Badge>}
        </button>
        {!readOnly && (
          <IconButton label={edit.removeService(service.name)} onClick={onRemove}>
            <Trash2 size={14} />
          </IconButton>
        )}
      </div>
      {open && (
        <div id={id} className="space-y-4 border-t border-line bg-sunken px-3 py-4">
          <ServiceForm {...props} />
        </div>
      )}
    </li>
  );
}

function ServiceForm({ service, document, onChange, readOnly }: ItemProps) {
  const id = useId();
  return (
    <>
      <div>
        <label htmlFor={id} className="mb-1 block text-small text-ink-2">
          {edit.name}
        </label>
        <input
          id={id}
          value={service.name}
          maxLength={100}
          readOnly={readOnly}
          aria-invalid={service.name.trim() === "" || undefined}
          onChange={(event) => onChange({ ...service, name: event.target.value })}
          className="field max-w-[320px]"
        />
      </div>
      <Members service={service} onChange={onChange} readOnly={readOnly} />
      <Own
        title={edit.deployments}
        isOwn={service.deployments !== null}
        readOnly={readOnly}
        onChange={(isOwn) =>
          onChange({ ...service, deployments: isOwn ? wholeDeployments(document.deployments) : null })
        }
      />
      {service.deployments !== null && (
        <DeploymentForm
          rule={service.deployments}
          onChange={(deployments) => onChange({ ...service, deployments })}
          readOnly={readOnly}
        />
      )}
      <Own
        title={edit.incidents}
        isOwn={service.incidents !== null}
        readOnly={readOnly}
        onChange={(isOwn) => onChange({ ...service, incidents: isOwn ? wholeIncidents(document.incidents) : null })}
      />
      {service.incidents !== null && (
        <IncidentForm
          ofService
          rule={service.incidents}
          onChange={(incidents) => onChange({ ...service, incidents })}
          readOnly={readOnly}
        />
      )}
    </>
  );
}

function Own({
  title,
  isOwn,
  readOnly,
  onChange,
}: {
  title: string;
  isOwn: boolean;
  readOnly: boolean;
  onChange: (isOwn: boolean) => void;
}) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-3">
      <h4 className="font-medium">{title}</h4>
      {readOnly ? (
        <span className="text-small text-ink-3">{isOwn ? edit.ownRule : edit.asWorkspace}</span>
      ) : (
        <Choice
          label={title}
          value={isOwn ? "own" : "workspace"}
          options={[
            { value: "workspace", label: edit.asWorkspace },
            { value: "own", label: edit.ownRule },
          ]}
          onChange={(value) => onChange(value === "own")}
        />
      )}
    </div>
  );
}

function Members({ service, onChange, readOnly }: Omit<ItemProps, "document">) {
  const { workspace } = usePlace();
  const repositories = useRepositories(workspace.id).data ?? [];
  const options = repositories.map(({ id, name }) => ({ value: id, label: name }));
  const nameOf = (id: string) => repositories.find((one) => one.id === id)?.name ?? delivery.unknown;
  const set = (at: number, member: WholeService["members"][number] | null) =>
    onChange({ ...service, members: service.members.flatMap((one, index) => (index === at ? (member ?? []) : one)) });
  return (
    <div className="space-y-2">
      <p className="text-small text-ink-2">{edit.madeOf}</p>
      {service.members.map((member, at) => (
        <div
          key={at}
          className="grid items-end gap-2 rounded-control border border-line bg-card p-2.5 min-[560px]:grid-cols-[minmax(0,200px)_minmax(0,1fr)_auto]"
        >
          {readOnly ? (
            <Foreign className="font-medium">{nameOf(member.repository_id)}</Foreign>
          ) : (
            <Select
              label={delivery.repository}
              value={member.repository_id}
              options={options}
              onChange={(repository_id) => set(at, { ...member, repository_id })}
              className="h-[34px]! max-sm:h-10! w-full max-w-none! justify-between!"
            />
          )}
          <PatternsField
            label={edit.paths.label}
            none={edit.paths.none}
            placeholder={edit.paths.such}
            value={member.paths}
            onChange={(paths) => set(at, { ...member, paths })}
            readOnly={readOnly}
          />
          {!readOnly && service.members.length > 1 && (
            <IconButton
              label={edit.removeMember(nameOf(member.repository_id))}
              onClick={() => set(at, null)}
              className="mb-[3px]"
            >
              <Trash2 size={14} />
            </IconButton>
          )}
        </div>
      ))}
      {!readOnly && options[0] !== undefined && (
        <Button
          look="quiet"
          onClick={() =>
            onChange({
              ...service,
              members: [...service.members, { repository_id: options[0]?.value ?? "", paths: [] }],
            })
          }
        >
          <Plus aria-hidden="true" size={13} /> {edit.addMember}
        </Button>
      )}
    </div>
  );
}
