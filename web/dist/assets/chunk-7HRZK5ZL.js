import{i as e}from"./chunk-WLTUCV7G.js";var a=matchMedia("(max-width: 599px)"),t=e(a.matches);a.addEventListener("change",()=>{t.value=a.matches});function o(){return t.value}export{o as a};
