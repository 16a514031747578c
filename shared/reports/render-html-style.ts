import { colourSheet } from "./render-html-colours.ts";
import { FINDING_STYLE } from "./render-html-style-finding.ts";
import { PRINT_STYLE } from "./render-html-style-print.ts";

const PAGE_STYLE = `
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,system-ui,sans-serif}
.sheet{max-width:1180px;margin:0 auto;padding:28px 28px 56px}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-size:.875em;overflow-wrap:anywhere}
code{unicode-bidi:isolate}
h1,h2,h3,h4,p,dl,ul{margin:0}
h1{font-size:30px;line-height:1.2;font-weight:680;letter-spacing:-.015em;overflow-wrap:anywhere;text-wrap:balance}
h2{font-size:21px;line-height:1.3;font-weight:660;letter-spacing:-.01em;margin:40px 0 14px;overflow-wrap:anywhere}
h2 code,h3 code{font-size:.95em}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.spoken{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:12px;top:-60px;padding:8px 14px;background:var(--surface);border:1px solid var(--edge);border-radius:6px}
.skip:focus{top:12px;z-index:1}
.top{display:flex;justify-content:flex-end;height:0}
button,select,input[type="search"]{font:inherit;font-size:15px;color:var(--text);background:var(--surface);border:1px solid var(--edge);border-radius:6px;padding:6px 10px;min-height:38px}
button{cursor:pointer;white-space:nowrap}
button:hover{background:var(--raised)}
#theme{font-size:14px;min-height:34px;padding:4px 12px}
.brand{font-size:13px;font-weight:650;letter-spacing:.09em;text-transform:uppercase;color:var(--muted);margin-bottom:6px}
.brand::before{content:"";display:inline-block;width:9px;height:12px;margin-right:8px;background:var(--accent);clip-path:polygon(0 0,100% 0,100% 35%,50% 100%,0 35%)}
.outcome{margin-top:18px;padding:13px 18px;border-radius:8px;border:1px solid;border-left-width:6px;font-size:17px}
.outcome strong{margin-right:6px}
.outcome-clean{background:var(--clean);color:var(--clean-text);border-color:var(--clean-edge)}
.outcome-drift{background:var(--high);color:var(--high-text);border-color:var(--high-edge)}
.outcome-trouble{background:var(--undecided);color:var(--undecided-text);border-color:var(--undecided-edge)}
.facts{display:flex;flex-wrap:wrap;gap:12px 36px;margin-top:18px;font-size:15px}
.facts dt,.label,.field label,legend{font-size:13px;font-weight:620;color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto;background:var(--surface);border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:15px;font-variant-numeric:tabular-nums}
th,td{padding:8px 14px;text-align:left;vertical-align:top;font-weight:400}
thead th{font-size:13px;font-weight:620;color:var(--muted);border-bottom:1px solid var(--line);white-space:nowrap}
tbody tr+tr>*,tfoot tr>*{border-top:1px solid var(--line)}
.summary td,.summary thead th:not(:first-child){text-align:center}
.summary th[scope="row"]{min-width:11em}
.summary tfoot th{font-weight:650}
.none{color:var(--muted)}
.pill{display:inline-block;min-width:1.9em;padding:1px 9px;border-radius:999px;border:1px solid transparent;font-size:13px;line-height:1.5;font-weight:620;text-align:center;white-space:nowrap}
.pill-critical{background:var(--critical);color:var(--critical-text)}
.pill-high{background:var(--high);color:var(--high-text);border-color:var(--high-edge)}
.pill-medium{background:var(--medium);color:var(--medium-text);border-color:var(--medium-edge)}
.pill-low{background:var(--low);color:var(--low-text);border-color:var(--low-edge)}
.pill-undecided{background:var(--undecided);color:var(--undecided-text);border-color:var(--undecided-edge)}
.pill-waived{background:var(--raised);color:var(--text);border-color:var(--edge)}
.filters{display:flex;flex-wrap:wrap;gap:14px 18px;align-items:flex-end;padding:14px 18px 16px;background:var(--surface);border:1px solid var(--line);border-radius:8px;margin-top:40px}
.filters fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:2px 18px;width:100%}
.filters legend{padding:0;margin-bottom:4px}
.filters fieldset label{display:inline-flex;gap:6px;align-items:center;font-size:15px;min-height:28px}
.filters input[type="checkbox"]{width:17px;height:17px;margin:0;accent-color:var(--accent)}
.field{display:flex;flex-direction:column;gap:3px;min-width:0}
.field select{max-width:230px}
.field:has(input){flex:1 1 200px}
.buttons{flex-direction:row;gap:8px}
.shown{margin-top:12px;color:var(--muted);font-size:15px}
.legend{display:flex;flex-wrap:wrap;gap:4px 22px;padding:0;margin-bottom:12px;list-style:none;font-size:14px;color:var(--muted)}
.swatch{display:inline-block;width:14px;height:12px;margin-right:7px;border-radius:2px;border:1px solid;vertical-align:-1px}
.swatch.within{background:var(--low);border-color:var(--low-edge)}
.swatch.due{background:var(--medium);border-color:var(--medium-edge)}
.swatch.too-old{background:var(--critical);border-color:var(--critical)}
.swatch.inactive{background:transparent;border-color:var(--edge)}
.swatch.warning,.swatch.maximum{width:0;border-width:0 0 0 3px;border-radius:0;border-color:var(--text)}
.swatch.warning{height:14px;border-left:2px dotted}
.keys svg{display:block;width:100%;min-width:720px;padding:6px 0 8px}
.keys svg text{font-size:14px;fill:var(--text);font-family:inherit}
.keys .tick line{stroke:var(--line);stroke-width:1}
.keys .tick text{fill:var(--muted);font-size:13px}
.keys .within rect{fill:var(--low);stroke:var(--low-edge)}
.keys .due rect{fill:var(--medium);stroke:var(--medium-edge)}
.keys .too-old rect{fill:var(--critical);stroke:var(--critical)}
.keys .inactive rect{fill:none;stroke:var(--edge)}
.keys .key .halo{stroke:var(--surface);stroke-width:6}
.keys .key .warning{stroke:var(--text);stroke-width:2;stroke-dasharray:3 3}
.keys .key .maximum{stroke:var(--text);stroke-width:3}
.keys .too-old .value{font-weight:650}
.key-table{margin-top:12px}
.key-table .scroll{margin-top:10px}
.keys td{white-space:nowrap}
.keys th[scope="row"]{min-width:12em}
.keys td.last-used{white-space:normal;min-width:8em;overflow-wrap:anywhere}
.key-state.too-old{font-weight:650}
.unread{margin-bottom:12px;padding:10px 16px;border-radius:8px;border:1px solid var(--undecided-edge);background:var(--undecided);color:var(--undecided-text);font-size:15px}
summary{cursor:pointer;width:fit-content;font-size:15px;font-weight:600;color:var(--accent)}
.page-footer{margin-top:48px;padding-top:16px;border-top:1px solid var(--line);font-size:14px;color:var(--muted)}
@media (max-width:640px){.sheet{padding:18px 14px 40px}h1{font-size:24px}.top{height:auto;margin-bottom:10px}.field,.field select{width:100%;max-width:none}}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
`;

/** The page's only style sheet. */
export const STYLE = [colourSheet(), PAGE_STYLE, FINDING_STYLE, PRINT_STYLE].join("\n");
