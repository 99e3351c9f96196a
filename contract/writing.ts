/** What a write may meet on its way out: of UDP also a name that has no address, and what ICMP brings back. */
export const writing = ['send.*', 'address.*', 'resolve.*', 'connect.*', 'open.*', 'tls.*'] as const;
