"""How the pages look."""

STYLE = """
:root{--brand:#3b5bdb;--ink:#1b1f24;--soft:#5c6470;--line:#e2e5ea;--ground:#f5f6f8;--good:#186a3b;--bad:#b3261e}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
h1,h2,h3{line-height:1.2;margin:0;text-wrap:balance;overflow-wrap:anywhere}
h1{font-size:1.9rem;letter-spacing:-.02em}
h2{font-size:1.15rem}
h3{font-size:1rem}
p{margin:0;overflow-wrap:anywhere}
a{color:var(--brand);text-underline-offset:.15em}
code{font-size:.9em;background:var(--ground);border-radius:.3rem;padding:.1em .35em;overflow-wrap:anywhere}
:focus-visible{outline:3px solid color-mix(in srgb,var(--brand) 45%,white);outline-offset:2px}
.strip{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.1rem 1.5rem;padding:.5rem 1.25rem;
 font-size:.85rem;color:#4a3c00;background:repeating-linear-gradient(-45deg,#ffe69a 0 14px,#ffe08a 14px 28px)}
.strip strong{margin-right:.4rem;padding:.1rem .45rem;border-radius:.3rem;background:#4a3c00;color:#ffe69a}
.strip a{color:inherit}
main{max-width:44rem;margin:0 auto;padding:1.75rem 1.25rem 2.5rem;display:grid;gap:1.1rem}
main>*{min-width:0}
footer{max-width:44rem;margin:0 auto;padding:0 1.25rem 2.5rem;color:var(--soft);font-size:.85rem}
.crumb{font-size:.9rem;color:var(--soft)}
.hero{padding:2.6rem 1.75rem 1.75rem;border-radius:1rem;color:white;display:grid;gap:.5rem;
 background:linear-gradient(135deg,var(--brand),color-mix(in srgb,var(--brand) 55%,black))}
.hero p{opacity:.92}
.hero .crumb,.hero a{color:inherit}
.card{background:white;border:1px solid var(--line);border-radius:1rem;padding:1.4rem 1.5rem;display:grid;gap:.9rem}
.card>*{min-width:0}
.prose{display:block}
.prose>*{margin:.7rem 0}
.prose>:first-child{margin-top:0}
.prose>:last-child{margin-bottom:0}
.soft{color:var(--soft)}
.small{font-size:.88rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.25rem;margin:0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
ul.rows{list-style:none;margin:0;padding:0}
ul.rows>li{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:center;gap:.4rem 1.25rem;
 padding:.85rem 0;border-top:1px solid var(--line)}
ul.rows>li:first-child{border-top:0;padding-top:0}
ul.rows>li:last-child{padding-bottom:0}
ul.rows>li>div:first-child{flex:1 1 16rem;min-width:0}
.side{display:flex;align-items:center;gap:1rem}
.price{font-weight:600;white-space:nowrap}
.big{font-size:1.35rem;font-weight:650}
.total{display:flex;justify-content:space-between;align-items:baseline;border-top:1px solid var(--line);
 padding-top:.9rem}
form{display:grid;gap:1.05rem}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1.05rem}
.field{display:grid;gap:.3rem;align-content:start;border:0;padding:0;margin:0;min-width:0}
.field>label:not(.choice),legend{font-weight:550;font-size:.93rem;padding:0}
.field .soft{font-size:.86rem}
.optional{font-weight:400;color:var(--soft)}
input,select,textarea{font:inherit;color:inherit;width:100%;padding:.58rem .75rem;border:1px solid #c4c9d1;
 border-radius:.55rem;background:white}
textarea{min-height:6rem;resize:vertical}
input[type=checkbox],input[type=radio]{width:auto;margin:.32rem 0 0;accent-color:var(--brand);flex:none}
.choice{display:flex;gap:.6rem;align-items:flex-start;font-size:.95rem}
.choices{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem}
.error{color:var(--bad);font-size:.88rem}
[aria-invalid]{border-color:var(--bad)}
button,.button{display:inline-block;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;
 color:white;background:var(--brand);border:0;border-radius:.6rem;padding:.7rem 1.3rem;justify-self:start}
.side .button{min-width:6.6rem;padding:.45rem 1rem;font-size:.93rem}
button:hover,.button:hover{background:color-mix(in srgb,var(--brand) 85%,black)}
.note{padding:.7rem .9rem;border-radius:.6rem;background:var(--ground);font-size:.93rem}
.note.good{color:var(--good);background:#e6f4ec}
.note.bad{color:var(--bad);background:#fdecea}
summary{cursor:pointer;font-weight:550}
details ul.rows{margin-top:.8rem}
@media(max-width:34rem){
 main{padding:1rem .9rem 2rem}
 footer{padding:0 .9rem 2rem}
 .strip{padding:.5rem .9rem}
 .side{flex:1 0 100%;justify-content:space-between}
 h1{font-size:1.55rem}
 .pair{grid-template-columns:1fr}
 .card{padding:1.15rem}
 .hero{padding:1.75rem 1.25rem 1.4rem}
 form button{width:100%}
 dl{grid-template-columns:1fr;gap:0}
 dd{margin-bottom:.5rem}
}
"""
