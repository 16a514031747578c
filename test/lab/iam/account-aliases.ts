import { entityAlreadyExists, noSuchEntity } from "./errors.ts";
import { type OperationTable, operation } from "./operation.ts";
import { pageParameters } from "./page.ts";

const AccountAlias = {
  type: "string",
  required: true,
  minimum: 3,
  maximum: 63,
  pattern: {
    expression: /^[a-z0-9]([a-z0-9]|-(?!-))*[a-z0-9]$/,
    message:
      "1 validation error detected: Value at 'accountAlias' failed to satisfy constraint: Member must satisfy regular " +
      "expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
  },
} as const;

/** The account's alias. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html */
export const accountAliasOperations: OperationTable = {
  CreateAccountAlias: operation({
    kind: "write",
    parameters: { AccountAlias },
    run({ AccountAlias: alias }, { account }) {
      if (account.settings.alias === alias) {
        throw entityAlreadyExists(`The account alias ${alias} already exists.`);
      }
      account.settings.alias = alias;
      return undefined;
    },
  }),

  DeleteAccountAlias: operation({
    kind: "write",
    parameters: { AccountAlias },
    run({ AccountAlias: alias }, { account }) {
      if (account.settings.alias !== alias) {
        throw noSuchEntity(`The account alias ${alias} cannot be found.`);
      }
      account.settings.alias = undefined;
      return undefined;
    },
  }),

  ListAccountAliases: operation({
    kind: "read",
    parameters: pageParameters,
    run(_parameters, { account: { settings } }) {
      return { IsTruncated: false, AccountAliases: settings.alias === undefined ? [] : [settings.alias] };
    },
  }),
};
