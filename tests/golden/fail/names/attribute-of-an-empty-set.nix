let settings = { }; in settings.theme
