import { spawnSync } from 'node:child_process';
import { hasBackend } from '@carrel/conformance';

const found = spawnSync('clangd', ['--version']).status === 0;

/** Whether the language server of C is here, which Debian and others have as `clangd`. */
export const hasClangd = hasBackend('clangd', found ? null : 'it is not installed');
