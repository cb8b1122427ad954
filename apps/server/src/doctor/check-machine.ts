import { agentBinary } from '@carrel/agent';
import { findProgram } from './find-program.js';
import { broken, found, lacking, type Finding } from './finding.js';

const COMPILERS = ['cc', 'gcc', 'clang'];
const ARCHITECTURES = ['x64', 'arm64'];

/** The releases that the packages name in `engines`: 20.19, 22.12, and everything from 24 on. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const taken = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (taken) return found('Node', version);
  return broken('Node', version, 'Install Node 20.19, 22.12, 24, or a later release of these.');
}

export function checkPlatform(platform: string, architecture: string): Finding {
  const detail = `${platform} ${architecture}`;
  if (platform === 'linux' && ARCHITECTURES.includes(architecture)) return found('platform', detail);
  return broken('platform', detail, 'Workspaces run on Linux, on x64 and arm64.');
}

export async function checkCompiler(): Promise<Finding> {
  for (const name of COMPILERS) {
    const path = await findProgram(name);
    if (path !== null) return found('C compiler', path);
  }
  const advice = 'It is needed to run C and C++ in local workspaces; install build-essential.';
  return lacking('C compiler', 'none found', advice);
}

export async function checkAgent(): Promise<Finding> {
  const binary = await agentBinary();
  if (binary.isOk()) return found('agent', binary.value.path);
  return broken('agent', 'not found', binary.error.message);
}
