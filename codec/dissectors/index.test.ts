import { expect, it } from 'vitest';
import * as door from './index.js';

it('opens one door to what reads payloads', () => {
  expect(Object.keys(door).sort()).toEqual([
    'candidates',
    'charsets',
    'chooseDissector',
    'clearly',
    'decodeAs',
    'decodeCharset',
    'dissect',
    'dissectLayers',
    'dissectors',
    'inspectBytes',
    'isCharset',
    'layoutFormat',
    'loadSchema',
    'maxDepth',
    'maxFields',
    'maxUnwrapped',
    'noContext',
  ]);
});
