import type { Policy } from "../policy/policy.ts";
import type { Amendment } from "./configuration-schema.ts";
import type { DocumentRevision, ExpectedDocument } from "./expected-state.ts";

/** An amendment whose file, if it names one, was read. */
export interface ReadAmendment extends Pick<Amendment, "reason" | "remove"> {
  /** The text of the policy whose statements are added. */
  readonly add?: Pick<Policy, "text">;
}

/** One thing wrong with an amendment: below which of its keys, or of the index under `remove`. */
export interface AmendmentFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A document with an amendment in it, or why it cannot have it. */
export type Amended =
  | { readonly status: "amended"; readonly document: ExpectedDocument }
  | { readonly status: "refused"; readonly faults: readonly AmendmentFault[] };

interface StatementText {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action?: string | readonly string[];
}

interface PolicyText {
  readonly Version?: string;
  readonly Statement: StatementText | readonly StatementText[];
}

/**
 * Puts an account's own addition or removal into a document; removing comes first. An action is taken out of every statement
 * that allows it and lists it word for word, but for its case; a wildcard that covers it as well is left alone. Earlier versions of
 * the document are amended in the same way, as far as they have what is to be removed.
 * @param name the document's, for messages
 */
export function applyAmendment(name: string, document: ExpectedDocument, amendment: ReadAmendment): Amended {
  const { reason, remove = [], add } = amendment;
  const policy = JSON.parse(document.text) as PolicyText;
  const added = add && (JSON.parse(add.text) as PolicyText);
  const faults = [
    ...checkRemoval(name, policy, remove),
    ...(added === undefined ? [] : checkAddition(name, document, policy, added)),
  ];
  if (faults.length > 0) return { status: "refused", faults };
  const revisions = document.revisions?.map((revision): DocumentRevision => {
    const earlier = JSON.parse(revision.text) as PolicyText;
    return { ...revision, text: amended(earlier, remove, added) };
  });
  return {
    status: "amended",
    document: {
      ...document,
      text: amended(policy, remove, added),
      ...(revisions && { revisions }),
      amendments: [...(document.amendments ?? []), reason],
    },
  };
}

/** A statement that loses all of its actions goes; the document itself was held to keeping its statements. */
function amended(policy: PolicyText, remove: readonly string[], added: PolicyText | undefined): string {
  const statements = [
    ...statementsOf(policy).flatMap((statement) => without(statement, remove) ?? []),
    ...statementsOf(added),
  ];
  return JSON.stringify({ ...policy, Statement: statements });
}

/** `undefined` where nothing is left of the statement's actions. */
function without(statement: StatementText, remove: readonly string[]): StatementText | undefined {
  if (!remove.some((action) => lists(statement, action))) return statement;
  const left = actionsOf(statement).filter((listed) => !remove.some((action) => sameAction(listed, action)));
  return left.length === 0 ? undefined : { ...statement, Action: left };
}

function checkRemoval(name: string, policy: PolicyText, remove: readonly string[]): readonly AmendmentFault[] {
  const statements = statementsOf(policy);
  const missing = remove.flatMap((action, index): readonly AmendmentFault[] => {
    const path = ["remove", index];
    if (remove.findIndex((other) => sameAction(other, action)) < index) {
      return [{ path, message: `The action ${action} stands twice; remove one.` }];
    }
    if (statements.some((statement) => lists(statement, action))) return [];
    return [
      { path, message: `No statement of ${name} that allows anything lists ${action}; correct its name or remove it.` },
    ];
  });
  const emptied = statements.flatMap((statement, index): readonly AmendmentFault[] => {
    if (without(statement, remove) !== undefined) return [];
    const called = statement.Sid ? `the statement ${statement.Sid}` : `Statement[${index}]`;
    return [{ path: ["remove"], message: `This leaves ${called} of ${name} without actions; keep one of them.` }];
  });
  return [...missing, ...emptied];
}

/** What would change the meaning of what is added, or make IAM refuse the whole. */
function checkAddition(
  name: string,
  { revisions = [] }: ExpectedDocument,
  policy: PolicyText,
  added: PolicyText,
): readonly AmendmentFault[] {
  const path = ["add"];
  const texts = [policy, ...revisions.map(({ text }) => JSON.parse(text) as PolicyText)];
  const different = texts.find(({ Version }) => Version !== added.Version);
  if (different !== undefined) {
    const { Version = "none" } = different;
    const message = `Its Version must be that of ${name} and its revisions, ${Version}, so that it means there what it means here.`;
    return [{ path, message }];
  }
  const sids = statementsOf(policy).map(({ Sid }) => Sid);
  return statementsOf(added).flatMap(({ Sid }): readonly AmendmentFault[] =>
    Sid && sids.includes(Sid) ? [{ path, message: `The Sid ${Sid} stands in ${name} already; choose another.` }] : [],
  );
}

function statementsOf(policy: PolicyText | undefined): readonly StatementText[] {
  return policy === undefined ? [] : [policy.Statement].flat();
}

function actionsOf({ Action }: StatementText): readonly string[] {
  return Action === undefined ? [] : [Action].flat();
}

function lists(statement: StatementText, action: string): boolean {
  return statement.Effect === "Allow" && actionsOf(statement).some((listed) => sameAction(listed, action));
}

/** IAM does not tell actions apart by their case. */
function sameAction(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
