import { withCondition, type Condition } from '../cluster/conditions.js';
import { timestamp, type Fields, type KubeObject } from '../store/objects.js';

/** What the kubelet knows of one container. */
export interface ContainerRecord {
  readonly name: string;
  readonly image: string;
  readonly isInit: boolean;
  id?: string;
  imageId?: string;
  restarts: number;
  state: ContainerState;
  last?: ContainerState;
}

export type ContainerState =
  | { readonly is: 'waiting'; readonly reason: string; readonly message?: string }
  | { readonly is: 'running'; readonly startedAt: string }
  | {
      readonly is: 'terminated';
      readonly exitCode: number;
      readonly reason: string;
      readonly startedAt: string;
      readonly finishedAt: string;
    };

export interface PodFacts {
  readonly containers: readonly ContainerRecord[];
  readonly startTime: string;
  readonly address: string | undefined;
  readonly nodeAddress: string;
  /** Set once the pod as a whole has failed for a reason of its own. */
  readonly failure: { readonly reason: string; readonly message: string } | undefined;
}

/** The pod with the status that these facts make. */
export function withStatus(pod: KubeObject, facts: PodFacts): KubeObject {
  const { containers, startTime, address, nodeAddress, failure } = facts;
  const phase = phaseOf(pod, facts);
  const statuses = (isInit: boolean) => containers.filter((one) => one.isInit === isInit).map(statusOf);
  const init = statuses(true);
  const status: Fields = {
    ...pod.status,
    phase,
    startTime,
    hostIP: nodeAddress,
    hostIPs: [{ ip: nodeAddress }],
    ...(address === undefined ? {} : { podIP: address, podIPs: [{ ip: address }] }),
    containerStatuses: statuses(false),
    ...(init.length === 0 ? {} : { initContainerStatuses: init }),
    ...(failure ?? {}),
  };
  return conditionsOf(facts, phase).reduce(withCondition, { ...pod, status });
}

function conditionsOf({ containers }: PodFacts, phase: string): Condition[] {
  const isInitialized = containers.filter(({ isInit }) => isInit).every(isCompleted);
  const isReady =
    phase === 'Running' && containers.filter(({ isInit }) => !isInit).every(({ state }) => state.is === 'running');
  const ready = isReady
    ? ({ status: 'True' } as const)
    : ({ status: 'False', reason: phase === 'Succeeded' ? 'PodCompleted' : 'ContainersNotReady' } as const);
  return [
    { type: 'Initialized', status: isInitialized ? 'True' : 'False' },
    { type: 'ContainersReady', ...ready },
    { type: 'Ready', ...ready },
  ];
}

const isCompleted = ({ state }: ContainerRecord): boolean => state.is === 'terminated' && state.exitCode === 0;

function phaseOf(pod: KubeObject, { containers, failure }: PodFacts): string {
  if (failure !== undefined) return 'Failed';
  const restarts = pod.spec?.['restartPolicy'];
  const init = containers.filter(({ isInit }) => isInit);
  const main = containers.filter(({ isInit }) => !isInit);
  const failedInit = init.some(({ state }) => state.is === 'terminated' && state.exitCode !== 0);
  if (failedInit && restarts === 'Never') return 'Failed';
  if (!init.every(isCompleted)) return 'Pending';
  const ended = main.filter(({ state }) => state.is === 'terminated');
  if (ended.length === main.length && restarts !== 'Always') {
    if (ended.every(isCompleted)) return 'Succeeded';
    if (restarts === 'Never') return 'Failed';
  }
  return main.every(({ state, restarts: count }) => state.is === 'waiting' && count === 0) ? 'Pending' : 'Running';
}

function statusOf(record: ContainerRecord): Fields {
  const { name, image, id, imageId, restarts, state, last } = record;
  return {
    name,
    image,
    imageID: imageId ?? '',
    ...(id === undefined ? {} : { containerID: `docker://${id}` }),
    restartCount: restarts,
    ready: record.isInit ? isCompleted(record) : state.is === 'running',
    started: state.is === 'running',
    state: stateOf(state, id),
    lastState: last === undefined ? {} : stateOf(last, id),
  };
}

function stateOf({ is, ...fields }: ContainerState, id: string | undefined): Fields {
  return { [is]: is === 'terminated' ? { ...fields, containerID: `docker://${id ?? ''}` } : fields };
}

export const whole = (time: unknown): string => timestamp(typeof time === 'string' ? new Date(time) : new Date());
