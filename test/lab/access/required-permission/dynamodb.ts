import { jsonPermissions, type Where } from "./permission.ts";

type Input = Readonly<Record<string, unknown>>;

function table({ TableName }: Input, { region, account }: Where): readonly string[] {
  const name = String(TableName);
  return [name.startsWith("arn:") ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`];
}

function tableOrIndex(input: Input, where: Where): readonly string[] {
  const { IndexName } = input;
  return table(input, where).map((arn) => (IndexName === undefined ? arn : `${arn}/index/${IndexName}`));
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
export const dynamodbPermissions = jsonPermissions("dynamodb", {
  DeleteItem: table,
  DescribeTable: table,
  GetItem: table,
  PutItem: table,
  Query: tableOrIndex,
  Scan: tableOrIndex,
  UpdateItem: table,
});
