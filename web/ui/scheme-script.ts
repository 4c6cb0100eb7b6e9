/** Runs before the first paint: the colour scheme and the density the person chose, if any. */
export const SCHEME_SCRIPT =
  'try{var d=document.documentElement.dataset,s=localStorage.getItem("aexy.scheme");if(s==="light"||s==="dark")d.scheme=s;if(localStorage.getItem("aexy.density")==="compact")d.density="compact"}catch(e){}';
