// The package's own door makes room for whatever a stream says it holds, so that a few bytes ask for
// gigabytes. The decoder behind it writes into an output of ours, which can refuse.
export { BrotliDecompress as decodeBrotli } from '../../node_modules/brotli/dec/decode.js';
