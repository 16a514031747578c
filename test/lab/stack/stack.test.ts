import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { references, resolve } from "../../../infra/intrinsics.ts";
import { StackRefusal } from "../../../infra/stack-refusal.ts";
import { createAccount } from "../account.ts";
import { stackTarget } from "../stack-target.ts";
import { type DeployedStack, deploy } from "./deploy.ts";
import { readStack } from "./stack.ts";

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** Writes a project and makes its stack in an account of its own. */
async function make(files: Readonly<Record<string, string>>, parameters = {}): Promise<DeployedStack> {
  const project = await mkdtemp(join(tmpdir(), "plumbline-stack-"));
  folders.push(project);
  await mkdir(join(project, "functions"));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, name)), { recursive: true });
    await writeFile(join(project, name), text);
  }
  const stack = await readStack(project);
  const account = createAccount(() => "127.0.0.1:1");
  try {
    return await deploy(stack, parameters, stackTarget(account, stack));
  } finally {
    await account.messaging.close();
  }
}

const infra = (text: string) => ({ "infra/stack.yml": text });
const resource = (text: string) => infra(`Resources:\n  Thing:\n${text.replaceAll(/^/gm, "    ")}`);
const functionFile = (more = "", timeout = 10) =>
  `function: { handler: functions/do-it/handler.handler, timeout: ${timeout}, memorySize: 128${more} }\n`;

describe("a stack", () => {
  it("is made in the order of its references, with its parameters and conditions", async () => {
    const made = await make(
      {
        "infra/a.yml": `
Parameters: { Wait: { Type: Number, Default: 3 }, Mail: { Type: String, Default: "" } }
Conditions: { HasMail: !Not [!Equals [!Ref Mail, ""]], Both: !And [!Condition HasMail, !Equals [a, a]], Any: !Or [!Condition HasMail, !Equals [a, a]] }
Resources:
  Main:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Join ["-", [!Ref AWS::StackName, main]]
      DelaySeconds: !Ref Wait
      VisibilityTimeout: !If [HasMail, 1, !Ref AWS::NoValue]
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 2 }
  Left: { Type: AWS::Nothing::AtAll, Condition: HasMail }
  AlsoLeft: { Type: AWS::Nothing::AtAll, Condition: Both }
  Made: { Type: AWS::SNS::Topic, Condition: Any, DependsOn: Main }
`,
        "infra/b.yml": "Resources: { Dead: { Type: AWS::SQS::Queue } }",
        "functions/do-it/function.yml":
          `${functionFile(", environment: { Q: !Ref Main, A: !Sub $text, B: !Sub [$list, { n: 1 }] }")}statements: [{ Resource: !GetAtt DoDashitLambdaFunction.Arn }]`
            .replace("$text", `'\${Main.Arn} in \${AWS::Region} \${!x}'`)
            .replace("$list", `'\${n}\${Wait}'`),
      },
      { Wait: 5 },
    );
    expect([...made.resources.keys()]).toEqual(["Dead", "Main", "Made"]);
    expect(made.resources.get("Dead")?.attributes.Arn).toBe("arn:aws:sqs:us-east-1:000000000000:plumbline-Dead");
    expect(made.environments.get("do-it")).toEqual({
      Q: "http://127.0.0.1:1/000000000000/plumbline-main",
      A: `arn:aws:sqs:us-east-1:000000000000:plumbline-main in us-east-1 \${x}`,
      B: "15",
    });
  });

  const mapping = (more: string) => `
resources:
  Queue: { Type: AWS::SQS::Queue }
  Events:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref DoDashitLambdaFunction${more} }`;

  it.each([
    [
      "an unknown resource type",
      resource("Type: AWS::EC2::Instance"),
      /infra\/stack\.yml: Thing: .* resource type AWS::EC2::Instance/,
    ],
    [
      "an unknown property",
      resource("Type: AWS::SQS::Queue\nProperties: { FifoQueue: true }"),
      /Thing: .* make this AWS::SQS::Queue: .*FifoQueue/,
    ],
    [
      "a table with time to live",
      resource("Type: AWS::DynamoDB::Table\nProperties: { TimeToLiveSpecification: {} }"),
      /TimeToLiveSpecification/,
    ],
    [
      "an unknown member of a resource",
      resource("Type: AWS::SQS::Queue\nCreationPolicy: {}"),
      /stack\.yml: .*CreationPolicy/,
    ],
    [
      "an unknown reference",
      resource("Type: AWS::SNS::Topic\nProperties: { TopicName: !Ref Nobody }"),
      /Ref Nobody is neither/,
    ],
    [
      "an unknown attribute",
      resource("Type: AWS::SNS::Topic\nProperties: { TopicName: !GetAtt Other.Nothing }\n"),
      /no attribute Nothing of Other/,
    ],
    ["an unknown condition", resource("Type: AWS::SNS::Topic\nCondition: Perhaps"), /There is no condition Perhaps/],
    ["an unknown tag", infra("Resources:\n  A: !ImportValue b"), /stack\.yml:2: .* tag !ImportValue/],
    [
      "an unknown function",
      resource("Type: AWS::SNS::Topic\nProperties: { TopicName: { Fn::Select: [0, [a]] } }"),
      /function Fn::Select/,
    ],
    ["YAML that is wrong", infra("Resources: {\n  A: [\n"), /stack\.yml:\d+: /],
    [
      "a circle",
      infra("Resources:\n  A: { Type: AWS::SQS::Queue, DependsOn: B }\n  B: { Type: AWS::SQS::Queue, DependsOn: A }"),
      /circle: A, B, A/,
    ],
    [
      "a logical id that stands twice",
      {
        "infra/a.yml": "Resources: { A: { Type: AWS::SQS::Queue } }",
        "infra/b.yml": "Resources: { A: { Type: AWS::SQS::Queue } }",
      },
      /id A also stands in .*a\.yml/,
    ],
    [
      "a parameter without a value",
      infra(
        "Parameters: { P: { Type: String } }\nResources: { A: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref P } } }",
      ),
      /Ref P is neither/,
    ],
    [
      "an e-mail subscription",
      resource("Type: AWS::SNS::Subscription\nProperties: { TopicArn: t, Protocol: email, Endpoint: a@example.com }"),
      /Thing: .* protocol email/,
    ],
    [
      "a cron schedule of five fields",
      resource("Type: AWS::Events::Rule\nProperties: { ScheduleExpression: cron(0 1 * * *) }"),
      /Thing: .*ScheduleExpression/,
    ],
    [
      "a rule's target with an input",
      resource(
        "Type: AWS::Events::Rule\nProperties: { EventPattern: { a: [1] }, Targets: [{ Id: a, Arn: b, InputPath: $.a }] }",
      ),
      /Thing: .* InputPath/,
    ],
    [
      "a queue policy that it cannot evaluate",
      resource(
        "Type: AWS::SQS::QueuePolicy\nProperties: { Queues: [], PolicyDocument: { Statement: { NotAction: a } } }",
      ),
      /Thing: .* NotAction/,
    ],
    [
      "a permission for another service",
      resource(
        "Type: AWS::Lambda::Permission\nProperties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: s3.amazonaws.com }",
      ),
      /Principal/,
    ],
    [
      "a destination that is no queue",
      resource(
        "Type: AWS::Lambda::EventInvokeConfig\nProperties: { FunctionName: f, Qualifier: $LATEST, DestinationConfig: { OnFailure: { Destination: arn:aws:sns:us-east-1:000000000000:t } } }",
      ),
      /Only a queue of this account can take what failed/,
    ],
    [
      "an unknown member of a function",
      { ...infra(""), "functions/do-it/function.yml": functionFile(", layers: []") },
      /do-it\/function\.yml: .*layers/,
    ],
    [
      "a statement that refers to nothing",
      { ...infra(""), "functions/do-it/function.yml": `${functionFile()}statements: [{ Resource: !Ref Nobody }]` },
      /Ref Nobody/,
    ],
    [
      "a function slower than its queue waits",
      { ...infra(""), "functions/do-it/function.yml": functionFile("", 60) + mapping("") },
      /visibility timeout \(30 s\) is less than the function's timeout \(60 s\)/,
    ],
    [
      "a mapping with a filter",
      { ...infra(""), "functions/do-it/function.yml": functionFile() + mapping(", FilterCriteria: {}") },
      /FilterCriteria/,
    ],
    [
      "a mapping of a stream",
      {
        ...infra(""),
        "functions/do-it/function.yml":
          functionFile() + mapping("").replace("!GetAtt Queue.Arn", "arn:aws:kinesis:us-east-1:000000000000:stream/s"),
      },
      /Only a queue of this account/,
    ],
    [
      "a concurrency that AWS does not allow",
      {
        ...infra(""),
        "functions/do-it/function.yml": functionFile() + mapping(", ScalingConfig: { MaximumConcurrency: 1 }"),
      },
      /MaximumConcurrency/,
    ],
  ])("is refused for %s", async (_, files, sentence) => {
    const made = make(files as Record<string, string>);
    await expect(made).rejects.toThrow(StackRefusal);
    await expect(made).rejects.toThrow(sentence);
  });
});

describe("references", () => {
  it("finds what an intrinsic function names, however deep", () => {
    const value = {
      a: [{ Ref: "A" }, { "Fn::GetAtt": ["B", "Arn"] }],
      b: { "Fn::Sub": [`\${C.Arn}\${!D}\${E}`, { E: { Ref: "F" } }] },
    };
    expect([...references(value)].sort()).toEqual(["A", "B", "C", "E", "F"]);
  });
});

describe("resolve", () => {
  const names = {
    ref: (name: string) => `<${name}>`,
    attribute: (id: string, name: string) => `<${id}.${name}>`,
    condition: () => true,
  };
  it("leaves a policy's Condition alone", () => {
    const policy = { Condition: { ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": ["R", "Arn"] } } } };
    expect(resolve(policy, names, "x")).toEqual({ Condition: { ArnEquals: { "aws:SourceArn": "<R.Arn>" } } });
  });
});
