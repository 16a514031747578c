import type { Work } from "../work.ts";
import { holds, isMany, type Language, stepTakes, WITHOUT_CASE } from "./language.ts";

/** Whether some text is in both. */
export function overlaps(left: Language, right: Language, work: Work): boolean {
  if (left.plain !== undefined) return holds(right, left.plain, work);
  if (right.plain !== undefined) return holds(left, right.plain, work);
  if (!left.prefix.startsWith(right.prefix) && !right.prefix.startsWith(left.prefix)) return false;
  if (left.open || right.open) return true;
  if (!endsMeet(left, right)) return false;
  // With nothing but stars between, both beginnings, all that stands between, and both ends make one text.
  if (left.segments !== undefined && right.segments !== undefined) return true;
  const [one, other] = [left.steps, right.steps];
  work.spend((one.length + 1) * (other.length + 1));
  // below[j]: whether one[i+1..] and other[j..] have a text in common.
  let below: boolean[] = [];
  for (let i = one.length; i >= 0; i -= 1) {
    const meets: boolean[] = [];
    for (let j = other.length; j >= 0; j -= 1) meets[j] = meet(one[i], other[j], below, meets, j);
    below = meets;
  }
  return below[0] === true;
}

/** Whether what stands after the last star of both may be the end of one text. */
function endsMeet({ segments: left }: Language, { segments: right }: Language): boolean {
  const [one, other] = [left?.at(-1), right?.at(-1)];
  return one === undefined || other === undefined || one.endsWith(other) || other.endsWith(one);
}

function meet(
  left: number | undefined,
  right: number | undefined,
  below: readonly boolean[],
  meets: readonly boolean[],
  at: number,
): boolean {
  if (left === undefined && right === undefined) return true;
  const [withoutLeft, withoutRight] = [below[at] ?? false, meets[at + 1] ?? false];
  if ((isMany(left) && withoutLeft) || (isMany(right) && withoutRight)) return true;
  if (left === undefined || right === undefined) return false;
  if (isMany(left)) return !isMany(right) && shareCharacter(left, right) && withoutRight;
  if (isMany(right)) return shareCharacter(left, right) && withoutLeft;
  return shareCharacter(left, right) && (below[at + 1] ?? false);
}

function shareCharacter(left: number, right: number): boolean {
  if (left >= 0) return stepTakes(right, left);
  if (right >= 0) return stepTakes(left, right);
  return left > WITHOUT_CASE || right > WITHOUT_CASE || left === right;
}
