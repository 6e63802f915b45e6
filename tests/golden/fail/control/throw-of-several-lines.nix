throw ''
  The option was renamed.
  Write the new name.
''
