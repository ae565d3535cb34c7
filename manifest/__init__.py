"""The Teams app package: a template, its languages, its icons, and the build."""
