import type { AgreedException } from "../differences.ts";
import { answerExceptions } from "./answers.ts";
import { permissionsBoundaryExceptions } from "./permissions-boundaries.ts";
import { refusalExceptions } from "./refusals.ts";
import { serviceLinkedRoleExceptions } from "./service-linked-roles.ts";

/** Where moto is at odds with AWS, or with what AWS documents, and the lab is not. */
export const exceptions: readonly AgreedException[] = [
  ...answerExceptions,
  ...refusalExceptions,
  ...permissionsBoundaryExceptions,
  ...serviceLinkedRoleExceptions,
];
