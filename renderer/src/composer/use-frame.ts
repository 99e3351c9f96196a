import { computed, shallowRef, watch } from 'vue';
import type { ComputedRef } from 'vue';
import {
  buildFrames,
  craftFields,
  formatHex,
  isTemplate,
  maskKeyBytes,
  parseDeflateParameters,
} from '../../../codec/index.js';
import type { BuiltFrames, FramePreset } from '../../../codec/index.js';
import type { MessagePreview, Protocol, SessionInfo } from '../../../contract/index.js';
import { maxCraftWaitMs, maxFragments } from '../../../contract/index.js';
import { useSessionsStore } from '../stores/sessions.js';
import type { TabState } from '../stores/tab.js';
import { useTimelinesStore } from '../stores/timelines.js';
import { carryBody } from './carry-body.js';
import { encodeBody, isWebSocket } from './draft.js';
import { changeFrame } from './frame-fields.js';
import type { FrameFields } from './frame-fields.js';
import { presetDraft } from './frame-presets.js';
import { judgePieces } from './frame-violations.js';
import { usePresetBodies } from './preset-bodies.js';
import { usePreview } from './use-preview.js';
import type { TemplateDraft } from './use-template.js';
import { t, told } from '../language/index.js';

export interface FrameOptions {
  readonly tab: ComputedRef<TabState | null>;
  readonly session: ComputedRef<SessionInfo | null>;
  readonly protocol: ComputedRef<Protocol>;
  readonly template: TemplateDraft;
}

const empty = new Uint8Array();

/** The frames that the active tab crafts: their fields, and the bytes that would leave now. */
export function useFrame({ tab, session, protocol, template }: FrameOptions) {
  const sessions = useSessionsStore();
  const timelines = useTimelinesStore();
  const role = computed(() => session.value?.config.role ?? tab.value?.config.role ?? 'client');
  const crafting = computed(() => isWebSocket(protocol.value) && tab.value?.message.crafting === true);
  const fields = computed(() => craftFields(tab.value?.message.frame ?? {}, role.value));
  /** What they stand for: where variables are in them the host knows, and until it has said so they say nothing. */
  const resolved = computed(() => {
    if (!templated.value) return fields.value;
    const blank = (text: string): string => (isTemplate(text) ? '' : text);
    const { key, length, junk } = fields.value;
    const waiting = { ...fields.value, key: blank(key), length: blank(length), junk: blank(junk) };
    return { ...waiting, ...preview.value?.frame };
  });
  const mode = computed({
    get: () => tab.value?.message.mode ?? 'text',
    set: (next) => {
      if (tab.value === null) return;
      const before = tab.value.message.mode;
      tab.value.message.mode = next;
      carryBody(tab.value, before, next);
    },
  });
  /** There are variables in the payload or its frame: the host makes the bytes, and the frames around them. */
  const templated = computed(() => crafting.value && template.active.value);
  const { preview, failure } = usePreview(() =>
    !templated.value || tab.value === null
      ? null
      : {
          session: tab.value.session,
          connection: tab.value.connection,
          composition: template.composition.value,
          frame: tab.value.message.frame,
          draw: template.draw.value,
          reveal: false,
        },
  );
  const payload = computed(() => {
    if (!crafting.value || tab.value === null) return empty;
    return templated.value ? shownPayload(preview.value) : (encodeBody(tab.value.message, '').bytes ?? empty);
  });
  /** What a person has to know of the bytes on screen; null where they are what leaves. */
  const note = computed(() => {
    if (!templated.value) return null;
    if (failure.value !== null) return told(failure.value.message);
    const { live = false, secrets = [], size = 0, bytes = empty, frameSecret = false } = preview.value ?? {};
    const notes = [
      live ? t('The time is that of sending.') : '',
      secrets.length > 0 || frameSecret ? t('Secrets are shown as *.') : '',
      size > bytes.length ? t('What is beyond 64 KiB is shown as zeros.') : '',
    ];
    return notes.filter(Boolean).join(' ') || null;
  });

  /** Drawn before sending, so that what is shown is what leaves; each send has its own (RFC 6455 §5.3). */
  const keys = shallowRef(drawKeys());
  const redraw = (): void => void (keys.value = drawKeys());
  watch(() => tab.value?.id, redraw);

  const built = computed<BuiltFrames | null>(() =>
    crafting.value
      ? buildFrames(resolved.value, payload.value, (index) => keys.value[index] ?? 0, maxCraftWaitMs)
      : null,
  );

  function change(part: Partial<FrameFields>): void {
    const draft = tab.value?.message;
    if (draft !== undefined) draft.frame = changeFrame(draft.frame, role.value, part);
  }

  /** Of a listener, what the first peer that Send addresses has agreed to. */
  const negotiated = computed(() => {
    const one = session.value;
    if (one === null || role.value === 'client') return one?.extensions ?? null;
    const open = (sessions.peersOf.get(one.id) ?? []).filter(({ state }) => state === 'open');
    const chosen = open.find(({ peer }) => timelines.recipients.includes(peer)) ?? open[0];
    return chosen?.extensions ?? null;
  });
  const deflate = computed(() => {
    const agreed = parseDeflateParameters(negotiated.value ?? '');
    return agreed.ok ? agreed.value : null;
  });
  const faults = computed(() =>
    built.value === null ? [] : judgePieces(built.value.pieces, { role: role.value, deflate: deflate.value }),
  );
  const waitMs = computed(() => (fields.value.fragments - 1) * fields.value.delayMs);
  const drawnKey = computed(() => formatHex(maskKeyBytes(keys.value[0] ?? 0)).replaceAll(' ', ''));

  const presets = usePresetBodies(tab);

  /** Sets the fields and the payload so that they break the preset's rule. */
  function apply(preset: FramePreset): void {
    if (tab.value === null) return;
    const { message } = tab.value;
    const own = presets.takeBack(tab.value);
    const source = { ...message, mode: own.mode, bodies: { [own.mode]: own.body } };
    const bytes = encodeBody(source, '').bytes ?? empty;
    const { frame, mode, body } = presetDraft(preset, role.value, bytes);
    const made = encodeBody({ ...message, mode, bodies: { [mode]: body } }, '').bytes ?? empty;
    message.frame = frame;
    // What was typed as JSON or Base64 stays so where the preset only carries it.
    presets.put(tab.value, own, formatHex(made) === formatHex(bytes) ? own : { mode, body });
  }

  /** Those that the frames on screen have. */
  const drawnKeys = (): number[] => [...keys.value.subarray(0, fields.value.fragments)];

  return {
    role,
    crafting,
    templated,
    mode,
    fields,
    built,
    note,
    faults,
    deflate,
    drawnKey,
    drawnKeys,
    waitMs,
    change,
    apply,
    redraw,
  };
}

/** As long as what leaves, so that lengths are true; only how it begins is known. */
function shownPayload(preview: MessagePreview | null): Uint8Array {
  if (preview === null || preview.size === preview.bytes.length) return preview?.bytes ?? empty;
  const whole = new Uint8Array(preview.size);
  whole.set(preview.bytes);
  return whole;
}

function drawKeys(): Uint32Array {
  return crypto.getRandomValues(new Uint32Array(maxFragments));
}
