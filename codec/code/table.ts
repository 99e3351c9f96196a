import { go } from './go.js';
import { node } from './node.js';
import { python } from './python.js';
import { curl, ncat, socat, websocat, wscat } from './shell.js';
import type { CodeTarget } from './input.js';

/** Everything a connection or a message can be written as, in the order it is offered. */
export const codeTargets: readonly CodeTarget[] = [wscat, websocat, ncat, socat, curl, node, python, go];
