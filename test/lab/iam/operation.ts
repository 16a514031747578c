import type { AccountState } from "./account.ts";
import type { Caller } from "./caller.ts";
import type { Ids } from "./ids.ts";
import type { ParameterTable, ParameterValues, Values } from "./parameters.ts";

/**
 * What an operation answers, as a tree that is rendered to XML and, for a write, to CloudTrail's
 * `responseElements`. Names are IAM's own. An undefined member is left out; a list becomes `<member>` elements, a map
 * `<entry>` elements; a Date has one-second resolution.
 */
export interface ResultTree {
  readonly [name: string]: ResultValue;
}

/** One value of a result tree. */
export type ResultValue =
  | string
  | number
  | boolean
  | Date
  | ResultTree
  | ReadonlyMap<string, number>
  | readonly ResultValue[]
  | undefined;

/** What an operation may use beside its own parameters. */
export interface Context {
  readonly account: AccountState;
  /** The lab's time, cut to whole seconds, as IAM keeps its dates. */
  readonly now: Date;
  readonly ids: Ids;
  readonly caller: Caller;
}

/** What the declaration of one operation says. */
export interface OperationDeclaration<T extends ParameterTable> {
  /** A write is recorded in CloudTrail. */
  readonly kind: "read" | "write";
  readonly parameters: T;
  /**
   * Does the work on the account's state. `undefined`: the answer has no result element, as PutRolePolicy's has
   * not. An empty tree is an empty result element, as UpdateRole's.
   * @throws IamError when IAM would refuse.
   */
  run(parameters: Values<T>, context: Context): ResultTree | undefined;
}

/** An operation with the types of its parameters forgotten, so that a table can hold it. */
export interface Operation {
  readonly kind: "read" | "write";
  readonly parameters: ParameterTable;
  /**
   * Runs it on values that `readParameters` made by `parameters`.
   * @throws IamError
   */
  run(values: ParameterValues, context: Context): ResultTree | undefined;
}

/** Operations by their action name. */
export type OperationTable = Readonly<Record<string, Operation>>;

/** Makes an operation from its declaration; `run` sees parameters that were read and checked. */
export function operation<const T extends ParameterTable>(declaration: OperationDeclaration<T>): Operation {
  return {
    kind: declaration.kind,
    parameters: declaration.parameters,
    // readParameters gave every value the type that its declaration names.
    run: (values, context) => declaration.run(values as Values<T>, context),
  };
}
