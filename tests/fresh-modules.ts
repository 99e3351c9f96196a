import { vi } from 'vitest';

// The files of a worker share a process and what it has loaded of node_modules, which is slow to load; modules of
// our own hold what is shared in a page (toasts, theme, language), and each file begins with fresh ones.
vi.resetModules();
