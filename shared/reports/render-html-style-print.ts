/**
 * The page on paper: everything opened, nothing to click, no dark ground, and no page that ends within a finding.
 * @see https://developer.mozilla.org/docs/Web/CSS/::details-content
 */
export const PRINT_STYLE = `
@media print{
@page{margin:16mm 14mm}
body{background:none;font-size:9.5pt;line-height:1.4}
h1{font-size:20pt}
h2{font-size:14pt;margin:22pt 0 8pt}
.entity{margin-top:14pt}
.entity h3{font-size:11.5pt}
.finding{margin-top:8pt;padding:9pt 12pt}
.finding h4{font-size:10.5pt;margin-top:4pt}
.finding>p:not(.labels),.finding>ul,.finding>div,.finding>details{margin-top:7pt}
.outcome{font-size:11pt;padding:8pt 12pt}
table,.facts,.witness dl,.escalation,.rule,summary,.plumb dl{font-size:9pt}
.pill,.remarks,.label,.baseline,.fingerprint,.facts dt,thead th,.page-footer,.legend{font-size:8pt}
th,td{padding:4pt 8pt}
.beside .line{font-size:7.5pt}
.beside .note td,.beside .heading td{font-size:7.5pt;padding-top:2pt;padding-bottom:1pt}
.beside td{line-height:1.4;padding:0 6pt 0 18pt}
.verification pre{font-size:7.5pt;padding:6pt 9pt}
.plumb{padding:8pt 12pt}
.sheet{max-width:none;padding:0}
.filters,.top,.skip,.shown:not(.narrowed){display:none!important}
.scroll{overflow:visible}
.keys table{font-size:8pt}
.keys th,.keys td{padding:3px 6px}
.keys thead th,.keys td{white-space:normal}
.keys thead th{font-size:8pt}
.keys th[scope="row"]{min-width:9em}
.keys time,.keys td code,.key-state{white-space:nowrap}
.keys svg{min-width:0}
details::details-content{content-visibility:visible;display:block;height:auto}
details>summary{color:inherit;list-style:none}
details>summary::-webkit-details-marker{display:none}
.finding,.keys svg,tr,.outcome,.witness,.verification{break-inside:avoid}
h2,h3,h4,.baseline,.label,summary{break-after:avoid}
.finding,.scroll,.beside,.plumb{box-shadow:none}
.pill,.outcome,.finding,.beside td,.swatch,svg *{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.page-footer{break-inside:avoid}
}
`;
