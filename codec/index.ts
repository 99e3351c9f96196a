export { fail, ok, positionAt, type Failure, type Position, type Result, type TextFault } from './result.js';
export { asciiColumn, formatCArray, formatHex, hexDumpLine, parseHex, type HexFormat } from './hex.js';
export { formatBase64, parseBase64 } from './base64.js';
export { escapedLetter } from './c-escapes.js';
export { formatEscapes, parseEscapes } from './escapes.js';
export { decodeUtf8Lossy, encodeUtf8, utf8Error, Utf8Validator } from './utf8.js';
export { looksTextual, visibleJson, visibleText, type VisibleOptions } from './text.js';
export {
  formatAddress,
  parseAddress,
  sameButForTls,
  schemeIsVariable,
  type AddressHint,
  type ParsedAddress,
  type Protocol,
  type Role,
} from './address.js';
export { fitOf, parseHostPattern, type HostPattern } from './host-pattern.js';
export { isIpv4, isIpv6, parseHost, parsePort } from './host-port.js';
export {
  parseProxy,
  proxySchemes,
  proxyText,
  withoutProxyPassword,
  type ProxyAddress,
  type ProxyScheme,
} from './proxy/address.js';
export { bypasses, isLoopback, parseBypass, type BypassRule } from './proxy/bypass.js';
export { readResolvedProxy, type ResolvedProxy } from './proxy/resolved.js';
export { authority, connectRequest, judgeConnect, withoutCredentials } from './proxy/connect.js';
export {
  longestSocksReply,
  readSocksMethod,
  readSocksPassword,
  readSocksReply,
  socksConnect,
  socksGreeting,
  socksPassword,
  type SocksRead,
} from './proxy/socks.js';
export { parseCommandLine } from './command/line.js';
export { commandSettings } from './command/settings.js';
export type { PastedCommand } from './command/draft.js';
export { scanQuotes, splitShellWords } from './command/shell-words.js';
export type { ShellQuote } from './command/shell-words.js';
export type { Code, CodeInput, CodeMessage, CodeSocket, CodeTarget } from './code/input.js';
export { codeTargets } from './code/table.js';
export { bitField, field, fieldPathAt, type Field } from './field.js';
export type { Cut, Framer } from './framing/cut.js';
export { createFramer } from './framing/framer.js';
export { frameMessage, unframeBody } from './framing/message.js';
export {
  framingRanges,
  maxDelimiterLength,
  validateFraming,
  type FramingKind,
  type FramingSpec,
  type LengthPrefixSpec,
} from './framing/spec.js';
export { framings, type FramingEntry, type FramingField } from './framing/table.js';
export {
  closeCodeInfo,
  closeCodes,
  encodeClosePayload,
  maxCloseReasonBytes,
  parseClosePayload,
  type CloseCode,
  type ClosePayload,
} from './websocket/close-codes.js';
export {
  decodeFrameHead,
  encodeFrame,
  shortestForm,
  type DecodedHead,
  type FrameDraft,
  type FrameHead,
  type LengthForm,
} from './websocket/frame.js';
export {
  frameAnatomy,
  frameFields,
  maskedPayload,
  type AnatomyContext,
  type FrameAnatomy,
} from './websocket/anatomy.js';
export { MessageDeflater, MessageInflater, type Inflated } from './websocket/deflate.js';
export {
  defaultDeflate,
  parseDeflateParameters,
  parseExtensions,
  type DeflateParameters,
  type Extension,
} from './websocket/extensions.js';
export {
  frameRules,
  judgeFrame,
  type FrameContext,
  type FrameRule,
  type Violation,
} from './websocket/frame-rules.js';
export {
  FrameScanner,
  headLengthOf,
  type FramePart,
  type FrameSink,
  type Slabs,
} from './websocket/frame-scanner.js';
export { layers, type LayerFacts, type LayerRow, type Layers } from './websocket/layers.js';
export { maskKeyBytes, maskKeyOf, unmask } from './websocket/mask.js';
export {
  acceptFor,
  explainHandshake,
  explainRequest,
  handshakeGuid,
  type HandshakeCheck,
} from './websocket/handshake.js';
export {
  findHeadEnd,
  headerValues,
  maxHeadBytes,
  parseHttpHead,
  type HeaderLine,
  type HttpHead,
} from './websocket/http-head.js';
export {
  isSecretHeader,
  secretsInAddresses,
  secretsInSubprotocols,
  type SecretRange,
} from './secret-places.js';
export {
  MessageReader,
  type MessageReaderOptions,
  type MessageSink,
  type ReadFrame,
  type ReadMessage,
} from './websocket/message-reader.js';
export { MessageWriter, type MessageDraft, type MessageWriterOptions } from './websocket/message-writer.js';
export {
  buildFrames,
  craftFields,
  type BuiltFrame,
  type BuiltFrames,
  type CraftFields,
  type FramePiece,
} from './websocket/craft.js';
export { framePresets, type FramePreset, type PresetContext } from './websocket/presets.js';
export { isControl, isReserved, Opcode, opcodeName } from './websocket/opcode.js';
export {
  filterFlags,
  filterKinds,
  type FilterComparison,
  type FilterFlag,
  type FilterNode,
  type JsonPathStep,
  type JsonTest,
} from './filter/ast.js';
export { completeFilter, type FilterCompletion, type FilterCompletions } from './filter/complete.js';
export { formatFilter, quoteFilterText } from './filter/format.js';
export { findHex, type HexPattern } from './filter/hex-pattern.js';
export {
  filterMarks,
  findFilterBytes,
  findFilterText,
  noFilterMarks,
  type FilterMarks,
  type FilterSpan,
} from './filter/highlight.js';
export { compares, JsonPathRun, machineOf } from './filter/json-path.js';
export { isFilterQuery, lexFilter, type FilterToken } from './filter/lexer.js';
export { maxFilterLength, parseFilter } from './filter/parser.js';
export { PatternMachine, PatternRun } from './filter/pattern.js';
export { goesOn, patternSpans, spansInSteps } from './filter/pattern-spans.js';
export { compilePattern } from './filter/pattern-syntax.js';
export { cutRows, firstRow, type RowCut, type RowPlace } from './text-rows.js';
export { byteDifferences, type ByteDifference } from './difference/bytes.js';
export { canonicalJson, jsonShape } from './difference/canonical.js';
export { ContentHash, HashNumbers } from './difference/hash.js';
export {
  jsonDifference,
  maxJsonChanges,
  type JsonChange,
  type JsonDifference,
  type JsonSide,
} from './difference/json.js';
export {
  arrange,
  OrderPairing,
  pairEqual,
  PairState,
  type Pairs,
  type SideColumns,
  type Timing,
} from './difference/pair.js';
export { isTurn } from './difference/turns.js';
export { parseJsonPath, showPlace, type IgnoredPath, type JsonPlace } from './difference/paths.js';
export { checksumNamed, checksumOf, checksums } from './checksum/table.js';
export type { ChecksumAlgorithm, ChecksumRun } from './checksum/checksum.js';
export { checkLayout } from './fields/check.js';
export { chooseLayout, type ReadByLayout } from './fields/choose.js';
export { decodeFields, type DecodedFields } from './fields/decode.js';
export { encodeFields, type EncodedFields, type FieldPlace } from './fields/encode.js';
export {
  isDerived,
  isFloat,
  isInteger,
  widthOf,
  type FieldProblem,
  type FieldType,
  type FieldValues,
  type Layout,
  type LayoutField,
} from './fields/layout.js';
export { hasOrder } from './fields/numbers.js';
export { layoutSamples } from './fields/samples.js';
export { sha1 } from './sha1.js';
export { jsonFaults } from './json/faults.js';
export { formatJson, minifyJson } from './json/format.js';
export { maskJson } from './json/mask.js';
export { highlightJson, looksLikeJson, type JsonSegment } from './json/highlight.js';
export { jsonScalarAt } from './json/scalar-at.js';
export { JsonSkim, skimKinds, type SkimChild, type SkimKind, type SkimState } from './json/skim.js';
export { jsonStringValue } from './json/token.js';
export { parseJsonTree, type JsonNode, type JsonTreeLimits } from './json/tree.js';
export { JsonWalk, walkJson, type JsonLimits, type JsonVisitor } from './json/walk.js';
export {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatElapsed,
  formatOffsetTime,
  formatRate,
  type BytesFormat,
  type ClockFormat,
} from './size.js';
export { xmlFaults } from './xml/faults.js';
export { formatXml, minifyXml } from './xml/format.js';
export {
  callsOf,
  checkTemplate,
  describeProblems,
  escapeTemplate,
  expandTemplate,
  expandText,
  expansionMemory,
  generators,
  isTemplate,
  meaningOf,
  parseTemplate,
  templateSpans,
  variableName,
  type ExpandedPiece,
  type Expansion,
  type Template,
  type TemplateCall,
  type TemplateEncoding,
  type TemplateProblem,
  type TemplateScope,
  type TemplateSource,
  type TemplateSpan,
  type TemplateVariable,
} from './template.js';
export { maxLinkLength, parseLink, type Link } from './link.js';
