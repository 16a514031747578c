/** Why a template is not taken. */
export class StackRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StackRefusal";
  }
}

/** @param where a file, a line of it, or a resource. @param reason a sentence */
export function refuse(where: string, reason: string): StackRefusal {
  return new StackRefusal(`${where}: ${reason}`);
}
