import { fileURLToPath } from 'node:url';
import { fail } from '../../contract/index.js';
import { proxyOfAnswer, questionFor, readBounded } from '../../engine/index.js';
import type { NetworkTarget, SystemProxies } from '../../engine/index.js';

/** What of Electron's `Session` is asked. */
export interface ProxySession {
  setProxy(config: { mode: 'system' } | { mode: 'pac_script'; pacScript: string }): Promise<void>;
  resolveProxy(url: string): Promise<string>;
}

/** No PAC file is larger; Chromium reads no more either. */
const mostPacBytes = 1024 * 1024;

/**
 * Proxies as Chromium finds them: it knows the settings of each system, and it alone runs PAC files, in a process without
 * rights. `make` gives sessions of their own, so that what the app itself loads is untouched; they are made when first asked.
 */
export function chromiumProxies(make: (name: string) => ProxySession): SystemProxies {
  let system: Promise<ProxySession> | null = null;
  let pac: { readonly script: string; readonly session: Promise<ProxySession> } | null = null;

  async function ask(
    session: ProxySession,
    target: NetworkTarget,
    by: string,
  ): ReturnType<SystemProxies['system']> {
    return proxyOfAnswer(await session.resolveProxy(questionFor(target)), by);
  }

  async function systemSession(): Promise<ProxySession> {
    const session = make('proxy-system');
    await session.setProxy({ mode: 'system' });
    return session;
  }

  async function pacSession(script: string): Promise<ProxySession> {
    const session = make('proxy-pac');
    await session.setProxy({ mode: 'pac_script', pacScript: await addressOf(script) });
    return session;
  }

  return {
    system: async (target) => {
      try {
        return await ask(await (system ??= systemSession()), target, 'the system');
      } catch (error) {
        system = null;
        return fail('proxy.scheme', `the system did not say which proxy leads there: ${wordsOf(error)}`);
      }
    },
    pac: async (script, target) => {
      if (pac?.script !== script) pac = { script, session: pacSession(script) };
      try {
        return await ask(await pac.session, target, 'the PAC file');
      } catch (error) {
        pac = null;
        return fail('proxy.pac', `the PAC file ${script} cannot be used: ${wordsOf(error)}`);
      }
    },
  };
}

/** Chromium reads PAC files from the network alone: one of this machine is handed over whole. */
async function addressOf(script: string): Promise<string> {
  if (!/^file:/i.test(script)) return script;
  const bytes = await readBounded(fileURLToPath(script), mostPacBytes);
  if (bytes === null) throw new Error(`it is larger than ${mostPacBytes} bytes`);
  return `data:application/x-ns-proxy-autoconfig;base64,${bytes.toString('base64')}`;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
