/**
 * Replaces this thread's `Date` by one that runs ahead of real time by the lab's offset, so that shipped code needs no hook
 * for it. Timers still run in real time.
 * @param clock one big integer: the offset in milliseconds; see `LabClock.shared`
 * @returns the real `Date`
 */
export function shiftDate(clock: SharedArrayBuffer): DateConstructor {
  const RealDate = globalThis.Date;
  const offset = new BigInt64Array(clock);
  const now = (): number => RealDate.now() + Number(Atomics.load(offset, 0));
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, values, newTarget) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget),
    apply: (target) => new target(now()).toString(),
    get: (target, key, receiver) => (key === "now" ? now : Reflect.get(target, key, receiver)),
  });
  return RealDate;
}
