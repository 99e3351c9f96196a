export type ProtoScalar =
  | 'double'
  | 'float'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'fixed64'
  | 'fixed32'
  | 'bool'
  | 'string'
  | 'bytes'
  | 'uint32'
  | 'sfixed32'
  | 'sfixed64'
  | 'sint32'
  | 'sint64';

export interface ProtoField {
  readonly name: string;
  readonly number: number;
  /** `unknown`: a name that the schema uses and does not define. */
  readonly type: ProtoScalar | 'message' | 'group' | 'enum' | 'unknown';
  /** Full name of a message or enum; as written where it is unknown. */
  readonly typeName: string;
  readonly repeated: boolean;
  readonly oneof: string | null;
}

export interface ProtoMessage {
  readonly name: string;
  readonly fields: ReadonlyMap<number, ProtoField>;
  readonly isMapEntry: boolean;
}

/** What a schema defines, by full name without a leading dot. */
export interface ProtoTypes {
  readonly messages: ReadonlyMap<string, ProtoMessage>;
  readonly enums: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

const scalars: readonly string[] = [
  'double',
  'float',
  'int64',
  'uint64',
  'int32',
  'fixed64',
  'fixed32',
  'bool',
  'string',
  'bytes',
  'uint32',
  'sfixed32',
  'sfixed64',
  'sint32',
  'sint64',
] satisfies ProtoScalar[];

export function isProtoScalar(name: string): name is ProtoScalar {
  return scalars.includes(name);
}
