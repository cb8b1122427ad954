import { z } from 'zod';

/** A name as registries take it: a host with its port before the first slash, then words of lower case. */
const REPOSITORY = /^([A-Za-z0-9.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/;

/** Where the images of workspaces have their place. */
export const imageConfig = {
  'images.repository': z
    .string()
    .regex(REPOSITORY, 'expected the name of an image without a tag, such as registry.example.org/team/workspace')
    .default('carrel/workspace')
    .describe(
      'The name of the images that are built for sets of languages, with the host of its registry where it has one.',
    ),
  'images.pull': z
    .enum(['never', 'missing'])
    .default('never')
    .describe('Whether an image that is missing is asked of the registry before it is built.'),
  'images.registryUsername': z.string().default('').describe('Who this is at the registry; empty for nobody.'),
  'images.registryPassword': z
    .string()
    .default('')
    .describe('The password, or a token in its place.')
    .meta({ secret: true }),
};
