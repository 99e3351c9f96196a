import type { Importer } from './importer.js';
import { at, listAt, textAt } from './reading.js';
import { hoppscotchTemplates } from './templates.js';

/** Hoppscotch's environments; its WebSocket requests are in no export. */
export const hoppscotch: Importer = {
  title: 'Hoppscotch environments',
  claims(file) {
    const json = file.json();
    if (!json.ok) return false;
    const list: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
    const [first] = list;
    return (
      Array.isArray(at(first, 'variables')) &&
      typeof at(first, 'name') === 'string' &&
      at(first, 'item') === undefined &&
      at(first, 'kind') === undefined
    );
  },
  read(files, to) {
    to.format('Hoppscotch environments');
    for (const file of files) {
      const json = file.json();
      if (!json.ok) continue;
      const list: readonly unknown[] = Array.isArray(json.value) ? json.value : [json.value];
      list.forEach((one, index) => {
        const place = `${file.path} › [${index}]`;
        const global = /^globals?$/i.test(textAt(one, 'name')) || textAt(one, 'id') === 'Global';
        const variables = listAt(one, 'variables').flatMap((variable, i) => {
          const name = textAt(variable, 'key');
          const where = `${place}.variables[${i}]`;
          if (name === '') return [];
          const secret = at(variable, 'secret') === true;
          const value =
            textAt(variable, 'currentValue') || textAt(variable, 'value') || textAt(variable, 'initialValue');
          if (secret && value === '')
            to.changed(name, where, 'Hoppscotch keeps the value of a secret to itself: fill it in here');
          return [
            {
              name,
              value: secret ? value : to.template(value, hoppscotchTemplates, name, where, null),
              secret,
              place: where,
            },
          ];
        });
        to.environment({
          name: textAt(one, 'name'),
          suggested: global ? 'workspace' : 'new',
          variables,
          place,
        });
      });
    }
  },
};
