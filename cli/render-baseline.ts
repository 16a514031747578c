import type { Problem } from "../shared/baselines/problem.ts";
import {
  type RenderedDocument,
  type RenderedEntity,
  type Rendering,
  renderEntities,
} from "../shared/baselines/render-entities.ts";
import type { BaselineRequest, Expectation } from "./baseline-request.ts";
import type { BaselineFolder } from "./check-baselines.ts";
import { expectBaseline } from "./expect-baseline.ts";

/** One baseline as one account needs it. */
export interface RenderedBaseline {
  readonly baseline: string;
  readonly account: {
    /** Twelve digits. */
    readonly id: string;
    readonly partition: string;
    readonly alias?: string;
    /** Whether the configuration gives this baseline to this account; else parameters are the command's, or their defaults. */
    readonly configured: boolean;
  };
  readonly rendering: Rendering;
}

/** What came of a request: the rendering, or everything that is wrong with what it would be made from. */
export type RenderResult =
  | { readonly status: "rendered"; readonly rendered: RenderedBaseline }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] };

/**
 * Renders a baseline for an account.
 * @throws PlumblineError `UsageError` where the request cannot be met: it says what to ask for instead
 */
export async function renderBaseline(request: BaselineRequest): Promise<RenderResult> {
  const expectation = await expectBaseline(request);
  return expectation.status === "invalid" ? expectation : { status: "rendered", rendered: renderedFor(expectation) };
}

function renderedFor(expectation: Extract<Expectation, { status: "expected" }>): RenderedBaseline {
  const { account, baseline, configured, relocate } = expectation;
  const { account: id, partition, alias } = account;
  const { entities: rendered, retired } = renderEntities(account, account.entities);
  return {
    baseline,
    account: { id, partition, ...(alias === undefined ? {} : { alias }), configured },
    rendering: { entities: rendered.map((entity) => relocateEntity(entity, relocate)), retired },
  };
}

/** An entity whose files are told where they stand. */
function relocateEntity(entity: RenderedEntity, relocate: BaselineFolder["relocate"]): RenderedEntity {
  const moved = <T extends RenderedDocument>(document: T): T => ({ ...document, source: relocate(document.source) });
  return {
    ...entity,
    ...(entity.document && { document: moved(entity.document) }),
    ...(entity.trust && { trust: moved(entity.trust) }),
    inlinePolicies: entity.inlinePolicies.map(moved),
    notes: entity.notes.map(relocate),
  };
}
