import { isClient, isUdp, type OptionSection } from './table.js';

export const udpSection: OptionSection = {
  id: 'udp',
  title: 'Datagrams',
  hint: 'No proxy carries UDP: datagrams go straight there.',
  applies: isUdp,
  fields: [
    {
      group: 'udp',
      name: 'mode',
      label: 'Peer',
      kind: 'choice',
      choices: [
        { value: 'unconnected', label: 'Anyone' },
        { value: 'connected', label: 'Only this one' },
      ],
      hint: 'one alone: connected, reports refusals (ICMP)',
      applies: isClient,
    },
    {
      group: 'udp',
      name: 'family',
      label: 'Addresses',
      kind: 'choice',
      choices: [
        { value: 'auto', label: 'By the address' },
        { value: 'ipv4', label: 'IPv4' },
        { value: 'ipv6', label: 'IPv6' },
      ],
    },
    {
      group: 'udp',
      name: 'localAddress',
      label: 'Local address',
      kind: 'text',
      placeholder: 'chosen by the system',
      applies: isClient,
    },
    {
      group: 'udp',
      name: 'localPort',
      label: 'Local port',
      kind: 'number',
      min: 0,
      max: 65_535,
      hint: '0 lets the system choose',
      applies: isClient,
    },
    { group: 'udp', name: 'reuseAddress', label: 'Share the port (SO_REUSEADDR)', kind: 'switch' },
    { group: 'udp', name: 'broadcast', label: 'Allow broadcast', kind: 'switch' },
    {
      group: 'udp',
      name: 'ttl',
      label: 'Time to live',
      kind: 'number',
      min: 0,
      max: 255,
      unit: 'hops',
      hint: "0 leaves the system's",
    },
  ],
};

export const multicastSection: OptionSection = {
  id: 'multicast',
  title: 'Multicast',
  applies: isUdp,
  fields: [
    { group: 'udp', name: 'memberships', label: 'Groups', kind: 'memberships', wide: true },
    {
      group: 'udp',
      name: 'multicastTtl',
      label: 'Time to live',
      kind: 'number',
      min: 0,
      max: 255,
      unit: 'hops',
    },
    {
      group: 'udp',
      name: 'multicastLoopback',
      label: 'Hear what this machine sends',
      kind: 'switch',
    },
    {
      group: 'udp',
      name: 'multicastInterface',
      label: 'Send by interface',
      kind: 'text',
      placeholder: 'chosen by the system',
    },
  ],
};
