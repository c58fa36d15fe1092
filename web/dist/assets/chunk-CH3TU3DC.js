import{j as e}from"./chunk-GNLY77WN.js";var a=matchMedia("(max-width: 599px)"),t=e(a.matches);a.addEventListener("change",()=>{t.value=a.matches});function o(){return t.value}export{o as a};
