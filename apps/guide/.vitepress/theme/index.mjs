// The fonts of whoever reads: nothing has to be loaded for them.
export { default } from 'vitepress/theme-without-fonts';
