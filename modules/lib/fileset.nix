# Sets of files below one directory.
_: { }
