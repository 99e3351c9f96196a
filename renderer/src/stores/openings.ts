import { defineStore } from 'pinia';
import { computed, shallowRef, watch } from 'vue';
import { parseLink, type Link } from '../../../codec/index.js';
import { openingChunkBytes } from '../../../contract/index.js';
import type { Opening } from '../../../contract/index.js';
import { useBootStore } from './boot.js';
import { useHostStore } from './host.js';
import { useImportStore } from './importing.js';
import type { ImportInput } from './importing.js';
import { t, told, type Words } from '../language/index.js';

/** A question to the person: what the link or the directory would open. */
export type OpeningQuestion =
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'workspace'; readonly directory: string; readonly name: string };

/**
 * What the system asked the app to open, one after the other: files in the preview of an import, links and
 * workspaces as a question. The next one waits until the person is done with the one before.
 */
export const useOpeningsStore = defineStore('openings', () => {
  const host = useHostStore();
  const boot = useBootStore();
  const importing = useImportStore();
  const question = shallowRef<OpeningQuestion | null>(null);
  /** Told of what cannot be opened. */
  let refuse: (title: Words, message: Words) => void = () => undefined;
  /** The files in the import's dialog. */
  let reading: number | null = null;
  let asking = false;

  const free = computed(() => boot.state.kind === 'ready' && question.value === null && !importing.open);

  /** Begins to take what comes; as long as the page. */
  function follow(onRefused: typeof refuse): void {
    refuse = onRefused;
    host.on('opening.waiting', () => void take());
    watch(
      free,
      (now) => {
        if (now) void take();
      },
      { immediate: true },
    );
  }

  async function take(): Promise<void> {
    if (asking) return;
    asking = true;
    try {
      while (free.value) {
        endReading();
        const answer = await host.call('opening.next', {});
        if (!answer.ok || answer.value.opening === null) return;
        show(answer.value.opening);
      }
    } finally {
      asking = false;
    }
  }

  function show(opening: Opening): void {
    switch (opening.kind) {
      case 'refused':
        return refuse(
          () => told(opening.title),
          () => told(opening.message),
        );
      case 'workspace':
        question.value = opening;
        return;
      case 'link': {
        const link = parseLink(opening.link);
        if (link.ok) question.value = { kind: 'link', link: link.value };
        else
          refuse(
            () => t('The link is not opened'),
            () => told(link.error.message),
          );
        return;
      }
      case 'files':
        reading = opening.id;
        void importing.take(opening.files.map((file, index) => input(opening.id, index, file)));
    }
  }

  /** A file that is read in the host as the import asks for it. */
  function input(
    opening: number,
    file: number,
    { path, size }: { readonly path: string; readonly size: number },
  ): ImportInput {
    return {
      path,
      file: {
        size,
        slice: (from, to) => ({
          async arrayBuffer() {
            const bytes = new Uint8Array(Math.max(0, Math.min(to, size) - from));
            for (let at = 0; at < bytes.length;) {
              const end = Math.min(from + bytes.length, from + at + openingChunkBytes);
              const answer = await host.call('opening.read', { opening, file, from: from + at, to: end });
              if (!answer.ok || answer.value.data.length === 0) throw new Error(`${path} cannot be read`);
              bytes.set(answer.value.data, at);
              at += answer.value.data.length;
            }
            return bytes.buffer;
          },
        }),
      },
    };
  }

  function endReading(): void {
    if (reading !== null) void host.call('opening.end', { opening: reading });
    reading = null;
  }

  return { question, follow };
});
