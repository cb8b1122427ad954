import { fieldsOf, listOf, type Fields, type KubeObject } from '../store/objects.js';

/** Brings objects into the form that a client asked for: one object as it is, or the rows of a table. */
export type Present = (objects: readonly KubeObject[], list?: Fields) => Fields;

export function presenter(accept: string | undefined): Present {
  const wantsTable = accept?.split(',')[0]?.includes('as=Table') === true;
  if (wantsTable) return table;
  return ([object], list) => list ?? object ?? {};
}

interface Column {
  readonly name: string;
  readonly value: (object: KubeObject) => string | number;
}

const name: Column = { name: 'Name', value: ({ metadata }) => metadata.name };
const age: Column = { name: 'Age', value: ({ metadata }) => ageOf(metadata.creationTimestamp) };

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Pod: [
    name,
    {
      name: 'Ready',
      value: (pod) =>
        `${statuses(pod).filter(({ ready }) => ready === true).length}/${listOf(pod.spec?.['containers']).length}`,
    },
    { name: 'Status', value: podState },
    {
      name: 'Restarts',
      value: (pod) => statuses(pod).reduce((sum, { restartCount }) => sum + Number(restartCount), 0),
    },
    age,
  ],
  Namespace: [name, { name: 'Status', value: ({ status }) => String(status?.['phase']) }, age],
  PersistentVolumeClaim: [name, { name: 'Status', value: ({ status }) => String(status?.['phase']) }, age],
  Secret: [name, { name: 'Type', value: (secret) => String(secret['type']) }, age],
  Event: [
    { name: 'Type', value: (event) => String(event['type']) },
    { name: 'Reason', value: (event) => String(event['reason']) },
    { name: 'Message', value: (event) => String(event['message']) },
  ],
};

function table(objects: readonly KubeObject[], list?: Fields): Fields {
  const columns = COLUMNS[objects[0]?.kind ?? ''] ?? [name, age];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: list?.['metadata'] ?? { resourceVersion: objects[0]?.metadata.resourceVersion ?? '' },
    columnDefinitions: columns.map((column) => ({
      name: column.name,
      type: 'string',
      format: column === name ? 'name' : '',
      description: '',
      priority: 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map(({ value }) => value(object)),
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    })),
  };
}

const statuses = (pod: KubeObject): readonly Fields[] => listOf(pod.status?.['containerStatuses']);

function podState(pod: KubeObject): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  const reason = statuses(pod)
    .map(
      ({ state }) =>
        fieldsOf(fieldsOf(state)['waiting'])['reason'] ?? fieldsOf(fieldsOf(state)['terminated'])['reason'],
    )
    .find((one) => one !== undefined);
  return String(reason ?? pod.status?.['reason'] ?? pod.status?.['phase']);
}

function ageOf(created: string): string {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(created)) / 1000));
  return seconds < 120 ? `${seconds}s` : `${Math.floor(seconds / 60)}m`;
}
