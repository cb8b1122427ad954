import { randomBytes } from 'node:crypto';
import { err, ok, okAsync, ResultAsync, type Result } from '@carrel/core/kernel';
import { runtimeUnavailable, type RuntimeError, type WorkspaceSpec } from '@carrel/core/runtime';
import type Docker from 'dockerode';
import type { AgentVolume, HelperOwner } from './agent-volume.js';
import { boxIdOf } from './box-labels.js';
import type { BoxNetworks } from './box-networks.js';
import type { Box } from './box.js';
import { NO_NETWORK } from './box-places.js';
import { createOrFind, removeWhole } from './container-calls.js';
import { containerOptions } from './container-options.js';
import type { DockerImages } from './docker-images.js';
import type { ResolvedDockerRuntimeOptions } from './docker-options.js';
import type { Engine, UntilAborted } from './engine.js';
import { breachOfContract } from './image-contract.js';
import type { IsolationClasses } from './isolation-classes.js';
import { isRefusal, withLoopbackAlone } from './loopback-alone.js';
import { statusOf } from './to-runtime-error.js';

export interface BoxMakerDeps {
  readonly engine: Engine;
  readonly options: ResolvedDockerRuntimeOptions;
  readonly agents: AgentVolume;
  readonly images: DockerImages;
  readonly networks: BoxNetworks;
  readonly classes: IsolationClasses;
  /** The box of that name, as the engine shows it. */
  readonly find: (boxId: string, options: UntilAborted) => ResultAsync<Box, RuntimeError>;
}

/** A box that is there, and whether this very call made it. */
export interface MadeBox {
  readonly box: Box;
  readonly isFresh: boolean;
}

const TOKEN_BYTES = 24;

/** Makes the containers of boxes, of images that keep the contract alone. */
export class BoxMaker {
  /** By name, the image that was found to keep the contract, so that not every box asks for it again. */
  private readonly whole = new Map<string, string>();
  /** Whether the engine wants to make the network also where there is none. */
  private isRefused = false;

  constructor(private readonly deps: BoxMakerDeps) {}

  /** The one box of the spec is there, and has not been started by this call. */
  make(spec: WorkspaceSpec, options: UntilAborted): ResultAsync<MadeBox, RuntimeError> {
    const image = spec.image ?? this.deps.options.image;
    const imageId = this.whole.get(image);
    if (imageId === undefined) return this.makeChecked(image, spec, options);
    return this.container(image, spec, options)
      .andThen((made) => (made.box.imageId === imageId ? okAsync(made) : this.checkMoved(image, made, options)))
      .orElse((error) => {
        // The image may be gone, and may then be fetched again.
        if (statusOf(error.cause) !== 404) return err(error);
        this.whole.delete(image);
        return this.makeChecked(image, spec, options);
      });
  }

  private makeChecked(image: string, spec: WorkspaceSpec, options: UntilAborted): ResultAsync<MadeBox, RuntimeError> {
    return this.check(image, options).andThen((imageId) =>
      this.container(image, spec, options).map((made) => {
        if (made.box.imageId === imageId) this.whole.set(image, imageId);
        return made;
      }),
    );
  }

  /** The name stands for another image than before. */
  private checkMoved(image: string, made: MadeBox, options: UntilAborted): ResultAsync<MadeBox, RuntimeError> {
    this.whole.delete(image);
    return this.check(image, options)
      .map(() => made)
      .orElse((error) => this.undo(made, options).andThen(() => err(error)));
  }

  private undo({ box, isFresh }: MadeBox, options: UntilAborted): ResultAsync<void, RuntimeError> {
    if (!isFresh) return okAsync(undefined);
    return this.deps.engine.call((docker) => removeWhole(docker.getContainer(box.info.handle.boxId)), options);
  }

  /** The id of the image, which keeps the contract. */
  private check(image: string, options: UntilAborted): ResultAsync<string, RuntimeError> {
    const { images, options: wanted } = this.deps;
    return images.find(image, options).andThen((inspected): Result<string, RuntimeError> => {
      if (inspected === null) return err(runtimeUnavailable(`The image ${image} is not there.`));
      const broken = breachOfContract(inspected.Config, wanted.user);
      return broken === null ? ok(inspected.Id) : err(runtimeUnavailable(`The image ${image} ${broken}.`));
    });
  }

  private container(image: string, spec: WorkspaceSpec, options: UntilAborted): ResultAsync<MadeBox, RuntimeError> {
    const { agents, classes, engine, find, networks, options: wanted } = this.deps;
    const helper = { image, installationId: spec.installationId };
    return ResultAsync.combine([agents.ensure(helper), networks.prepare(spec, options), classes.choose(spec, options)])
      .andThen(([{ volume: agentVolume, hosts }, network, isolation]) => {
        const token = randomBytes(TOKEN_BYTES).toString('base64url');
        const container = containerOptions({ spec, options: wanted, agentVolume, token, network, isolation });
        return network === NO_NETWORK && isolation.isRunc && !this.isRefused
          ? this.createAlone(container, { helper, hosts, options })
          : engine.call((docker) => createOrFind(docker, container), options);
      })
      .andThen((isFresh) => find(boxIdOf(spec), {}).map((box) => ({ box, isFresh })));
  }

  /** With the loopback alone, where the engine lets that be. What it refuses may also be names that somebody removed with their volume. */
  private createAlone(
    container: Docker.ContainerCreateOptions,
    { helper, hosts: known, options }: LoopbackParts,
  ): ResultAsync<boolean, RuntimeError> {
    const { agents, engine } = this.deps;
    const create = (wanted: Docker.ContainerCreateOptions) =>
      engine.call((docker) => createOrFind(docker, wanted), options);
    return create(withLoopbackAlone(container, known))
      .orElse((error) => {
        if (!isRefusal(error.cause)) return err(error);
        return agents.ensureAnew(helper).andThen(({ hosts }) => create(withLoopbackAlone(container, hosts)));
      })
      .orElse((error) => {
        if (!isRefusal(error.cause)) return err(error);
        return create(container).map((isFresh) => {
          this.isRefused = true;
          return isFresh;
        });
      });
  }
}

interface LoopbackParts {
  readonly helper: HelperOwner;
  readonly hosts: string;
  readonly options: UntilAborted;
}
