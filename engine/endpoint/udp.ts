import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { Direction, RowKind, fail, ok } from '../../contract/index.js';
import type { FailureStage, Outgoing, Result, SocketAddress } from '../../contract/index.js';
import type {
  Endpoint,
  EndpointHost,
  EndpointInput,
  MakeEndpoint,
  SendStream,
  StopHow,
  StreamHead,
} from './endpoint.js';
import { failureOf, placeOf } from './failure.js';
import type { StageFailure } from './failure.js';
import { resolve } from './resolve.js';
import { isMulticast } from './udp-group.js';
import type { UdpFamily } from './udp-group.js';
import { HeldDatagrams } from './udp-held.js';
import { changeMembership, configureSocket } from './udp-options.js';
import { resolveDestination } from './udp-destination.js';
import { pastProxy } from './udp-past-proxy.js';
import { UdpPeers } from './udp-peers.js';
import { oneDatagram } from './udp-stream.js';

/** What one datagram holds at most: 65 535 less the UDP header, and the IPv4 header where there is one (RFC 768, RFC 8200 §4.5). */
const largest: Readonly<Record<UdpFamily, number>> = { IPv4: 65_507, IPv6: 65_527 };

/**
 * A UDP socket of either role. A client has a target (peer 1) and listens on every address, since
 * answers may come from anywhere, unless a local address is given; a listener binds 127.0.0.1
 * unless a host is given. Who sends gets a number.
 */
export const makeUdp: MakeEndpoint = (input, host) => new UdpEndpoint(input, host);

class UdpEndpoint implements Endpoint {
  readonly #input: EndpointInput;
  readonly #host: EndpointHost;
  readonly #peers: UdpPeers;
  readonly #held = new HeldDatagrams();
  readonly #client: boolean;
  readonly #connected: boolean;
  #socket: Socket | null = null;
  #family: UdpFamily = 'IPv4';
  #local: SocketAddress | null = null;
  #remote: SocketAddress | null = null;
  #ready = false;
  #over = false;

  constructor(input: EndpointInput, host: EndpointHost) {
    this.#input = input;
    this.#host = host;
    this.#client = input.config.role === 'client';
    this.#connected = this.#client && input.options.udp.mode === 'connected';
    this.#peers = new UdpPeers(host, input.options.listen.maxPeers, this.#client);
  }

  start(): void {
    void this.#open();
  }

  async #open(): Promise<void> {
    const { address, options } = this.#input;
    const { udp } = options;
    const asked = address.host ?? (udp.family === 'ipv6' ? '::1' : '127.0.0.1');
    this.#host.state('resolving');
    const found = await resolve(asked, udp.family);
    if (this.#over) return;
    if (!found.ok) {
      this.#host.life(RowKind.resolve, 0, {
        text: found.error.message,
        host: asked,
        addresses: [],
        ms: found.ms,
      });
      this.#fail(found.error);
      return;
    }
    const { addresses, ms } = found.value;
    // UDP hears no refusal, so it cannot try one address after the other; most peers of "localhost" are IPv4.
    const chosen = addresses.find(({ family }) => family === 4) ?? addresses[0];
    if (chosen === undefined) return;
    const names = addresses.map((one) => one.address);
    const taken = names.length > 1 ? `, taking ${chosen.address}` : '';
    if (isIP(asked.split('%')[0] ?? '') === 0 || names.length > 1) {
      this.#host.life(RowKind.resolve, 0, {
        text: `${asked} is ${names.join(', ')}${taken}`,
        host: asked,
        addresses: names,
        ms,
      });
    }
    this.#family = chosen.family === 6 ? 'IPv6' : 'IPv4';
    const target: SocketAddress = { host: chosen.address, port: address.port ?? 0, family: this.#family };
    this.#bind(target);
  }

  #bind(target: SocketAddress): void {
    const { udp } = this.#input.options;
    const stage: FailureStage = this.#client ? 'connect' : 'listen';
    const socket = createSocket({
      type: this.#family === 'IPv6' ? 'udp6' : 'udp4',
      reuseAddr: udp.reuseAddress,
      // Only addresses are passed to `send`: no name may be looked up unseen, and no tick is lost.
      lookup: (name, _options, done) => {
        done(null, name, this.#family === 'IPv6' ? 6 : 4);
      },
    });
    this.#socket = socket;
    const local = this.#client
      ? { port: udp.localPort, ...(udp.localAddress !== '' && { address: udp.localAddress }) }
      : { port: target.port, address: target.host };
    const place = this.#client
      ? {
          stage,
          host: target.host,
          port: target.port,
          local: placeOf({ host: udp.localAddress || '*', port: udp.localPort }),
        }
      : { stage, host: target.host, port: target.port };

    const early = (error: Error) => {
      this.#fail(failureOf(error, place));
    };
    socket.once('error', early);
    if (this.#client) this.#host.state('connecting');
    socket.bind(local, () => {
      if (this.#over) return;
      this.#local = addressOf(socket);
      const configured = configureSocket(socket, this.#family, this.#input.options.udp);
      if (!configured.ok) {
        this.#fail({ ...configured.error, stage });
        return;
      }
      if (!this.#connected) {
        socket.off('error', early);
        this.#opened(socket, target);
        return;
      }
      // What the system refuses arrives here as an argument that the types leave out.
      socket.connect(target.port, target.host, (...said: unknown[]) => {
        socket.off('error', early);
        if (this.#over) return;
        if (said[0] !== undefined) {
          this.#fail(failureOf(said[0], place));
          return;
        }
        this.#local = addressOf(socket);
        this.#opened(socket, target);
      });
    });
  }

  #opened(socket: Socket, target: SocketAddress): void {
    this.#ready = true;
    const local = this.#local;
    socket.on('message', (data, from) => {
      this.#received(data, from);
    });
    socket.on('error', (error) => {
      this.#trouble(error);
    });
    const bound = local === null ? '' : placeOf(local);
    if (this.#client) {
      this.#remote = target;
      this.#peers.numberOf(target, local, 'target');
      this.#host.facts({ local, remote: target });
      const how = this.#connected ? 'connected to' : 'sending to';
      this.#host.life(RowKind.open, 1, {
        text: `${how} ${placeOf(target)} from ${bound}`,
        remote: target,
        ...(local !== null && { local }),
      });
      void pastProxy(this.#input, target).then((text) => {
        if (text !== null && !this.#over) this.#host.life(RowKind.note, 0, { text });
      });
    } else {
      this.#host.facts({ local });
      this.#host.life(RowKind.listen, 0, { text: `listening on ${bound}`, ...(local !== null && { local }) });
    }
    for (const { group, interface: name } of this.#input.options.udp.memberships) {
      const joined = this.membership('join', group, name);
      if (!joined.ok) {
        this.#fail({ ...joined.error, stage: this.#client ? 'connect' : 'listen' });
        return;
      }
    }
    this.#host.state(this.#client ? 'open' : 'listening');
  }

  membership(action: 'join' | 'leave', group: string, networkInterface: string): Result<void> {
    const socket = this.#socket;
    if (socket === null || !this.#ready)
      return fail('udp.closed', 'the socket is not open: open it before joining a group');
    const changed = changeMembership(socket, this.#family, action, group, networkInterface);
    if (!changed.ok) return changed;
    const text = action === 'join' ? this.#joined(changed.value) : changed.value;
    this.#host.life(RowKind.membership, 0, { text });
    return ok();
  }

  /** A socket bound to a unicast address hears no group on most systems: said where it is joined. */
  #joined(text: string): string {
    const bound = this.#local?.host ?? '';
    if (bound === '0.0.0.0' || bound === '::' || isMulticast(bound)) return text;
    const all = this.#family === 'IPv4' ? '0.0.0.0' : '[::]';
    return `${text}; bound to ${bound}, which most systems keep from hearing it: listen on ${all} or the group itself`;
  }

  #received(data: Buffer, from: RemoteInfo): void {
    const time = this.#host.now();
    if (this.#held.hold(data, from, time)) return;
    this.#deliver(data, from, time);
  }

  #deliver(data: Buffer, from: RemoteInfo, time: number): void {
    const { address: host, port, family } = from;
    const peer =
      this.#peers.last(host, port) ?? this.#peers.numberOf({ host, port, family }, this.#local, 'from');
    this.#host.record(RowKind.datagram, Direction.in, peer, time, data);
  }

  /** An error of an open socket: ICMP refusals of a connected one, mostly. The socket goes on. */
  #trouble(error: Error): void {
    const target = this.#remote;
    const failure = failureOf(error, {
      stage: 'open',
      ...(target !== null && { host: target.host, port: target.port }),
    });
    this.#tell(failure, target === null ? 0 : 1);
  }

  #tell(failure: StageFailure, peer: number): void {
    const { code, message, detail, errno, syscall } = failure;
    this.#host.life(RowKind.error, peer, {
      text: message,
      error: { code, message, ...(detail !== undefined && { detail }) },
      ...(errno !== undefined && { errno }),
      ...(syscall !== undefined && { syscall }),
    });
  }

  async send(peer: number, message: Outgoing, flags = 0): Promise<Result<number>> {
    if (message.kind === 'ping' || message.kind === 'pong' || message.kind === 'close') {
      return fail('send.kind', `UDP has no ${message.kind}: send it as data`);
    }
    const target = await this.#target(peer, message.to);
    return target.ok ? this.#write(target.value, message.data, flags) : target;
  }

  async #target(peer: number, to: string | undefined): Promise<Result<SocketAddress>> {
    if (to === undefined) {
      const known = this.#peers.addressOf(peer);
      if (known !== undefined) return ok(known);
      return fail(
        'send.no-peer',
        peer === 0 ? 'no destination: name host:port or a peer' : `peer ${peer} is not known`,
      );
    }
    return resolveDestination(to, this.#family);
  }

  #write(target: SocketAddress, data: Uint8Array, flags: number): Promise<Result<number>> {
    const socket = this.#socket;
    if (socket === null || !this.#ready)
      return Promise.resolve(fail('send.not-open', 'the socket is not open'));
    const tooLarge = this.#tooLarge(data.length);
    if (tooLarge !== null) return Promise.resolve(tooLarge);
    const remote = this.#remote;
    if (this.#connected && (remote?.host !== target.host || remote.port !== target.port)) {
      const only = remote === null ? 'its target' : placeOf(remote);
      return Promise.resolve(fail('send.connected', `this socket is connected and sends to ${only} only`));
    }
    return new Promise((settle) => {
      const done = (error: Error | null) => {
        if (error === null) {
          if (!this.#over) {
            const peer = this.#peers.numberOf(target, this.#local, 'to');
            this.#host.record(RowKind.datagram, Direction.out, peer, this.#host.now(), data, flags);
          }
          settle(ok(data.length));
          return;
        }
        const failure = failureOf(error, { stage: 'open', host: target.host, port: target.port });
        if (!this.#over) this.#tell(failure, this.#peers.knownNumber(target));
        settle(fail(failure.code, failure.message, failure.detail));
      };
      try {
        if (this.#connected) socket.send(data, done);
        else socket.send(data, target.port, target.host, done);
      } catch (error) {
        // A closed socket and a port of 0 are thrown, not reported.
        const { code, message, detail } = failureOf(error, {
          stage: 'open',
          host: target.host,
          port: target.port,
        });
        settle(fail(code, message, detail));
      }
    });
  }

  #tooLarge(size: number): ReturnType<typeof fail> | null {
    const most = largest[this.#family];
    if (size <= most) return null;
    return fail(
      'send.too-large',
      `${size} bytes do not fit one datagram: at most ${most} over ${this.#family}; nothing was sent`,
      {
        size,
        limit: most,
      },
    );
  }

  /** A file is one datagram, if it fits. */
  openStream(peer: number, head: StreamHead): Result<SendStream> {
    const tooLarge = this.#tooLarge(head.size);
    if (tooLarge !== null) return tooLarge;
    return ok(
      oneDatagram(
        (size) => this.#tooLarge(size),
        async (data) => {
          const target = await this.#target(peer, head.to);
          return target.ok ? this.#write(target.value, data, 0) : target;
        },
      ),
    );
  }

  async end(peer: number, how: 'half-close' | 'close' | 'reset'): Promise<Result<void>> {
    if (how !== 'close')
      return fail('close.datagram', `UDP has no connection, so no ${how}: close forgets the peer`);
    if (this.#client && peer === 1) {
      await this.stop({});
      return ok();
    }
    return this.#peers.forget(peer) ? ok() : fail('send.no-peer', `peer ${peer} is not known`);
  }

  async stop(_how: StopHow): Promise<void> {
    if (this.#over) return;
    this.#host.state('closing');
    this.resume();
    this.#over = true;
    this.#close();
    this.#host.life(RowKind.end, 0, { text: 'closed by us', by: 'us', clean: true });
    this.#host.ended('us', null);
  }

  #fail(failure: StageFailure): void {
    if (this.#over) return;
    this.#over = true;
    this.#tell(failure, 0);
    this.#close();
    const { code, message, detail, stage } = failure;
    this.#host.ended('error', { code, message, stage, ...(detail !== undefined && { detail }) });
  }

  #close(): void {
    this.#ready = false;
    this.#peers.forgetAll();
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.removeAllListeners('message');
    // A late ICMP error of a closing socket has nobody left to hear it.
    socket.on('error', () => undefined);
    socket.close();
  }

  /** The kernel cannot be told to stop reading: what arrives while paused is held, to a limit. */
  pause(peer?: number): void {
    this.#held.pause(peer);
  }

  resume(peer?: number): void {
    const { datagrams, dropped } = this.#held.resume(peer);
    if (this.#over) return;
    for (const { data, from, time } of datagrams) this.#deliver(data, from, time);
    if (dropped > 0) {
      this.#host.life(RowKind.note, 0, {
        text: `${dropped} ${dropped === 1 ? 'datagram came while reading was paused and was' : 'datagrams came while reading was paused and were'} dropped`,
      });
    }
  }

  queuedBytes(_peer: number): number {
    return this.#socket !== null && this.#ready ? this.#socket.getSendQueueSize() : 0;
  }
}

function addressOf(socket: Socket): SocketAddress {
  const { address, port, family } = socket.address();
  return { host: address, port, family: family === 'IPv6' ? 'IPv6' : 'IPv4' };
}
