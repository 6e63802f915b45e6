# Stands in for the test framework where what it is called with is wanted: the library, packages, modules and tests.
arguments: arguments
