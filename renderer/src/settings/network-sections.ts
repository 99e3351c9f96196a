import { phrase } from '../language/index.js';
import type { SettingsSection } from './section.js';

/** How connections go to the network. */
export const networkSection: SettingsSection = {
  id: 'network',
  title: phrase('Network'),
  items: [
    {
      name: 'network.proxy',
      title: phrase('Proxy'),
      text: phrase(
        'The way of TCP, TLS and WebSocket clients that name none of their own under Options. No proxy carries UDP or local sockets.',
      ),
      control: { kind: 'own', component: 'proxy' },
    },
    {
      name: 'network.proxyUrl',
      title: phrase('Proxy URL'),
      text: phrase(
        'http, https, socks5h (the proxy looks names up) or socks5 (this machine does). The password is kept beside the settings and shown nowhere.',
      ),
      control: { kind: 'own', component: 'proxyUrl' },
    },
    {
      name: 'network.pac',
      title: phrase('PAC file'),
      text: phrase('The desktop alone: Chromium runs it, in a process without rights.'),
      control: { kind: 'own', component: 'pac' },
    },
    {
      name: 'network.bypass',
      title: phrase('Straight there'),
      text: phrase(
        'Names, addresses and networks that go past the proxy. This machine always does, unless <-loopback> is among them.',
      ),
      control: { kind: 'own', component: 'bypass' },
    },
  ],
  body: 'network',
  words: phrase('test the way to an address through the proxy'),
};

/** Whom TLS trusts, and who we are. */
export const certificatesSection: SettingsSection = {
  id: 'certificates',
  title: phrase('Certificates'),
  items: [
    {
      name: 'certificates.authorities',
      title: phrase('Authorities'),
      text: phrase(
        "Trusted beside the system's, by every connection that names none of its own under Options.",
      ),
      control: { kind: 'own', component: 'authorities', wide: true },
    },
    {
      name: 'certificates.clients',
      title: phrase('Client certificates'),
      text: phrase(
        'Shown to servers of these hosts that ask for one, by TLS and WebSocket connections that name none of their own.',
      ),
      control: { kind: 'own', component: 'clients', wide: true },
    },
  ],
};
