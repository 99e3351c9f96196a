/** The look of a report: the window's colours, dark or light as the reader's system has it, and plain on paper. */
export const reportStyle = `
:root{color-scheme:dark light;--bg:#0e1116;--card:#13171e;--code:#191e27;--line:#262d39;--fg:#e8ecf2;--soft:#b4bdca;--dim:#8e99a9;--accent:#6aa5ff;--in:#5fd0a5;--out:#f2b263;--err:#ff7b7b;--mark:#e9b949}
@media (prefers-color-scheme:light){:root{--bg:#f5f6f8;--card:#fff;--code:#f4f5f8;--line:#cdd4de;--fg:#161b24;--soft:#3e4857;--dim:#596475;--accent:#1a64d6;--in:#0a7650;--out:#9c5505;--err:#bd2222;--mark:#855c00}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:14px/1.5 Inter,system-ui,sans-serif}
header,main,footer{max-width:1040px;margin:0 auto;padding:0 24px}
header{padding-top:32px}
h1{margin:0 0 12px;font-size:22px;line-height:1.3;overflow-wrap:anywhere}
.lead{margin:-8px 0 16px;color:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:4px 20px;margin:0 0 24px;padding:16px;border:1px solid var(--line);border-radius:10px;background:var(--card)}
dt{color:var(--dim)}
dd{margin:0;overflow-wrap:anywhere}
article,details{margin:0 0 16px;border:1px solid var(--line);border-radius:10px;background:var(--card);overflow:hidden}
h2,summary{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline;margin:0;padding:10px 16px;font-size:14px;font-weight:600}
summary{cursor:pointer}
.seq{color:var(--dim);font-weight:400}
.in{color:var(--in)}.out{color:var(--out)}.none{color:var(--soft)}.bad{color:var(--err)}
time,.facts{color:var(--dim);font-weight:400;font-size:12px}
time{margin-left:auto}
.comment{margin:0;padding:8px 16px;border-left:3px solid var(--mark);background:var(--code);white-space:pre-wrap;overflow-wrap:anywhere}
.comment b{color:var(--mark);font-weight:600}
pre{margin:0;padding:10px 16px;border-top:1px solid var(--line);background:var(--code);font:12px/1.55 "JetBrains Mono",ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap;tab-size:4}
pre.hex{overflow-x:auto;overflow-wrap:normal;white-space:pre;color:var(--soft)}
.cut{margin:0;padding:6px 16px;border-top:1px dashed var(--line);color:var(--dim);font-size:12px}
table{width:100%;border-collapse:collapse;border-top:1px solid var(--line);font-size:12px;table-layout:fixed}
caption{padding:10px 16px 6px;text-align:left;font-family:"JetBrains Mono",ui-monospace,monospace;overflow-wrap:anywhere}
th{width:32%;padding:3px 16px;color:var(--dim);font-weight:400;text-align:left;vertical-align:top;overflow-wrap:anywhere}
td{padding:3px 16px;font-family:"JetBrains Mono",ui-monospace,monospace;overflow-wrap:anywhere}
.covered{color:var(--dim);font-style:italic}
.empty{padding:32px 16px;border:1px dashed var(--line);border-radius:10px;color:var(--soft);text-align:center}
footer{padding-bottom:40px;color:var(--dim);font-size:12px}
@media print{
:root{--bg:#fff;--card:#fff;--code:#fff;--line:#bbb;--fg:#000;--soft:#222;--dim:#444;--accent:#000;--in:#064;--out:#630;--err:#900;--mark:#640}
body{font-size:11px}header,main,footer{max-width:none;padding:0}
article,details{break-inside:avoid-page}article.long{break-inside:auto}
pre.hex{white-space:pre-wrap;font-size:9px}
}
`;
