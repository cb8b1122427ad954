import type Docker from 'dockerode';
import { places } from './box-places.js';

/** What an image lacks for boxes to boot from it; `null` when it lacks nothing. */
export function breachOfContract(config: Docker.ImageInspectInfo['Config'], user: string): string | null {
  if (config.WorkingDir !== places.root) return `must have the working directory ${places.root}, owned by ${user}`;
  if (config.User !== user) return `must have the user ${user}`;
  return null;
}
