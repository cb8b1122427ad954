import type { Ecosystem } from './ecosystem.js';
import { deno, node } from './ecosystems/javascript.js';
import { gradle, maven } from './ecosystems/jvm.js';
import { bundler, composer, dotnet } from './ecosystems/managed.js';
import { cargo, cmake, go, make, meson } from './ecosystems/native.js';
import { python } from './ecosystems/python.js';

export const ecosystems: readonly Ecosystem[] = [
  ...[node, deno, python, cargo, go, maven, gradle],
  ...[bundler, composer, cmake, meson, make, dotnet],
];
