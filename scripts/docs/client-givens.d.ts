// What examples of the client take for granted: a client that is signed in, a session of its user, and the app around it.
import type { FileSystemProvider } from '../../examples/theia-filesystem/src/theia.js';

declare global {
  const client: import('@carrel/client').CarrelClient;
  const tokens: NonNullable<import('@carrel/client').CarrelClientOptions['tokens']>;
  const session: import('@carrel/client').Session;
  const workspace: import('@carrel/client').OpenWorkspace;
  const terminal: import('@carrel/client').RunningTerminal;
  const sessionId: string;
  const baseUrl: string;

  const element: HTMLElement;
  function showStatus(status: string): void;
  function showDiff(diff: string, warnings: readonly unknown[]): void;

  /** As VS Code has it, where the extension uses it. */
  const vscode: {
    readonly FileSystemError: import('@carrel/client').FileSystemErrors;
    readonly workspace: {
      registerFileSystemProvider(scheme: string, provider: object, options: { isCaseSensitive: boolean }): object;
    };
  };
  const context: { readonly subscriptions: object[] };

  /** As Theia has it, where the extension uses it. */
  interface URI {
    readonly path: { toString(): string };
    resolve(path: string): URI;
    withPath(path: string): URI;
  }
  interface FileService {
    onWillActivateFileSystemProvider(listener: (event: ActivationEvent) => void): void;
    registerProvider(scheme: string, provider: FileSystemProvider<URI>): void;
  }
  interface ActivationEvent {
    readonly scheme: string;
    waitUntil(done: Promise<void>): void;
  }
  interface FileServiceContribution {
    registerFileSystemProviders(service: FileService): void;
  }
  const FileServiceContribution: unique symbol;
  const injectable: () => ClassDecorator;
  const ContainerModule: new (
    register: (bind: (id: symbol) => { to(type: new () => object): { inSingletonScope(): void } }) => void,
  ) => object;
}
