import { createRequire } from 'node:module';

const here = createRequire(import.meta.url);
const ofBuilder = createRequire(here.resolve('electron-builder'));

/** A module of electron-builder's own tree: the very version that packages, and no dependency of ours. */
export const brought = (name: string): unknown => ofBuilder(name);
