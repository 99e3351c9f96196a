// The package has no types of its own; those that are used stand beside this file.
export { parse as parseProto } from 'protocol-buffers-schema';
