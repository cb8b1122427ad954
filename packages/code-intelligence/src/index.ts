export type { LanguageServer } from './language-server.js';
