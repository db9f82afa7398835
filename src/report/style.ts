import { dark, inkOn, light, type Theme } from './colors.ts';

const fonts =
  'ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"Noto Sans","Noto Color Emoji",sans-serif';

/** The style of the page. Colors are those of the charts. */
export const pageStyle = `
:root{color-scheme:light dark;${variables(light, '#f6f5f2', '#8a1f11', '#146c3a')}}
@media (prefers-color-scheme:dark){:root{${variables(dark, '#0f1115', '#ff9d8f', '#6fd39a')}}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.55 ${fonts};overflow-wrap:anywhere}
a{color:inherit;text-decoration-color:var(--line);text-underline-offset:.18em}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:3px solid #d55e00;outline-offset:2px;border-radius:3px}
h1,h2,h3,h4,p,ul,dl,dd,figure,table{margin:0;padding:0}
h1{font-size:clamp(1.9rem,5vw,3rem);line-height:1.1;letter-spacing:-.03em;font-weight:700;text-wrap:balance}
h2{font-size:clamp(1.5rem,3.4vw,2.1rem);line-height:1.15;letter-spacing:-.02em;font-weight:700}
h3{font-size:1.1rem;letter-spacing:-.01em;margin:2.2rem 0 .7rem}
h4{font-size:.95rem;margin:0}
h3,h4,b,td,th,figcaption,li,a{unicode-bidi:isolate}
ul{list-style:none}
code{font-size:.85em}
small,.note,.meta,.tags,.alike,caption,figcaption,summary{font-size:.84rem;color:var(--muted)}
small{line-height:1.35}
.note{margin:.6rem 0;max-width:46rem}
.lead{font-size:1.08rem;max-width:46rem}
.warning{border-left:4px solid var(--bad);padding:.6rem 1rem;margin:1rem 0;background:var(--card);max-width:46rem}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem;z-index:2}
.hidden{position:absolute}
[hidden]{display:none!important}
header,footer,.layout{max-width:80rem;margin:auto;padding:0 clamp(1rem,3vw,2.5rem)}
header{padding-top:clamp(2rem,6vw,4.5rem);padding-bottom:1.5rem}
header p{color:var(--muted);margin-top:.8rem;max-width:46rem}
footer{border-top:1px solid var(--grid);margin-top:5rem;padding-top:1.2rem;padding-bottom:3rem;color:var(--muted);font-size:.84rem}
footer p{max-width:46rem}
.layout{display:grid;gap:clamp(1rem,3vw,3rem)}
main{min-width:0}
main>section{padding-top:3.2rem}
main>section:first-child{padding-top:0}
section>h2{margin-bottom:1rem;padding-top:1rem;border-top:2px solid var(--text)}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1rem}
nav a{text-decoration:none;color:var(--muted);font-size:.9rem;line-height:1.9}
nav a:hover{color:var(--text)}
.genre{text-decoration:none;white-space:nowrap}.genre:hover{text-decoration:underline}
i[class^=k]{display:inline-block;width:.62em;height:.62em;border-radius:50%;margin-right:.42em;background:var(--k)}
h2 i[class^=k]{width:.5em;height:.5em;vertical-align:.12em}
${light.categories.map((_, at) => `.k${at}{--k:var(--c${at})}`).join('')}
.figures{display:flex;flex-wrap:wrap;gap:1.2rem 2.6rem;margin:1.4rem 0 2rem}
.figures div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
.figures dt{font-size:.84rem;color:var(--muted)}
.figures dd{font-size:2rem;line-height:1.1;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
.figures .more{order:-1;font-size:.84rem;font-weight:400;letter-spacing:0;color:var(--muted);margin-top:.15rem}
.facts{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1.2rem;margin-top:1.4rem;font-size:.9rem}
.facts dt{color:var(--muted)}
.c{display:block;aspect-ratio:1;background:var(--card);border-radius:4px;overflow:hidden;text-decoration:none;font-size:.7rem;line-height:1.3}
.c>*{display:block;width:100%;height:100%;object-fit:contain}
.c:hover{box-shadow:0 0 0 2px var(--text)}
.strip{display:grid;grid-template-columns:repeat(auto-fill,minmax(5.4rem,1fr));gap:.45rem;margin:1rem 0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.4rem,1fr));gap:1.6rem 1.2rem}
.cards .c{margin-bottom:.6rem}
.cards .genre{font-weight:650;display:block;font-size:1.05rem}
.cards p{font-size:.9rem;line-height:1.35;margin-top:.3rem}
.columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:1.6rem}
.drawing{overflow-x:auto;border-radius:8px}
.drawing>.st-chart{display:block;max-width:max(100%,26rem)}
.chart,.columns>div{min-width:0}.columns h4{margin-bottom:.5rem}
summary{cursor:pointer;padding:.3rem 0;width:fit-content}
.scroll{overflow-x:auto;margin:.8rem 0}
table{border-collapse:collapse;min-width:min(100%,20rem);font-size:.88rem;font-variant-numeric:tabular-nums}
caption{text-align:left;padding-bottom:.4rem}
th,td{padding:.32rem .9rem .32rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--grid);overflow-wrap:normal}
thead th{font-weight:500;color:var(--muted)}
tbody th{font-weight:500}
.n{text-align:right}thead th:not(:first-child){padding-left:.3rem}
.heat{display:block;padding:.1rem .5rem;border-radius:3px;text-align:right}
${light.steps.map((_, at) => `.heat.s${at}{background:var(--s${at});color:var(--i${at})}`).join('')}
dl.tags{display:grid;grid-template-columns:minmax(7rem,11rem) 1fr;gap:.9rem 1.2rem;color:inherit;align-items:center}
dl.tags dt{font-size:1rem;line-height:1.3;color:var(--text);font-weight:600}dl.tags small{display:block}
dl.tags .strip{margin:0;grid-template-columns:repeat(6,minmax(0,6.4rem))}
.extremes{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:1.2rem}
.extremes figure{display:grid;grid-template-columns:minmax(6rem,9.5rem) 1fr;gap:1rem;align-items:center}
figcaption{display:grid;gap:.1rem}
figcaption b,figcaption span{color:var(--text)}figcaption b{font-size:.95rem}
.cells{display:grid;gap:.15rem .9rem;grid-template-columns:minmax(8rem,auto) 1fr;font-size:.88rem;margin-top:.5rem}
.covers details{font-size:.76rem}.covers summary{padding:0;font-size:.76rem}
.cells :target,.covers details{font-size:.76rem}.covers summary{padding:0;font-size:.76rem}
.cells :target+dd{background:var(--soft)}
@media (max-width:40rem){.strip{grid-template-columns:repeat(auto-fill,minmax(4.2rem,1fr))}dl.tags{grid-template-columns:1fr}dl.tags .strip{grid-template-columns:repeat(auto-fill,minmax(4.6rem,1fr))}.cells{grid-template-columns:1fr}.cells dd{margin-bottom:.5rem}}
.mistakes{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:1rem;margin-top:.8rem}
.mistakes li{display:grid;grid-template-columns:4.5rem 1fr;gap:.8rem;align-items:start}
.mistakes small{display:block}
#filter{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:1rem 0;position:sticky;top:0;background:var(--page);padding:.6rem 0;z-index:1}
#filter label{display:grid;font-size:.84rem;color:var(--muted);gap:.2rem}
#filter .check{display:flex;align-items:center;gap:.4rem;padding:.45rem 0}
input[type=search],select,button{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.4rem .7rem;max-width:100%}
.artist{padding:1.8rem 0 1.2rem;border-top:1px solid var(--grid)}
.brief{content-visibility:auto;contain-intrinsic-size:auto 27rem}
#artists section,#artists li{scroll-margin-top:6rem}
.artist h3{font-size:1.35rem;letter-spacing:-.015em;margin:0}
.artist>.tags{margin:.15rem 0 .4rem;color:var(--text);font-size:.95rem}
.artist:target>h3{text-decoration:underline;text-decoration-thickness:3px;text-decoration-color:#d55e00}
.covers{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.2rem,1fr));gap:1.2rem 1rem;margin:1rem 0}
.covers div{margin-top:.4rem;font-size:.84rem;line-height:1.3}
.covers b{font-weight:600}.covers span{color:var(--muted)}.covers small{display:block;font-size:.76rem;margin-top:.15rem}
li:target>.c{outline:3px solid #d55e00;outline-offset:2px}
.verdict{background:var(--card);border-radius:8px;padding:.8rem 1rem;margin:.9rem 0;max-width:52rem}
.verdict h3{margin:0}.right{color:var(--good)}.wrong{color:var(--bad)}
.evidence{display:grid;gap:.5rem;margin-top:.6rem}
.evidence li{display:grid;grid-template-columns:minmax(7rem,15rem) minmax(3rem,7rem) 2.6rem 1fr;gap:.2rem .8rem;align-items:center;font-size:.9rem}
.evidence.plain li{display:flex;flex-wrap:wrap}
.weight{width:100%;height:6px}
.seen{display:flex;flex-wrap:wrap;gap:.25rem;align-items:center;font-size:.8rem}.seen .c{width:2.3rem}
@media (max-width:40rem){.evidence li{grid-template-columns:1fr 4rem 2.6rem}.seen{grid-column:1/-1}}
dialog{border:0;border-radius:12px;padding:1.2rem;background:var(--card);color:var(--text);width:min(34rem,94vw)}
dialog::backdrop{background:#000b}
.picture>*{display:block;width:100%;aspect-ratio:1;object-fit:contain;border-radius:4px}
.picture>svg{max-width:18rem;margin:auto}
.words{margin:.8rem 0;min-height:4.5rem}.words a{font-weight:650}.words p{font-size:.9rem}.words small{display:block;margin-top:.2rem}
.buttons{display:flex;gap:.6rem}.buttons :last-child{margin-left:auto}
@media (min-width:64rem){.layout.wide{grid-template-columns:10.5rem minmax(0,1fr)}.wide nav{position:sticky;top:1.5rem;align-self:start;max-height:calc(100vh - 3rem);overflow:auto}.wide nav ul{display:block}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media print{
:root{--page:#fff;--card:#fff}
body{font-size:10pt}
nav,#filter,.skip,dialog,summary{display:none!important}
.layout.wide{display:block}
header,footer,.layout{max-width:none;padding-left:0;padding-right:0}
details::details-content{display:block;content-visibility:visible;block-size:auto}
.scroll,.drawing{overflow:visible}
.brief{content-visibility:visible}
li,figure,.chart,.verdict,tr{break-inside:avoid}h2,h3{break-after:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;

function variables(theme: Theme, page: string, bad: string, good: string): string {
  const { background, text, muted, grid, line, categories, steps } = theme;
  return [
    `--page:${page};--card:${background};--text:${text};--muted:${muted};--grid:${grid};--line:${line}`,
    `--soft:${grid};--bad:${bad};--good:${good}`,
    ...categories.map((color, at) => `--c${at}:${color}`),
    ...steps.map((color, at) => `--s${at}:${color};--i${at}:${inkOn(color)}`),
  ].join(';');
}
