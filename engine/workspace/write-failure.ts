import { type Failure, fail } from '../../contract/result.js';

/** Why a file of a workspace was not written, in the workspace's words. */
export function writeFailure(error: Failure): { readonly ok: false; readonly error: Failure } {
  return fail('workspace.write', error.message, { ...error.detail, cause: error.code });
}
