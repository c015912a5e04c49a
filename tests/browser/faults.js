() => document.documentElement.scrollWidth > innerWidth ? ["wider than the screen"] : []
