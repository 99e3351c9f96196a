import type { Input, Output, RequestName, Result } from '../../contract/index.js';
import type { PageClient } from '../../contract/serve.js';
import type { Page } from '../page.js';

export type Answer<T> = Result<T> | Promise<Result<T>>;

/** What answers requests: each is given what was asked, what the host keeps for the page that asked, and the page. */
export type Handling<Names extends RequestName> = {
  readonly [Name in Names]: (input: Input<Name>, page: Page, client: PageClient) => Answer<Output<Name>>;
};
