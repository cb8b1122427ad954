import { hasBackend } from '@carrel/conformance';
import { afterEach, describe, expect, it } from 'vitest';
import { pod, Pods } from './stand-in-pod.js';
import { standInMissing, startStandIn, type StandIn } from '../stand-in/index.js';

let standIn: StandIn;
const on = new Pods(() => standIn);
const here = hasBackend('a stand-in for Kubernetes', standInMissing());

afterEach(async () => {
  await standIn.stop();
});

const POLICIES = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';
const LISTEN =
  'use IO::Socket::INET; $s = IO::Socket::INET->new(LocalPort => 8080, Listen => 5, ReuseAddr => 1); close $c while $c = $s->accept';

const labelled = (made: ReturnType<typeof pod>, role: string) => ({
  ...made,
  metadata: { ...made.metadata, labels: { role } },
});

/** A pod that listens, and pods of two roles. Gives the address of the first. */
async function started(): Promise<string> {
  standIn = await startStandIn();
  await on.make(labelled(pod('server', { command: ['perl', '-e', LISTEN] }), 'server'));
  for (const role of ['friend', 'stranger']) await on.make(labelled(pod(role), role));
  for (const name of ['server', 'friend', 'stranger']) await on.reaches(name, 'Running');
  const { podIP = '' } = (await on.read('server')).status;
  await expect.poll(() => reaches('friend', podIP)).toBe(true);
  expect(await reaches('stranger', podIP)).toBe(true);
  return podIP;
}

async function reaches(from: string, address: string): Promise<boolean> {
  const script = `exec 3<>/dev/tcp/${address}/8080`;
  const { status } = await (await on.exec(from, ['timeout', '1', 'bash', '-c', script])).ended;
  return status?.status === 'Success';
}

const policy = async (name: string, spec: object): Promise<void> => {
  const body = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name }, spec };
  expect((await on.ask('POST', POLICIES, { body })).status).toBe(201);
};

/** Who of the two reaches the server in the end. */
const who = (address: string) => async () => [await reaches('friend', address), await reaches('stranger', address)];

describe.runIf(here)('network policies', () => {
  it('keep out who is not let in, and let in who is, also while pods run', async () => {
    const address = await started();
    const podSelector = { matchLabels: { role: 'server' } };
    await policy('deny', { podSelector, policyTypes: ['Ingress'] });
    await expect.poll(who(address)).toEqual([false, false]);
    const from = [{ podSelector: { matchExpressions: [{ key: 'role', operator: 'In', values: ['friend'] }] } }];
    await policy('allow', { podSelector, ingress: [{ from, ports: [{ protocol: 'TCP', port: 8080 }] }] });
    await expect.poll(who(address)).toEqual([true, false]);
    for (const name of ['deny', 'allow']) await on.ask('DELETE', `${POLICIES}/${name}`);
    await expect.poll(who(address)).toEqual([true, true]);
  });

  it('keep in who may not go out, but to the networks that are named', async () => {
    const address = await started();
    const podSelector = { matchLabels: { role: 'stranger' } };
    await policy('deny', { podSelector, policyTypes: ['Egress'] });
    await expect.poll(who(address)).toEqual([true, false]);
    const named = (ipBlock: object) => ({ podSelector, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock }] }] });
    await policy('all-but', named({ cidr: '0.0.0.0/0', except: [`${address}/32`] }));
    await policy('one', named({ cidr: '203.0.113.1/32' }));
    expect(await who(address)()).toEqual([true, false]);
    await policy('all', named({ cidr: '0.0.0.0/0' }));
    await expect.poll(who(address)).toEqual([true, true]);
  });

  it('hold before a pod is said to run', async () => {
    const address = await started();
    await policy('deny', { podSelector: {}, policyTypes: ['Egress'] });
    await on.make(labelled(pod('late'), 'friend'));
    await on.reaches('late', 'Running');
    expect(await reaches('late', address)).toBe(false);
  });
});
