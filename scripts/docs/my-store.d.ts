/** A package of the reader's own. */
declare module 'my-store' {
  export const myStore: () => import('@carrel/core/store').RecordStore;
}
