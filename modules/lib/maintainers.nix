# People and teams are not listed here. `meta.maintainers` is never evaluated where a home is built, so a module may
# name anyone.
_: { }
