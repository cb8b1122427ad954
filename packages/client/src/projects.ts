import type { CallOptions } from './client-options.js';
import { path, type Http } from './http.js';
import type { Outcome } from './result.js';
import type { InstallPackages, InstallResult, PageRequest, ProjectList, StartedInstall } from './types.js';

/** What a workspace holds, and the packages of it. */
export class ProjectsClient {
  private readonly path: string;

  constructor(
    private readonly http: Http,
    sessionId: string,
  ) {
    this.path = path`/sessions/${sessionId}/projects`;
  }

  /** What the projects are built with, told by their files, best first. */
  detect(directory = '', { limit, cursor, ...call }: PageRequest & CallOptions = {}): Outcome<ProjectList> {
    const query = { path: directory, limit, cursor };
    return this.http.json({ method: 'GET', path: this.path, query, isWork: true }, call);
  }

  /** Installs what a project asks for, or adds packages, to the end. It is sent once. */
  install(request: InstallPackages = {}, call: CallOptions = {}): Outcome<InstallResult> {
    return this.http.json({ method: 'POST', path: `${this.path}/install`, json: request, isWork: true }, call);
  }

  /** The same as a command that goes on by itself: `commands.get` has its output. */
  startInstall(request: InstallPackages = {}, call: CallOptions = {}): Outcome<StartedInstall> {
    const json = { ...request, background: true };
    return this.http.json({ method: 'POST', path: `${this.path}/install`, json, isWork: true }, call);
  }
}
