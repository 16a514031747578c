import type { EntityReference } from "../iam/entity-reference.ts";
import type { EntityDetail } from "./snapshot-states.ts";
import { createTextPool } from "./text-pool.ts";

/** One entity of an account, as it is held once its entry was read. */
export interface HeldEntity extends Omit<EntityDetail, "state"> {
  /** `undefined` where nobody wanted it: that the entity is there is all that is then known. */
  readonly state: EntityDetail["state"] | undefined;
  /** Where its entry stands, as a sentence begins: `FILE:LINE:COLUMN`. */
  readonly place: string;
}

/** Says which principals' states are wanted; of the others only the names are held. Policies are always held: anything may be attached. */
export type KeepEntity = (entity: EntityReference) => boolean;

/** Makes what turns an entry into what is held of it. One for a whole account: equal documents are then held once. */
export function createHold(keep: KeepEntity = () => true): (detail: EntityDetail, place: string) => HeldEntity {
  const detached = createTextPool();
  return ({ state, ...detail }, place) => {
    const isWanted = detail.entity.kind === "policy" || keep(detail.entity);
    return detached({ ...detail, state: isWanted ? state : undefined, place });
  };
}

/** The entity's ARN. */
export function arnOf({ entity, owner, path }: HeldEntity): string {
  return `arn:${owner.partition}:iam::${owner.account}:${entity.kind}${path}${entity.name}`;
}

/** Whether it is one of AWS's own policies, which stand in the details where they are attached to something. */
export function isOfAws({ owner }: HeldEntity): boolean {
  return owner.account === "aws";
}
