/** A picture as a data: address in the bundle, so that no file beside it is needed. */
declare module '*.png?inline' {
  const address: string;
  // eslint-disable-next-line no-restricted-syntax -- what Vite gives for a picture has no other name
  export default address;
}
