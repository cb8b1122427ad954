export type { LanguageServer } from './language-server.js';
export type { FilesOfSession, RefactoringLimits } from './refactor/files-of-session.js';
export { REFACTORINGS } from './refactor/capabilities.js';
export { propose, proposeRewrite, type ProposeOptions } from './refactor/propose.js';
export { search, type SearchedTexts, type SearchOptions, type StructuralSearch } from './structural/search.js';
