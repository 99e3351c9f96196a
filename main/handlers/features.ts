import { fail } from '../../contract/index.js';
import type { HostInfo, RequestName } from '../../contract/index.js';
import { attentionHandlers } from './attention.js';
import { dialogHandlers } from './dialogs.js';
import { linkHandlers } from './links.js';
import { menuHandlers } from './menu.js';
import { placeHandlers } from './places.js';
import type { Answer, Handling } from './table.js';
import { updateHandlers } from './updates.js';

/** What some hosts have and others lack, and what answers its requests. A new one is a file and a line here. */
const handlersOf = {
  attention: attentionHandlers,
  dialogs: dialogHandlers,
  links: linkHandlers,
  menu: menuHandlers,
  places: placeHandlers,
  updates: updateHandlers,
} as const;
type HandlersOf = typeof handlersOf;
type FeatureName = keyof HandlersOf;

/** The features of a host, each whole or not there. */
export type Features = { readonly [Name in FeatureName]?: Parameters<HandlersOf[Name]>[0] };

type NamesOf<Handlers> = Handlers extends unknown ? keyof Handlers & RequestName : never;
/** Requests that a host answers only where it has the feature they belong to. */
export type FeatureRequest = NamesOf<ReturnType<HandlersOf[FeatureName]>>;

/** The handlers of those features that a host has. */
export function featureHandlers(features: Features): Partial<Handling<FeatureRequest>> {
  const given = <Name extends FeatureName>(name: Name): object => {
    const feature = features[name];
    if (feature === undefined) return {};
    // A name leads to handlers that take the feature of that name, which indexing forgets.
    const handlers = handlersOf[name] as (feature: Features[Name]) => object;
    return handlers(feature);
  };
  const names = Object.keys(handlersOf) as FeatureName[]; // the keys of a constant
  return Object.assign({}, ...names.map(given)) as Partial<Handling<FeatureRequest>>;
}

/** The answer to every request of a feature that this host lacks. */
export function unsupported(): Answer<never> {
  return fail('host.unsupported', 'This host cannot do that: the page does it itself, or does not offer it.');
}

/** What the page is told of the features, so that it offers nothing that would be refused. */
export function capabilitiesOf(
  features: Features,
): Pick<HostInfo['capabilities'], 'nativeDialogs' | 'openLinks' | 'nativeMenu'> {
  return {
    nativeDialogs: features.dialogs !== undefined,
    openLinks: features.links !== undefined,
    nativeMenu: features.menu !== undefined,
  };
}
