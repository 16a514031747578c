/** An IAM user who calls: one of the lab's own, or the administrator, who exists only as a caller. */
export interface UserCaller {
  readonly type: "IAMUser";
  /** The user's unique id. */
  readonly principalId: string;
  readonly arn: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly userName: string;
}

/** A role session that calls. */
export interface SessionCaller {
  readonly type: "AssumedRole";
  /** `AROA…:session-name`. */
  readonly principalId: string;
  /** `arn:aws:sts::…:assumed-role/role-name/session-name`. */
  readonly arn: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly role: { readonly roleId: string; readonly arn: string; readonly roleName: string };
  readonly createdAt: Date;
}

/** Who signed a request. */
export type Caller = UserCaller | SessionCaller;

/** A role session's credentials. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** What is kept of a session. */
export interface Session {
  readonly caller: SessionCaller;
  readonly expiration: Date;
}
