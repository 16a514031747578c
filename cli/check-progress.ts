import type { WriteStream } from "node:tty";

/** Something that takes its time. */
export interface Progress {
  /** One more of the whole is done. */
  readonly step: () => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

/** Shows how far something is, on one line of a terminal that is written over; a stream that is no terminal gets nothing. */
export function startProgress(stream: Pick<WriteStream, "isTTY" | "write">, what: string, whole: number): Progress {
  let done = 0;
  const show = (text: string) => {
    if (stream.isTTY) stream.write(`\r\u001b[2K${text}`);
  };
  show(`${what} …`);
  return {
    step: () => {
      done += 1;
      show(`${what}: ${done} of ${whole}`);
    },
    end: () => show(""),
  };
}
