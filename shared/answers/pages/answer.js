(()=>{
const d=document,f=d.getElementById("answer"),e=f.elements,t=f.dataset,
 line=d.getElementById("status"),wd=navigator.webdriver?"1":"",start=performance.now(),at=new Set;
let saved=t.saved,sure=t.sure,sent="",dirty=false,read=0,failed=0;
if(!e.nonce.value){d.addEventListener("prerenderingchange",()=>location.reload());return}
e.js.value="1";e.wd.value=wd;
const score=()=>e.score.value,
 fill=s=>s.replaceAll("{score}",score()).replaceAll("{saved}",saved),
 put=(id,s)=>{const x=d.getElementById(id);if(x&&x.textContent!==s)x.textContent=s},
 say=(text,kind)=>{
  const [a,b]=fill(text).split("{save}"),to=line.lastElementChild,bold=d.createElement("b");
  bold.textContent=t.save;line.className="notice "+kind;
  b===undefined?to.replaceChildren(a):to.replaceChildren(a,bold,b)},
 show=()=>{
  if(!score())return;
  put("gave",fill(t.gave));put("what",fill(t.what));
  saved!==score()?say(saved?t.change:t.un,"so"):dirty?say(t.words,"so"):say(t.late,"good")},
 tell=act=>{
  const v=score(),key=act+v;
  if(!v||sent===key||(saved===v&&(sure||act==="dwell")))return;
  sent=key;
  fetch(f.action+"/seen",{method:"POST",keepalive:true,body:new URLSearchParams({act,score:v,nonce:e.nonce.value,wd})})
  .then(r=>r.ok?r.json():Promise.reject()).then(j=>{
   if(!j.saved)return;
   saved=v;sure=j.status==="counted"?"1":"";show()
  }).catch(()=>{if(++failed<4)sent=""})},
 person=v=>{
  if(!v.isTrusted||d.hidden||performance.now()-start<700)return;
  if(v.type==="mousemove"&&at.add(v.clientX+","+v.clientY).size<3)return;
  if(v.target.name!=="score"||v.type==="click")tell("gesture");
  else if(v.type==="keydown")setTimeout(tell,0,"gesture")};
for(const n of["mousemove","pointerdown","touchstart","wheel","keydown","click"])d.addEventListener(n,person,{passive:true});
for(const n of["pointerdown","keydown","click"])f.addEventListener(n,v=>{if(v.isTrusted)e.g.value="1"},true);
f.addEventListener("input",v=>{if(v.target.name!=="score")dirty=true;show()});
const clock=setInterval(()=>{
 if(d.hidden||!d.hasFocus()||++read<20)return;
 clearInterval(clock);if(!sent)tell("dwell")},250)
})()
