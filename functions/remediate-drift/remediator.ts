import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import type { CallerReader } from "../../shared/remediation/guards/protected-entity.ts";
import type { IamWriter } from "../../shared/remediation/iam-writer.ts";
import { type AccountEntry, type EnterAccount, type EnteredAccount, isRefused } from "../enter-account.ts";

/** How an account is written to. */
export interface RemediatorPorts {
  readonly enter: EnterAccount;
  readonly writerOf: (client: EnteredAccount["client"]) => IamWriter;
}

/**
 * Writes to an account under its remediator role, which is assumed only once there is something to write; the function's own account is written to
 * under the function's role. Where the role cannot be assumed nothing is written, and the first call says why.
 */
export function createRemediator(
  account: ConfiguredAccount,
  sessionName: string,
  { enter, writerOf }: RemediatorPorts,
): IamWriter {
  let entry: Promise<AccountEntry> | undefined;
  return {
    async apply(call) {
      entry ??= enter(account, { role: "remediator", sessionName });
      const entered = await entry;
      if (entered.status === "entered") return await writerOf(entered.entered.client).apply(call);
      entry = undefined;
      const { reason } = entered;
      const { code, message } = reason;
      return { status: "failed", code, message, retryable: !isRefused(reason) };
    },
  };
}

/**
 * Under which identities a member is read and written: STS hands out no session of another role than the one that was asked for, so they are
 * known before any of them is assumed.
 */
export function memberCallers({ readerRole, remediatorRole }: ConfiguredAccount, sessionName: string): CallerReader {
  const sessions = [readerRole, remediatorRole].flatMap((arn) => (arn === undefined ? [] : [sessionOf(arn)]));
  return { read: async () => ({ status: "present", state: sessions }) };

  function sessionOf(arn: string): string {
    const [, partition, , , account, role = ""] = arn.split(":");
    return `arn:${partition}:sts::${account}:assumed-role/${role.split("/").at(-1)}/${sessionName}`;
  }
}
