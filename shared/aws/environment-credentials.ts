import { fromEnv } from "@aws-sdk/credential-provider-env";

/**
 * Stands in a function's bundle for the SDK's own chain of credential providers. Lambda hands a function its role's credentials in the environment, so the
 * others (profiles, SSO, a container's or an instance's endpoint) are never asked, and are 100 KB of every bundle. Where there are none in
 * the environment a client fails: it does not go on to look for others.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const defaultProvider = fromEnv;
