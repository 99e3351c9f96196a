import { afterEach, expect, it } from 'vitest';
import { keepFocus } from './focus-memory.js';

afterEach(() => (document.body.innerHTML = ''));

it.each(['role="menu"', 'role="listbox" class="ui-select"', 'role="dialog" aria-modal="true"'])(
  'goes back to what had the keyboard before a layer that is gone: <div %s>',
  (layer) => {
    document.body.innerHTML = `<button id="opener"></button><div id="layer" ${layer}><i tabindex="-1"></i></div>`;
    const opener = document.querySelector<HTMLElement>('#opener');
    opener?.focus();
    document.querySelector<HTMLElement>('#layer i')?.focus();
    document.querySelector('#layer')?.remove();
    keepFocus();
    expect(document.activeElement).toBe(opener);
  },
);
