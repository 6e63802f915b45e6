# direnv has no hook for nushell: before each prompt its changes are taken over from JSON, where
# null means that a variable goes away. Variables with a conversion get nushell's own value.
direnv: ''
  $env.config = ($env.config? | default {})
  $env.config.hooks = ($env.config.hooks? | default {})
  $env.config.hooks.pre_prompt = ($env.config.hooks.pre_prompt? | default [] | append {||
    let changes = (${direnv} export json | from json --strict | default {})
    $changes | transpose name value | where value == null | each {|it| hide-env --ignore-errors $it.name }
    let paths = { PATH: { from_string: {|text| $text | split row (char esep) | path expand --no-symlink } } }
    let conversions = ($paths | merge ($env.ENV_CONVERSIONS? | default {}))
    $changes | transpose name value | where value != null | reduce --fold {} {|it, all|
      let convert = ($conversions | get --ignore-errors $it.name | get --ignore-errors from_string)
      $all | insert $it.name (if $convert == null { $it.value } else { do $convert $it.value })
    } | load-env
  })
''
