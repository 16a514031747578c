/** Why the lab will not build a stack. */
export class StackRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StackRefusal";
  }
}

/** @param where a file, a line of it, or a resource */
export function refuse(where: string, reason: string): StackRefusal {
  return new StackRefusal(`${where}: ${reason}`);
}
