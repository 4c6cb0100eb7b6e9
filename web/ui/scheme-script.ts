/** Runs before the first paint: the colour scheme the person chose, if any. */
export const SCHEME_SCRIPT =
  'try{var s=localStorage.getItem("aexy.scheme");if(s==="light"||s==="dark")document.documentElement.dataset.scheme=s}catch(e){}';
