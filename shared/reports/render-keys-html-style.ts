/** What the key report's page has beyond the check report's. */
export const KEYS_STYLE = `
.swatch.no-rule{background:var(--raised);border-color:var(--edge)}
.keys .no-rule rect{fill:var(--raised);stroke:var(--edge)}
.accounts td{text-align:center;white-space:nowrap}
.accounts thead th:not(:first-child){text-align:center}
.accounts th[scope="row"]{min-width:11em}
.accounts td.words{text-align:left;white-space:normal}
.all-keys{min-width:1060px}
.all-users{min-width:760px}
.all-keys td.words,.all-users td.words{white-space:normal;overflow-wrap:anywhere}
.all-keys th[scope="row"],.all-users th[scope="row"]{min-width:9em}
.below{margin-top:2px;font-size:13px;color:var(--muted)}
.whole{white-space:nowrap}
.key-state{white-space:nowrap}
.key-state.due{font-weight:600}
.note{margin-bottom:8px;color:var(--muted);font-size:15px;overflow-wrap:anywhere}
.unread{overflow-wrap:anywhere}
.accounts .below{white-space:normal}
@media print{.accounts{font-size:7.5pt}.accounts th,.accounts td{padding:2pt 4pt;white-space:normal!important}.accounts th[scope="row"]{min-width:0}.all-keys td code,.all-users td code{white-space:normal}.all-keys td.id,.all-keys td.id code{white-space:nowrap;overflow-wrap:normal}.all-keys,.all-users{font-size:7.5pt;min-width:0}.below{font-size:7pt}.all-keys th,.all-keys td,.all-users th,.all-users td{padding:2pt 4pt;min-width:0!important;overflow-wrap:anywhere}}
`;
