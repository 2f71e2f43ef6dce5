// Before the first paint: dark or bright, as chosen here or as the system is.
(() => {
  const chosen = () => { try { return localStorage.getItem('scanward-theme') } catch { return null } }
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => { document.documentElement.dataset.bsTheme = chosen() ?? (dark.matches ? 'dark' : 'light') }
  apply()
  dark.addEventListener('change', apply)
})()
