import { describe, expect, it } from "vitest";
import { startProgress } from "../../cli/check-progress.ts";

function stream(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
}

describe("progress", () => {
  it("is one line of a terminal, written over and taken away", () => {
    const terminal = stream(true);
    const { step, end } = startProgress(terminal, "Reading", 2);
    step();
    step();
    end();
    const clear = "\r\u001b[2K";
    expect(terminal.written).toEqual([
      `${clear}Reading …`,
      `${clear}Reading: 1 of 2`,
      `${clear}Reading: 2 of 2`,
      clear,
    ]);
  });

  it("is nothing where nobody watches", () => {
    const pipe = stream(false);
    const { step, end } = startProgress(pipe, "Reading", 1);
    step();
    end();
    expect(pipe.written).toEqual([]);
  });
});
