import { isTemplate, parseProxy } from '../../../../codec/index.js';
import { isClient, isLocal, isUdp, type OptionSection } from './table.js';
import { phrase, told } from '../../language/index.js';

const ownAlone = { name: 'use', value: 'own' };

export const proxySection: OptionSection = {
  id: 'proxy',
  title: phrase('Proxy'),
  hint: phrase('The way to the far end, by HTTP CONNECT or SOCKS 5.'),
  applies: (kind) => isClient(kind) && !isUdp(kind) && !isLocal(kind),
  fields: [
    {
      group: 'proxy',
      name: 'use',
      label: phrase('Proxy'),
      kind: 'choice',
      choices: [
        { value: 'settings', label: phrase('As in Settings') },
        { value: 'none', label: phrase('None##proxy') },
        { value: 'own', label: phrase('Its own') },
      ],
    },
    {
      group: 'proxy',
      name: 'url',
      label: phrase('Proxy URL'),
      kind: 'text',
      placeholder: { name: 'http://user@host:3128' },
      hint: phrase('http, https, socks5h (the proxy looks names up) or socks5 (this machine does)'),
      needs: ownAlone,
      wrong: (text) => {
        if (isTemplate(text)) return null;
        // A password that is missing is said when it is needed: its field comes next.
        const parsed = parseProxy(text, text.includes('@') ? 'x' : '');
        return parsed.ok ? null : told(parsed.error.message);
      },
    },
    {
      group: 'proxy',
      name: 'password',
      label: phrase('Password'),
      kind: 'text',
      secret: true,
      hint: phrase('of the user in the URL; kept beside the workspace, never in its files'),
      needs: ownAlone,
    },
  ],
};
