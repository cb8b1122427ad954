export { builtInLanguages } from './built-in-languages.js';
export type { Language, LanguageLimits, LanguageStep, SuppliedFile } from './language.js';
export { createLanguageCatalogue } from './language-catalogue.js';
export type { LanguageCatalogue } from './language-catalogue.js';
export { languageNotFound, languageNotInstalled } from './language-errors.js';
export type { LanguageError, LanguageNotFound, LanguageNotInstalled } from './language-errors.js';
