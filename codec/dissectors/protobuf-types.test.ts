import { describe, expect, it } from 'vitest';
import { isProtoScalar } from './protobuf-types.js';

describe('isProtoScalar', () => {
  it('knows the scalars of the language', () => {
    expect(['sint64', 'bytes', 'bool'].every(isProtoScalar)).toBe(true);
    expect(['message', 'enum', 'Int32', ''].some(isProtoScalar)).toBe(false);
  });
});
