import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PeerProcess } from './process.js';
import { roomy } from './capture.js';
import type { Program } from './program.js';

/** Room for the JSON of a capture of some hundred kilobytes, in which every byte stands several times. */
const maxOutput = 256 * 1024 * 1024;

/** While it captures, tshark prints a line a packet: "Set" if it has the FIN bit, "Not set" if not. */
const finColumn = 'gui.column.format:"FIN","%Cus:tcp.flags.fin:0:R"';

/** One WebSocket frame as Wireshark dissects it; bytes as hex digits. */
export interface SeenFrame {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  readonly maskKey: string;
  readonly lengthForm: number;
  readonly payloadLength: number;
  readonly maskedPayload: string;
  readonly payload: string;
  /** The text message that ends with it, assembled and inflated, where tshark shows it. */
  readonly text: string | null;
}

/** A TCP connection of the capture: what each side wrote, and the frames in it. Node 0 connected. */
export interface SeenConnection {
  readonly bytes: readonly [client: Buffer, server: Buffer];
  readonly frames: readonly [client: readonly SeenFrame[], server: readonly SeenFrame[]];
}

/** Whether this user may capture on the loopback interface. */
export function mayCapture(tshark: Program): boolean {
  if (tshark.missing) return false;
  return /\blo\b/.test(spawnSync(tshark.path, ['-D'], { encoding: 'utf8' }).stdout);
}

/** A capture of some ports of the loopback interface, from `start` to `stop`. */
export class FrameCapture {
  readonly #tshark: Program;
  readonly #file: string;
  readonly #ports: readonly number[];
  readonly #process: PeerProcess;

  private constructor(tshark: Program, directory: string, ports: readonly number[]) {
    this.#tshark = tshark;
    this.#ports = ports;
    this.#file = join(directory, 'capture.pcapng');
    const filter = ports.map((port) => `tcp port ${port}`).join(' or ');
    const args = ['-i', 'lo', ...roomy, '-f', filter, '-w', this.#file, '-P', '-l', '-o', finColumn];
    this.#process = new PeerProcess(tshark.path, args, directory);
  }

  static async start(tshark: Program, directory: string, ports: readonly number[]): Promise<FrameCapture> {
    const capture = new FrameCapture(tshark, directory, ports);
    await capture.#process.sees('Capture started');
    return capture;
  }

  /** Waits until both ends of so many connections have said that they are over, then reads all of them. */
  async stop(connections: number): Promise<readonly SeenConnection[]> {
    await this.#process.sees(new RegExp(`(?:[^]*?\\bSet\\b){${2 * connections}}`));
    await this.end();
    const packets = this.#packets();
    return Array.from({ length: connections }, (_, stream) => {
      const own = packets.filter((packet) => packet.stream === stream);
      const client = own.find((packet) => this.#ports.includes(packet.to))?.from;
      return {
        bytes: this.#bytes(stream),
        frames: [
          own.filter((packet) => packet.from === client).flatMap((packet) => packet.frames),
          own.filter((packet) => packet.from !== client).flatMap((packet) => packet.frames),
        ],
      };
    });
  }

  /** Ends it gently: the program that captures is a child of tshark and would outlive a kill. */
  async end(): Promise<void> {
    this.#process.signal('SIGINT');
    await this.#process.exit;
  }

  #read(...args: readonly string[]): string {
    return readCapture(this.#tshark, this.#file, args);
  }

  /** What each side wrote, put together from the segments by tshark: lines of the server begin with a tab. */
  #bytes(stream: number): readonly [Buffer, Buffer] {
    const lines = this.#read('-q', '-z', `follow,tcp,raw,${stream}`).split('\n');
    const hex = lines.filter((line) => /^\t?[\da-f]+$/.test(line));
    const of = (side: (line: string) => boolean) =>
      Buffer.from(hex.filter(side).join('').replaceAll('\t', ''), 'hex');
    return [of((line) => !line.startsWith('\t')), of((line) => line.startsWith('\t'))];
  }

  #packets(): readonly SeenPacket[] {
    // These ports are no HTTP to Wireshark unless it is told.
    return framesIn(
      this.#tshark,
      this.#file,
      this.#ports.flatMap((port) => ['-d', `tcp.port==${port},http`]),
    );
  }
}

/** A packet in which a frame of a WebSocket ends. */
export interface SeenPacket {
  readonly stream: number;
  readonly from: number;
  readonly to: number;
  readonly frames: readonly SeenFrame[];
}

function readCapture(tshark: Program, file: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(tshark.path, ['-r', file, ...args], {
    encoding: 'utf8',
    maxBuffer: maxOutput,
  });
  if (status !== 0) throw new Error(`tshark ${args.join(' ')}: ${stderr}`);
  return stdout;
}

/** The frames of WebSockets that tshark finds in a capture. */
export function framesIn(tshark: Program, file: string, args: readonly string[] = []): readonly SeenPacket[] {
  const json = readCapture(tshark, file, [
    ...args,
    '-Y',
    'websocket',
    '-T',
    'json',
    '-x',
    '--no-duplicate-keys',
  ]);
  // The shape tshark documents: fields by name, and each as bytes under its name with "_raw".
  const packets = JSON.parse(json) as { _source: { layers: Record<string, unknown> } }[];
  return packets.map(({ _source: { layers } }) => {
    const tcp = layers['tcp'] as Record<string, string>;
    const frames = [layers['websocket']].flat() as Record<string, unknown>[];
    return {
      stream: Number(tcp['tcp.stream']),
      from: Number(tcp['tcp.srcport']),
      to: Number(tcp['tcp.dstport']),
      frames: frames.map(seen),
    };
  });
}

function seen(fields: Record<string, unknown>): SeenFrame {
  const number = (name: string) => Number(fields[`websocket.${name}`]);
  // [hex, position, length, ...]
  const raw = (from: Record<string, unknown>, name: string) => {
    const value = from[`websocket.${name}_raw`] as [string] | undefined;
    return value?.[0] ?? '';
  };
  const small = number('payload_length');
  const lengthForm = small === 126 ? 16 : small === 127 ? 64 : 7;
  const payload = fields['websocket.payload'];
  const inner = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
  return {
    fin: number('fin') === 1,
    // tshark shows the three bits as the upper half of a byte without its first.
    rsv: number('rsv'),
    opcode: number('opcode'),
    masked: number('mask') === 1,
    maskKey: raw(fields, 'masking_key'),
    lengthForm,
    payloadLength: lengthForm === 7 ? small : number(`payload_length_ext_${lengthForm}`),
    maskedPayload: raw(fields, 'masked_payload'),
    payload: raw(fields, 'payload'),
    text: 'websocket.payload.text' in inner ? raw(inner, 'payload.text') : null,
  };
}
