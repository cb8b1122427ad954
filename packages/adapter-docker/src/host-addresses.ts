import { isIPv4 } from 'node:net';
import type Docker from 'dockerode';
import { runAgentHelper, type HelperParts } from './agent-helper.js';

/** How long the addresses of a machine are believed. */
const MAX_AGE_MS = 600_000;

/** The IPv4 addresses of the engine's machine, as a process in its network sees them. */
export class HostAddresses {
  private known: Promise<readonly string[]> | undefined;
  private readAt = 0;

  /** Not older than ten minutes; those who ask at the same time share one look. */
  async current(docker: Docker, parts: HelperParts): Promise<readonly string[]> {
    if (performance.now() - this.readAt > MAX_AGE_MS) this.known = undefined;
    if (this.known === undefined) {
      this.readAt = performance.now();
      this.known = read(docker, parts);
    }
    const reading = this.known;
    try {
      return await reading;
    } catch (cause) {
      if (this.known === reading) this.known = undefined;
      throw cause;
    }
  }
}

async function read(docker: Docker, parts: HelperParts): Promise<readonly string[]> {
  const call = { role: 'addresses', args: ['addresses'], networkMode: 'host' };
  const lines = (await runAgentHelper(docker, parts, call)).trim().split(/\r?\n/);
  const addresses = lines.slice(0, -1);
  if (lines.at(-1) !== 'end' || addresses.length === 0 || !addresses.every((address) => isIPv4(address))) {
    throw new Error('The addresses of the machine of the container engine could not be read.');
  }
  return addresses;
}
