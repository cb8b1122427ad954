import type { Detection, DetectionOptions, ProjectFiles } from './detection.js';
import type { FrameworkRule } from './framework-rule.js';
import { frameworkRules } from './framework-rules.js';
import { compare, findManifests, resolveOptions } from './manifest-paths.js';
import { readProjects, holds, within, type Project } from './project.js';
import { chooseTool, commandsOf, type ChosenTool } from './project-commands.js';

/** A manifest that could not be understood says what language there is, and hardly more. */
const MOST_OF_UNREADABLE = 0.2;
const MOST = 0.99;
const FOR_EACH_FILE = 0.04;

/**
 * What the directories of a project are built with, best first. It looks at names of files and into manifests, and does no I/O
 * of its own: `files.read` is asked for each of `manifestPaths` once. Whatever the manifests hold, it does not throw; one that
 * cannot be understood gives a detection of less than 0.3. It costs a look at each path and at each manifest within the limits.
 */
export function detectFrameworks(files: ProjectFiles, options: DetectionOptions = {}): readonly Detection[] {
  const resolved = resolveOptions(options);
  const projects = readProjects(files, findManifests(files.paths, resolved), resolved);
  const paths = new Set(files.paths);
  const found = new Map<string, Detection>();
  for (const detection of projects.flatMap((project) => detectionsOf(project, chooseTool(project, paths)))) {
    const key = `${detection.id}\n${detection.directory}`;
    const other = found.get(key);
    if (other === undefined || other.confidence < detection.confidence) found.set(key, detection);
  }
  return [...found.values()].sort(byCertainty);
}

function detectionsOf(project: Project, chosen: ChosenTool): readonly Detection[] {
  const rules = frameworkRules.filter(({ ecosystems }) => ecosystems.includes(project.ecosystem.id));
  const matches = rules.flatMap((rule) => {
    const evidence = evidenceFor(rule, project);
    return evidence === null ? [] : [{ rule, evidence }];
  });
  const frameworks = matches.filter(({ rule }) => rule.plain !== true);
  const superseded = new Set(frameworks.flatMap(({ rule }) => rule.supersedes ?? []));
  const kept =
    frameworks.length === 0 ? matches.slice(0, 1) : frameworks.filter(({ rule }) => !superseded.has(rule.id));
  return kept.map(({ rule, evidence }) => toDetection(rule, project, chosen, evidence));
}

/** What makes the rule hold; `null` when it does not. */
function evidenceFor(rule: FrameworkRule, project: Project): readonly string[] | null {
  const saying = (name: string) =>
    project.dependencies.get(name) ??
    (rule.alsoDevelopment === true ? project.developmentDependencies.get(name) : undefined);
  const some = (rule.anyDependency ?? []).filter((name) => saying(name) !== undefined).slice(0, 1);
  const all = (rule.allDependencies ?? []).filter((name) => saying(name) !== undefined);
  const facts = (rule.anyFact ?? []).filter((fact) => holds(project, fact)).slice(0, 1);
  if (rule.anyDependency !== undefined && some.length === 0) return null;
  if (all.length < (rule.allDependencies ?? []).length) return null;
  if (rule.anyFact !== undefined && facts.length === 0) return null;
  return [
    ...[...some, ...all].map((name) => `${saying(name) ?? ''}: dependency ${name}`),
    ...facts.map((fact) => factEvidence(project, fact)),
  ];
}

function factEvidence(project: Project, fact: string): string {
  if (fact.startsWith('file:')) return within(project.directory, fact.slice('file:'.length));
  const name = fact.startsWith('dependency:') ? fact.slice('dependency:'.length) : null;
  if (name === null) return `${project.facts.get(fact) ?? ''}: ${fact}`;
  return `${project.dependencies.get(name) ?? project.developmentDependencies.get(name) ?? ''}: dependency ${name}`;
}

function toDetection(
  rule: FrameworkRule,
  project: Project,
  { tool, evidence: toolEvidence }: ChosenTool,
  evidence: readonly string[],
): Detection {
  const { directory, ecosystem, problems, manifests } = project;
  const files = (rule.files ?? []).filter((file) => project.hasFile(file)).map((file) => within(directory, file));
  const certain = Math.min(MOST, rule.confidence + files.length * FOR_EACH_FILE);
  // One manifest of several may be broken while another names the framework.
  const unreadable = problems.length === manifests.length || (problems.length > 0 && rule.plain === true);
  const language = ecosystem.languages.find(({ fact }) => fact === undefined || holds(project, fact));
  return {
    id: rule.id,
    name: rule.name,
    language: language?.id ?? '',
    directory,
    confidence: Math.round((unreadable ? MOST_OF_UNREADABLE : certain) * 100) / 100,
    evidence: [
      ...new Set([
        ...(evidence.length === 0 ? manifests : evidence),
        ...files,
        ...problems,
        ...(toolEvidence === undefined ? [] : [toolEvidence]),
      ]),
    ],
    manager: tool.id,
    commands: commandsOf(rule, project, tool),
    ports: rule.ports,
  };
}

function byCertainty(one: Detection, other: Detection): number {
  return (
    other.confidence - one.confidence ||
    depthOf(one) - depthOf(other) ||
    compare(one.directory, other.directory) ||
    placeOf(one) - placeOf(other)
  );
}

function depthOf({ directory }: Detection): number {
  return directory === '' ? 0 : directory.split('/').length;
}

function placeOf({ id }: Detection): number {
  return frameworkRules.findIndex((rule) => rule.id === id);
}
