/** One field of a cron expression: the numbers it takes, and the names that stand for them. */
interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** The names, the first of which stands for `from`. */
  readonly names?: readonly string[];
  /** What it takes beside numbers, ranges, lists and steps. */
  readonly special?: RegExp;
}

const FIELDS: readonly CronField[] = [
  { name: "minutes", from: 0, to: 59 },
  { name: "hours", from: 0, to: 23 },
  { name: "day of month", from: 1, to: 31, special: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  {
    name: "month",
    from: 1,
    to: 12,
    names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
  },
  {
    name: "day of week",
    from: 1,
    to: 7,
    names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
    special: /^(?:\?|L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/,
  },
  { name: "year", from: 1970, to: 2199 },
];

/**
 * Says why EventBridge would not take a schedule expression, as a predicate ("must be …"); `undefined` where it would.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function checkSchedule(expression: string): string | undefined {
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate !== null) {
    const [, value, unit, plural] = rate;
    if ((value === "1") === (plural === "")) return undefined;
    return `must be rate(${value} ${unit}${plural === "" ? "s" : ""})`;
  }
  const cron = /^cron\((.*)\)$/.exec(expression);
  if (cron === null) return "must be a schedule such as rate(1 day) or cron(0 6 * * ? *)";
  return checkCron((cron[1] ?? "").split(" "));
}

function checkCron(fields: readonly string[]): string | undefined {
  if (fields.length !== FIELDS.length) {
    return `must have six fields in cron(…): ${FIELDS.map(({ name }) => name).join(", ")}`;
  }
  for (const [index, field] of FIELDS.entries()) {
    const text = fields[index] ?? "";
    if (!takes(field, text)) return `must be a cron expression without "${text}" for its ${field.name}`;
  }
  if ((fields[2] === "?") !== (fields[4] === "?")) return undefined;
  return "must have ? for the day of month or for the day of week, and only for one of them";
}

function takes(field: CronField, text: string): boolean {
  if (field.special?.test(text)) return true;
  return text.split(",").every((part) => {
    const [range = "", step, ...more] = part.split("/");
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
    if (range === "*") return true;
    const bounds = range.split("-").map((bound) => numberOf(field, bound));
    return bounds.length <= 2 && bounds.every((bound) => bound !== undefined);
  });
}

/** The number that a text stands for; `undefined` where the field does not take it. */
function numberOf({ from, to, names = [] }: CronField, text: string): number | undefined {
  const named = names.indexOf(text);
  if (named !== -1) return from + named;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= from && value <= to ? value : undefined;
}
