export { builtInLanguages } from './built-in-languages.js';
export { extendLanguages } from './extend-languages.js';
export { imageCheck } from './image-check.js';
export type { ImageCheck, ImageFinding } from './image-check.js';
export { imageBuildArgs, imageDockerfile } from './image-dockerfile.js';
export { imageIncompatible, imageTooLarge } from './image-errors.js';
export type { ImageError, ImageIncompatible, ImageTooLarge } from './image-errors.js';
export type {
  Language,
  LanguageImage,
  LanguageLimits,
  LanguageSamples,
  LanguageStep,
  SuppliedFile,
} from './language.js';
export { createLanguageCatalogue } from './language-catalogue.js';
export type { LanguageCatalogue } from './language-catalogue.js';
export { languageNotFound, languageNotInstalled } from './language-errors.js';
export type { LanguageError, LanguageNotFound, LanguageNotInstalled } from './language-errors.js';
export { DEFAULT_IMAGE_REPOSITORY, resolveImage } from './workspace-image.js';
export type { ImageOptions, WorkspaceImage } from './workspace-image.js';
