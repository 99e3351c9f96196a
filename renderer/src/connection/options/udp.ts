import { isClient, isUdp, type OptionSection } from './table.js';
import { phrase } from '../../language/index.js';

export const udpSection: OptionSection = {
  id: 'udp',
  title: phrase('Datagrams'),
  hint: phrase('No proxy carries UDP: datagrams go straight there.'),
  applies: isUdp,
  fields: [
    {
      group: 'udp',
      name: 'mode',
      label: phrase('Peer'),
      kind: 'choice',
      choices: [
        { value: 'unconnected', label: phrase('Anyone') },
        { value: 'connected', label: phrase('Only this one') },
      ],
      hint: phrase('one alone: connected, reports refusals (ICMP)'),
      applies: isClient,
    },
    {
      group: 'udp',
      name: 'family',
      label: phrase('Addresses'),
      kind: 'choice',
      choices: [
        { value: 'auto', label: phrase('By the address') },
        { value: 'ipv4', label: { name: 'IPv4' } },
        { value: 'ipv6', label: { name: 'IPv6' } },
      ],
    },
    {
      group: 'udp',
      name: 'localAddress',
      label: phrase('Local address'),
      kind: 'text',
      placeholder: phrase('chosen by the system'),
      applies: isClient,
    },
    {
      group: 'udp',
      name: 'localPort',
      label: phrase('Local port'),
      kind: 'number',
      min: 0,
      max: 65_535,
      hint: phrase('0 lets the system choose'),
      applies: isClient,
    },
    { group: 'udp', name: 'reuseAddress', label: phrase('Share the port (SO_REUSEADDR)'), kind: 'switch' },
    { group: 'udp', name: 'broadcast', label: phrase('Allow broadcast'), kind: 'switch' },
    {
      group: 'udp',
      name: 'ttl',
      label: phrase('Time to live'),
      kind: 'number',
      min: 0,
      max: 255,
      unit: 'hops',
      hint: phrase("0 leaves the system's"),
    },
  ],
};

export const multicastSection: OptionSection = {
  id: 'multicast',
  title: phrase('Multicast'),
  applies: isUdp,
  fields: [
    { group: 'udp', name: 'memberships', label: phrase('Groups'), kind: 'memberships', wide: true },
    {
      group: 'udp',
      name: 'multicastTtl',
      label: phrase('Time to live'),
      kind: 'number',
      min: 0,
      max: 255,
      unit: 'hops',
    },
    {
      group: 'udp',
      name: 'multicastLoopback',
      label: phrase('Hear what this machine sends'),
      kind: 'switch',
    },
    {
      group: 'udp',
      name: 'multicastInterface',
      label: phrase('Send by interface'),
      kind: 'text',
      placeholder: phrase('chosen by the system'),
    },
  ],
};
