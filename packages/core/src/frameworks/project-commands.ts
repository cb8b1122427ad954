import type { ProjectCommands } from './detection.js';
import type { ProjectTool } from './ecosystem.js';
import type { FrameworkRule, Steps } from './framework-rule.js';
import { directoryOf } from './manifest-paths.js';
import { holds, within, type Project } from './project.js';

/** The tool of a project, and what shows that it is. */
export interface ChosenTool {
  readonly tool: ProjectTool;
  readonly evidence?: string;
}

/** By a lock file beside the manifest, then by what the manifest says, then by a lock file of a directory above. */
export function chooseTool(project: Project, paths: ReadonlySet<string>): ChosenTool {
  const { directory, ecosystem } = project;
  const beside = markedIn(ecosystem.tools, directory, paths);
  if (beside !== undefined) return beside;
  for (const tool of ecosystem.tools) {
    const said = project.facts.get(`tool:${tool.id}`);
    if (said !== undefined) return { tool, evidence: `${said}: ${tool.id}` };
  }
  const inherited = ecosystem.tools.filter((tool) => tool.inherited === true);
  for (let at = directory; at !== '';) {
    at = directoryOf(at);
    const above = markedIn(inherited, at, paths);
    if (above !== undefined) return above;
  }
  return { tool: ecosystem.tools.at(-1) ?? ecosystem.tools[0] };
}

export function commandsOf(rule: FrameworkRule, project: Project, tool: ProjectTool): ProjectCommands {
  const steps = { install: tool.install, ...rule.commands };
  const [install, build, run, test] = [steps.install, steps.build, steps.run, steps.test].map((ways) =>
    firstPossible(ways ?? [], project, tool),
  );
  return {
    ...(install === undefined ? {} : { install }),
    ...(build === undefined ? {} : { build }),
    ...(run === undefined ? {} : { run }),
    ...(test === undefined ? {} : { test }),
  };
}

/** The first of `steps` that is possible, as argv. */
export function firstPossible(steps: Steps, project: Project, tool: ProjectTool): readonly string[] | undefined {
  for (const step of steps) {
    if ('script' in step) {
      if (project.scripts.has(step.script) && tool.script !== undefined)
        return tool.script.map((word) => (word === '{script}' ? step.script : word));
    } else if (step.when === undefined || holds(project, step.when))
      return step.argv.flatMap((word) => (word === '{exec}' ? tool.exec : [word]));
  }
  return undefined;
}

function markedIn(
  tools: readonly ProjectTool[],
  directory: string,
  paths: ReadonlySet<string>,
): ChosenTool | undefined {
  for (const tool of tools) {
    const marker = tool.markers.map((name) => within(directory, name)).find((path) => paths.has(path));
    if (marker !== undefined) return { tool, evidence: marker };
  }
  return undefined;
}
