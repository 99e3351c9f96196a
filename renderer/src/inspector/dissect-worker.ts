import { dissectLayers } from '../../../codec/dissectors/index.js';
import type { DissectJob } from './dissecting.js';

/** A thread of its own for one payload: bytes come in, its layers go out. */
addEventListener('message', (event: MessageEvent<DissectJob>) => {
  const { bytes, context, id } = event.data;
  postMessage(dissectLayers(bytes, context, id));
});
