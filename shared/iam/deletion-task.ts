/** Which role a deletion task of IAM's is about. */
export interface DeletionTaskName {
  /** The service that the role is linked to, e.g. `ivs.amazonaws.com`. */
  readonly service: string;
  readonly roleName: string;
}

const WRITTEN = /^task\/aws-service-role\/([\w.-]{1,128})\/([\w+=,.@-]{1,64})\/[\w-]{1,64}$/;

/**
 * Reads the id of the task that `DeleteServiceLinkedRole` starts: `task/aws-service-role/SERVICE/ROLE/UUID`.
 * @returns `undefined` where the text is not of that form.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html
 */
export function parseDeletionTask(taskId: string): DeletionTaskName | undefined {
  const [, service, roleName] = WRITTEN.exec(taskId) ?? [];
  return service === undefined || roleName === undefined ? undefined : { service, roleName };
}
