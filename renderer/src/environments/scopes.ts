import { computed } from 'vue';
import type { ComputedRef } from 'vue';
import { useTabsStore } from '../stores/tabs.js';
import { useVariablesStore } from '../stores/variables.js';
import { useWorkspaceStore } from '../stores/workspace.js';
import { t } from '../language/index.js';

/** A set of variables that can be edited. */
export interface ScopeEntry {
  /** `workspace`, `environment:ID` or `connection:ID`. */
  readonly scope: string;
  readonly label: string;
  readonly group: string;
  readonly count: number;
  /** Its values hold now. */
  readonly used: boolean;
}

/** The workspace, its environments and the connection of the active tab, where that is saved. */
export function useScopes(): ComputedRef<ScopeEntry[]> {
  const workspace = useWorkspaceStore();
  const variables = useVariablesStore();
  const tabs = useTabsStore();
  return computed(() => {
    const id = tabs.active?.connection ?? null;
    const connection = id === null ? undefined : workspace.byId.get(id)?.connection;
    return [
      {
        scope: 'workspace',
        label: t('All environments'),
        group: t('Workspace'),
        count: workspace.info?.variables.variables.length ?? 0,
        used: true,
      },
      ...variables.environments.map(({ environment }) => ({
        scope: `environment:${environment.id}`,
        label: environment.name,
        group: t('Environments'),
        count: environment.variables.length,
        used: environment.id === variables.environment,
      })),
      ...(connection === undefined
        ? []
        : [
            {
              scope: `connection:${connection.id}`,
              label: connection.name,
              group: t('This connection'),
              count: connection.variables?.length ?? 0,
              used: true,
            },
          ]),
    ];
  });
}
