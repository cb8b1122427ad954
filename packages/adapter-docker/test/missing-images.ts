import { randomUUID } from 'node:crypto';
import { resolveImage, type WorkspaceImage } from '@carrel/core/languages';
import { imageRecipe } from '../src/index.js';
import { docker } from './docker-backend.js';

/** Images that the engine has only the layers of, so that they are quickly made. */
export class MissingImages {
  private readonly tags: string[] = [];

  next(): WorkspaceImage {
    const repository = `carrel-test/${randomUUID()}`;
    const image = resolveImage([], { repository, recipe: imageRecipe() })._unsafeUnwrap();
    this.tags.push(image.tag);
    return image;
  }

  async removeAll(): Promise<void> {
    const removed = this.tags.map((tag) => docker.getImage(tag).remove({ force: true }));
    await Promise.allSettled(removed);
  }
}
