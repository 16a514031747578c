import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteServiceLinkedRoleCommand,
  DeleteUserPermissionsBoundaryCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveUserFromGroupCommand,
  TagRoleCommand,
  TagUserCommand,
  UntagRoleCommand,
  UntagUserCommand,
  UpdateGroupCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { IamReader } from "../../shared/observation/iam-reader.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { request } from "../aws/observe-scripted.ts";
import { clientOptions, startFixtureLab } from "../lab/fixtures/fixture-lab.ts";
import type { Lab } from "../lab/lab.ts";
import { ABSENT, BOUNDARY, type ExpectedStates, fillAccount, present, TRUST } from "./contract-account.ts";

/** One adapter of the port. */
export interface ReaderUnderTest {
  readonly name: string;
  /** A reader of the account of `lab` that `iam` reaches, as it is now. */
  readonly readerOf: (iam: IAMClient, lab: Lab) => Promise<IamReader>;
  /**
   * The aspects that what it reads from cannot tell, which are then `unreadable` with code `NotHeld`; `policy.tags` is that aspect of
   * one kind alone.
   */
  readonly lacks: readonly string[];
  /** A state in the words of what it reads from, where those are not IAM's; left out, they are. */
  readonly spelt?: (state: EntityState) => EntityState;
}

const PATHS: Readonly<Record<string, string>> = { "policy/whole": "/team/" };
const ask = (entity: string) => request(entity, PATHS[entity]);

/** Uses an access key once. */
export async function useKey(lab: Lab, accessKeyId: string): Promise<void> {
  const sts = new STSClient({ ...clientOptions(lab, accessKeyId), maxAttempts: 1 });
  await sts.send(new GetCallerIdentityCommand({}));
  sts.destroy();
}

/** An observation with a user's groups in the order of their names: IAM promises none. */
function inOrder(observation: Observation<EntityState>): Observation<EntityState> {
  if (observation.status !== "present" || observation.state.kind !== "user") return observation;
  const { groups } = observation.state;
  if (groups.status !== "present") return observation;
  return present({ ...observation.state, groups: present(groups.state.toSorted()) });
}

/** What every reader says of an account of the lab. */
export function iamReaderContract({ name, readerOf, lacks, spelt = (state) => state }: ReaderUnderTest): void {
  describe(`${name}, reading an account`, () => {
    let lab: Lab;
    let iam: IAMClient;
    let states: ExpectedStates;

    beforeAll(async () => {
      lab = await startFixtureLab();
      iam = new IAMClient({ ...clientOptions(lab), maxAttempts: 1 });
      states = await fillAccount(iam, (id) => useKey(lab, id));
    });
    afterAll(async () => {
      iam.destroy();
      await lab.stop();
    });

    /** A state as this adapter can know it. */
    const held = (state: object): object => {
      const notHeld = { status: "unreadable", reason: expect.objectContaining({ code: "NotHeld" }) };
      const missing = Object.keys(state).filter(
        (aspect) => lacks.includes(aspect) || ("kind" in state && lacks.includes(`${state.kind}.${aspect}`)),
      );
      return { ...state, ...Object.fromEntries(missing.map((aspect) => [aspect, notHeld])) };
    };
    const observe = async (entity: string) =>
      inOrder((await (await readerOf(iam, lab)).observe(ask(entity))).observation);

    it("says everything of everything", async () => {
      const reader = await readerOf(iam, lab);
      for (const [entity, state] of states) {
        const read = await reader.observe(ask(entity));
        expect(formatEntity(read.entity)).toBe(entity);
        expect(new Date(read.askedAt).toISOString()).toBe(read.askedAt);
        expect(inOrder(read.observation), entity).toEqual({ status: "present", state: held(spelt(state)) });
      }
    });

    it.each(["role/none", "user/none", "group/none", "policy/none"])("finds no %s", async (entity) => {
      expect(await observe(entity)).toEqual(ABSENT);
    });

    it("finds a policy under its own path alone", async () => {
      const { observation } = await (await readerOf(iam, lab)).observe(request("policy/whole", "/"));
      expect(observation).toEqual(ABSENT);
    });

    it("sees a boundary come and go", async () => {
      await iam.send(new CreateRoleCommand({ RoleName: "bounded", AssumeRolePolicyDocument: TRUST }));
      await iam.send(new CreateUserCommand({ UserName: "bounded" }));
      await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: "bounded", PermissionsBoundary: BOUNDARY }));
      await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "bounded", PermissionsBoundary: BOUNDARY }));
      for (const entity of ["role/bounded", "user/bounded"]) {
        expect(await observe(entity)).toHaveProperty("state.permissionsBoundary", present(BOUNDARY));
      }
      await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: "bounded" }));
      await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: "bounded" }));
      for (const entity of ["role/bounded", "user/bounded"]) {
        expect(await observe(entity)).toHaveProperty("state.permissionsBoundary", ABSENT);
      }
    });

    it("sees tags come, change and go", async () => {
      await iam.send(new CreateRoleCommand({ RoleName: "tagged", AssumeRolePolicyDocument: TRUST }));
      await iam.send(new CreateUserCommand({ UserName: "tagged" }));
      const Tags = [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ];
      await iam.send(new TagRoleCommand({ RoleName: "tagged", Tags }));
      await iam.send(new TagUserCommand({ UserName: "tagged", Tags }));
      await iam.send(new TagRoleCommand({ RoleName: "tagged", Tags: [{ Key: "a", Value: "3" }] }));
      await iam.send(new UntagUserCommand({ UserName: "tagged", TagKeys: ["b"] }));
      expect(await observe("role/tagged")).toHaveProperty("state.tags", present({ a: "3", b: "2" }));
      expect(await observe("user/tagged")).toHaveProperty("state.tags", present({ a: "1" }));
      await iam.send(new UntagRoleCommand({ RoleName: "tagged", TagKeys: ["a", "b"] }));
      expect(await observe("role/tagged")).toHaveProperty("state.tags", present({}));
    });

    it("sees another session length", async () => {
      await iam.send(new CreateRoleCommand({ RoleName: "long", AssumeRolePolicyDocument: TRUST }));
      await iam.send(new UpdateRoleCommand({ RoleName: "long", MaxSessionDuration: 43_200 }));
      expect(await observe("role/long")).toMatchObject({ state: held({ maximumSessionSeconds: present(43_200) }) });
    });

    it("sees a user join and leave a group, and the group's new name", async () => {
      await iam.send(new CreateUserCommand({ UserName: "member" }));
      await iam.send(new CreateGroupCommand({ GroupName: "readers" }));
      await iam.send(new AddUserToGroupCommand({ GroupName: "readers", UserName: "member" }));
      await iam.send(new AddUserToGroupCommand({ GroupName: "bare", UserName: "member" }));
      expect(await observe("user/member")).toHaveProperty("state.groups", present(["bare", "readers"]));
      const before = await observe("group/readers");
      await iam.send(new RemoveUserFromGroupCommand({ GroupName: "bare", UserName: "member" }));
      await iam.send(new UpdateGroupCommand({ GroupName: "readers", NewGroupName: "viewers", NewPath: "/team/" }));
      expect(await observe("user/member")).toHaveProperty("state.groups", present(["viewers"]));
      expect(await observe("group/readers")).toEqual(ABSENT);
      expect(before).toMatchObject({ status: "present", state: { groupId: expect.any(String) } });
      const groupId = before.status === "present" && "groupId" in before.state && before.state.groupId;
      expect(await observe("group/viewers")).toMatchObject({ state: { groupId, path: "/team/" } });
    });

    it("tells of the deletion tasks that it is asked about, as far as IAM knows them", async () => {
      const make = () => iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "support.amazonaws.com" }));
      const RoleName = (await make()).Role?.RoleName ?? "";
      const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }));
      await make();
      const taskId = DeletionTaskId ?? "";
      const asked = { ...ask(`role/${RoleName}`), deletionTasks: [taskId, `${taskId}-unknown`] };
      const { observation } = await (await readerOf(iam, lab)).observe(asked);
      const deletionTasks = present([{ taskId, status: "SUCCEEDED" }]);
      expect(observation).toMatchObject({ status: "present", state: held({ deletionTasks }) });
      expect(await observe(`role/${RoleName}`)).not.toHaveProperty("state.deletionTasks");
    });

    it("tells a role that was made again by its id", async () => {
      const make = () => iam.send(new CreateRoleCommand({ RoleName: "again", AssumeRolePolicyDocument: TRUST }));
      const first = (await make()).Role?.RoleId;
      expect(await observe("role/again")).toHaveProperty("state.roleId", first);
      await iam.send(new DeleteRoleCommand({ RoleName: "again" }));
      const second = (await make()).Role?.RoleId;
      expect(second).not.toBe(first);
      expect(await observe("role/again")).toHaveProperty("state.roleId", second);
    });
  });
}
