import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertAttributes } from "../../shared/alerts/alert-attributes.ts";
import { chatNotification } from "../../shared/alerts/chat-notification.ts";
import { ALERT_DETAILS, type AlertDetail } from "../../shared/alerts/destinations.ts";
import { renderAlert } from "../../shared/alerts/render-alert.ts";
import { slackReply, slackRoot } from "../../shared/alerts/slack-message.ts";
import { toDriftEvent } from "../../shared/alerts/to-drift-event.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import { at, drift, findingAfter } from "../ledger/fixtures.ts";

const context = { partition: "aws", alias: "demo", path: "/", configurationDigest: "sha256:abcd" };

function told(owner: string | undefined) {
  const due: Partial<Drift> = { rule: "access-key-due", deltas: [], ...(owner === undefined ? {} : { owner }) };
  const finding = { ...findingAfter([drift(due)]), id: "0123456789abcdef0123456789abcdef" };
  return { finding, news: { revision: 1, kind: "IAM Drift Opened", at: at(5), drift: drift(due) } as const };
}

/** What stands for the owner in each message: the e-mail's line, the JSON, Slack, chat and the event. */
function shownIn(owner: string | undefined, detail: AlertDetail) {
  const news = told(owner);
  const { message, body, attributes } = renderAlert(news, context, detail);
  const slack = [slackRoot, slackReply].map((render) => JSON.stringify(render(news, { context, detail }).blocks));
  return {
    mail: /^Owner: {5}(.*)$/m.exec(message)?.[1],
    json: JSON.parse(body).owner as string | undefined,
    slack: /"text":"Owner\\n([^"]*)"/.exec(slack[0] ?? "")?.[1],
    chat: /Owner `([^`]*)`/.exec(JSON.parse(chatNotification(news, context, detail).message).content.description)?.[1],
    attribute: attributes.owner,
    event: toDriftEvent(news, "sha256:abcd").detail.owner,
  };
}

describe("the owner of a user's keys in what is told of them", () => {
  it("stands in every message, and is a message attribute", () => {
    const team = "data-platform";
    const everywhere = { mail: team, json: team, slack: team, chat: team, attribute: team, event: team };
    expect(shownIn(team, "summary")).toEqual(everywhere);
    expect(shownIn(team, "full")).toEqual(everywhere);
    const nowhere = { mail: undefined, json: undefined, slack: undefined, chat: undefined };
    expect(shownIn(team, "link")).toEqual({ ...nowhere, attribute: team, event: team });
  });

  it("is left out where there is none", () => {
    for (const detail of ALERT_DETAILS) {
      expect(Object.values(shownIn(undefined, detail)).filter((shown) => shown !== undefined)).toEqual([]);
    }
    expect(alertAttributes(told(undefined))).not.toHaveProperty("owner");
  });

  it("is withheld from people where it is an e-mail address and the route tells a summary, and chosen by all the same", () => {
    const address = "jane.doe@example.com";
    const withheld = "(e-mail address withheld)";
    const summary = { mail: withheld, json: withheld, slack: withheld, chat: withheld };
    expect(shownIn(address, "summary")).toEqual({ ...summary, attribute: address, event: address });
    expect(shownIn(address, "full")).toMatchObject({
      mail: address,
      json: address,
      slack: address,
      attribute: address,
    });
  });

  it("adds no line, mention or link to any message, and is an attribute that SNS takes", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 300 }),
      fc.constantFrom(
        "<!channel>",
        "*x*\n\nNext: pay",
        "`@here`",
        "[x](https://evil.example)",
        "\u{1f600}".repeat(200),
      ),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...ALERT_DETAILS), (owner, detail) => {
        const { message } = renderAlert(told(owner), context, detail);
        const without = renderAlert(told(undefined), context, detail).message;
        expect(message.split("\n").length - without.split("\n").length).toBe(detail === "link" ? 0 : 1);
        const { attribute, slack, chat } = shownIn(owner, detail);
        expect(attribute).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@?]{1,256}$/u);
        expect(attribute).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(`${slack}${chat}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(chat ?? "").not.toMatch(/[<>@`]/);
      }),
    );
  });
});
