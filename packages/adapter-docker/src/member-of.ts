/** What an answer of the engine has under the name, whatever its types say; `undefined` where there is nothing. */
export function memberOf(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? (Reflect.get(object, name) as unknown) : undefined;
}
