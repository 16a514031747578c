/** The deepest that a line of a policy is moved in, in levels of two characters. */
const LEVELS = Array.from({ length: 10 }, (_, level) => level);

/** A line that is broken goes on where it began: its blanks stand in it, so that it can be copied as it is. */
const INDENTS = LEVELS.map((level) => {
  const indent = 2 * level + 2;
  return `.beside .in-${level}{padding-left:calc(${indent}ch + 26px);text-indent:-${indent}ch}`;
}).join("\n");

/** How an entity and its findings look. */
export const FINDING_STYLE = `
.source{color:var(--muted);font-size:15px}
.entity{margin-top:26px}
.entity h3{font-size:18px;font-weight:650;line-height:1.35;overflow-wrap:anywhere}
.baseline{font-size:14px;color:var(--muted)}
.finding{margin-top:12px;padding:16px 20px 14px;background:var(--surface);border:1px solid var(--line);border-left:5px solid var(--edge);border-radius:8px}
.of-critical{border-left-color:var(--critical)}
.of-high{border-left-color:var(--high-edge)}
.of-medium{border-left-color:var(--medium-edge)}
.of-low{border-left-color:var(--low-edge)}
.of-undecided{border-left-color:var(--undecided-edge)}
.of-waived{border-style:dashed;border-left-style:solid}
.labels{display:flex;flex-wrap:wrap;gap:6px 8px;align-items:center}
.rule{color:var(--muted);font-size:15px}
.finding h4{margin-top:8px;font-size:16.5px;line-height:1.45;font-weight:620;overflow-wrap:anywhere}
.finding>p:not(.labels),.finding>ul,.finding>div,.finding>details{margin-top:12px}
.finding p{overflow-wrap:anywhere}
.deltas{padding:0;list-style:none;display:grid;gap:6px}
.deltas li{position:relative;padding-left:22px;overflow-wrap:anywhere}
.deltas .sign{position:absolute;left:2px;font-weight:700}
.deltas .effect{font-weight:620}
.deltas .gained .sign,.deltas .gained .effect{color:var(--gained-text)}
.deltas .lost .sign,.deltas .lost .effect{color:var(--lost-text)}
.doubt{color:var(--undecided-text);font-weight:620}
.escalation{font-weight:620;font-size:15px;color:var(--lost-text)}
.remarks{font-size:14px;color:var(--muted)}
.label{margin-bottom:4px}
.witness dl{display:grid;gap:3px;font-size:15px}
.witness dl div{display:grid;grid-template-columns:96px 1fr;gap:12px}
.witness dt{color:var(--muted)}
.witness dd{margin:0;min-width:0;overflow-wrap:anywhere}
.verification pre,.as-they-are pre{margin:0;padding:10px 14px;background:var(--raised);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.55}
.as-they-are{display:grid;grid-template-columns:1fr 1fr;gap:12px;margin-top:8px}
.side-title{font-size:13px;color:var(--muted);margin-bottom:4px}
.fingerprint{font-size:13px;color:var(--muted)}
.policies[open]>summary{margin-bottom:8px}
.beside{table-layout:fixed;font-size:14px;border:1px solid var(--line);border-radius:6px;border-collapse:separate;border-spacing:0;overflow:hidden}
.beside thead th{white-space:normal;overflow-wrap:anywhere;background:var(--raised);padding:6px 12px}
.beside tbody tr>*{border-top:0}
.beside td{position:relative;padding:1px 10px 1px 26px;line-height:1.6}
.beside tr>:nth-child(2){border-left:1px solid var(--line)}
.beside .line{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-size:13px;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
.beside .sign{position:absolute;left:10px;text-indent:0;font-weight:700}
.beside .note .sign{position:static}
.beside .heading td{padding-top:8px;padding-bottom:2px;color:var(--muted);font-size:13px}
.beside .note td{color:var(--muted);font-size:13px;padding-top:4px;padding-bottom:4px}
.beside .lost{background:var(--lost);color:var(--lost-text)}
.beside .gained{background:var(--gained);color:var(--gained-text)}
.beside .spelling{background:var(--raised);color:var(--text)}
.beside del,.beside ins{text-decoration:none}
.beside b{font-weight:inherit;border-radius:2px}
.beside .lost b{background:var(--lost-piece)}
.beside .gained b{background:var(--gained-piece)}
.beside .spelling b{text-decoration:underline;text-underline-offset:3px}
${INDENTS}
.plumb{margin-top:24px;padding:12px 20px;background:var(--surface);border:1px solid var(--line);border-radius:8px}
.plumb dl{margin-top:10px;display:grid;gap:12px;font-size:15px}
.plumb dt{font-weight:620}
.plumb dd{margin:0 0 0 18px;overflow-wrap:anywhere}
@media (max-width:640px){.finding{padding:14px}.as-they-are{grid-template-columns:1fr}.beside .line{font-size:12px}.beside td{padding-left:18px}.beside .sign{left:4px}}
`;
