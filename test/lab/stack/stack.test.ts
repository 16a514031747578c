import { afterAll, describe, expect, it } from "vitest";
import { references, resolve } from "../../../infra/intrinsics.ts";
import { refuse, StackRefusal } from "../../../infra/stack-refusal.ts";
import { createAccount, type LabAccount } from "../account.ts";
import { type LabStackTarget, stackTarget } from "../stack-target.ts";
import { type DeployedStack, deploy } from "./deploy.ts";
import { templateStack } from "./stack.ts";

const opened: LabAccount[] = [];

afterAll(async () => {
  await Promise.all(opened.map(({ messaging }) => messaging.close()));
});

/** Deploys a template into an account with nothing in it. */
async function make(text: string, parameters = {}): Promise<{ made: DeployedStack; target: LabStackTarget }> {
  const stack = templateStack(text, "stack.yml");
  const account = createAccount(() => "127.0.0.1:1");
  opened.push(account);
  const target = stackTarget(account);
  return { made: await deploy(stack, parameters, target), target };
}

const resource = (text: string) => `Resources:\n  Thing:\n${text.replaceAll(/^/gm, "    ")}`;

const ROLE = `
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }`;

const functionOf = (timeout = 10) => `
  Function:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: do-it
      Runtime: nodejs24.x
      Architectures: [arm64]
      Handler: handler.handler
      Code: functions/do-it.zip
      Timeout: ${timeout}
      MemorySize: 128
      Role: !GetAtt Role.Arn`;

/** A stack with a function. */
const withFunction = (more = "", timeout = 10, resources = "") => `
Resources:${ROLE}${functionOf(timeout)}${more}${resources}`;

describe("a stack", () => {
  it("is made in the order of its references, with its parameters and conditions", async () => {
    const { made, target } = await make(
      `
Parameters: { Wait: { Type: Number, Default: 3 }, Mail: { Type: String, Default: "" } }
Conditions: { HasMail: !Not [!Equals [!Ref Mail, ""]], Both: !And [!Condition HasMail, !Equals [a, a]], Any: !Or [!Condition HasMail, !Equals [a, a]] }
Resources:${functionOf()}
      Environment: { Variables: { Q: !Ref Main, A: !Sub "\${Main.Arn} in \${AWS::Region} \${!x}", B: !Sub ["\${n}\${Wait}", { n: 1 }] } }
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
  Dead: { Type: AWS::SQS::Queue }${ROLE}
Outputs:
  Where: { Value: !Sub "\${Dead.QueueName} after \${Wait}", Description: Where it is. }
  Seconds: { Value: !Ref Wait, Condition: Any }
  Mailed: { Value: !Ref Left, Condition: HasMail }
`,
      { Wait: 5 },
    );
    expect(made.outputs).toEqual({ Where: "plumbline-Dead after 5", Seconds: "5" });
    expect([...made.resources.keys()]).toEqual(["Role", "Dead", "Main", "Function", "Made"]);
    expect(made.resources.get("Dead")?.attributes.Arn).toBe("arn:aws:sqs:us-east-1:000000000000:plumbline-Dead");
    expect(target.functions).toEqual([
      expect.objectContaining({
        name: "do-it",
        roleArn: "arn:aws:iam::000000000000:role/plumbline-Role",
        code: "functions/do-it.zip",
        variables: {
          Q: "http://127.0.0.1:1/000000000000/plumbline-main",
          A: `arn:aws:sqs:us-east-1:000000000000:plumbline-main in us-east-1 \${x}`,
          B: "15",
        },
      }),
    ]);
  });

  const mapping = (more = "", arn = "!GetAtt Queue.Arn") => `
  Queue: { Type: AWS::SQS::Queue }
  Events:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { EventSourceArn: ${arn}, FunctionName: !Ref Function${more} }`;

  it("is refused for a parameter that it has not", async () => {
    const made = make("Parameters: { Wait: { Type: Number, Default: 3 } }", { Wait: 5, Hurry: 1 });
    await expect(made).rejects.toThrow(refuse("The stack", "It has no parameter Hurry."));
  });

  it.each([
    [
      "an unknown resource type",
      resource("Type: AWS::EC2::Instance"),
      /stack\.yml: Thing: .* resource type AWS::EC2::Instance/,
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
    ["an unknown tag", "Resources:\n  A: !ImportValue b", /stack\.yml:2: .* tag !ImportValue/],
    [
      "an unknown function",
      resource("Type: AWS::SNS::Topic\nProperties: { TopicName: { Fn::Select: [0, [a]] } }"),
      /function Fn::Select/,
    ],
    ["a second document", `${resource("Type: AWS::SNS::Topic")}\n---\nResources: {}\n`, /stack\.yml:\d+: /],
    ["YAML that is wrong", "Resources: {\n  A: [\n", /stack\.yml:\d+: /],
    [
      "a circle",
      "Resources:\n  A: { Type: AWS::SQS::Queue, DependsOn: B }\n  B: { Type: AWS::SQS::Queue, DependsOn: A }",
      /circle: A, B, A/,
    ],
    [
      "a parameter without a value",
      "Parameters: { P: { Type: String } }\nResources: { A: { Type: AWS::SNS::Topic, Properties: { TopicName: !Ref P } } }",
      /Ref P is neither/,
    ],
    [
      "an output of what was not made",
      "Conditions: { No: !Equals [a, b] }\nResources: { A: { Type: AWS::SNS::Topic, Condition: No } }\nOutputs: { O: { Value: !Ref A } }",
      /Ref A is neither/,
    ],
    ["an output that is no text", "Outputs: { O: { Value: [a] } }", /Output O: Its value is no text/],
    ["an unknown member of an output", "Outputs: { O: { Value: a, Export: {} } }", /Export/],
    [
      "a permission for another account's rules",
      resource(
        'Type: AWS::Lambda::Permission\nProperties: { Action: lambda:InvokeFunction, FunctionName: f, Principal: events.amazonaws.com, SourceAccount: "1" }',
      ),
      /SourceAccount/,
    ],
    [
      "a bus under a key",
      resource("Type: AWS::Events::EventBus\nProperties: { Name: b, KmsKeyIdentifier: k }"),
      /KmsKeyIdentifier/,
    ],
    [
      "a table under a key",
      resource("Type: AWS::DynamoDB::Table\nProperties: { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: k } }"),
      /SSESpecification: .*KMSMasterKeyId/,
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
    ["an unknown member of a function", withFunction("\n      Layers: []"), /stack\.yml: Function: .*Layers/],
    ["another runtime", withFunction().replace("nodejs24.x", "nodejs20.x"), /Function: .*Runtime/],
    ["another architecture", withFunction().replace("arm64", "x86_64"), /Function: .*Architectures/],
    [
      "a function whose role trusts another service",
      withFunction().replace("lambda.amazonaws.com", "ec2.amazonaws.com"),
      /The role defined for the function cannot be assumed by Lambda: arn:aws:iam::000000000000:role\/plumbline-Role/,
    ],
    [
      "a function slower than its queue waits",
      withFunction("", 60, mapping()),
      /visibility timeout \(30 s\) is less than the function's timeout \(60 s\)/,
    ],
    ["a mapping with a filter", withFunction("", 10, mapping(", FilterCriteria: {}")), /FilterCriteria/],
    [
      "a mapping of a stream",
      withFunction("", 10, mapping("", "arn:aws:kinesis:us-east-1:000000000000:stream/s")),
      /Only a queue of this account/,
    ],
    [
      "a concurrency that AWS does not allow",
      withFunction("", 10, mapping(", ScalingConfig: { MaximumConcurrency: 1 }")),
      /MaximumConcurrency/,
    ],
    [
      "a queue under a key that there is not",
      resource("Type: AWS::SQS::Queue\nProperties: { KmsMasterKeyId: arn:aws:kms:us-east-1:000000000000:key/k }"),
      /There is no key arn:aws:kms:us-east-1:000000000000:key\/k/,
    ],
    [
      "a key whose policy it cannot evaluate",
      resource("Type: AWS::KMS::Key\nProperties: { KeyPolicy: { Statement: { NotAction: a } } }"),
      /Thing: .* NotAction/,
    ],
  ])("is refused for %s", async (_, text, sentence) => {
    const made = make(text);
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
