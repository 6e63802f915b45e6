# Evaluating modules: what each expression comes to. See run.nix.
{ lib }:
with lib;
{
  defaults-and-definitions = {
    expr = (evalModules { modules = [ { options.a = mkOption { default = 1; }; options.b = mkOption { type = types.int; }; } { b = 2; } ]; }).config;
    expected = {
      a = 1;
      b = 2;
    };
  };
  priorities-of-definitions = {
    expr = (evalModules { modules = [ { options.a = mkOption { type = types.str; default = "o"; }; } { a = mkDefault "d"; } { a = mkForce "f"; } { a = "n"; } ]; }).config.a;
    expected = "f";
  };
  conditions-and-merges = {
    expr = (evalModules { modules = [ { options.l = mkOption { type = types.listOf types.int; }; } { l = mkMerge [ [ 1 ] (mkIf false [ 2 ]) (mkIf true [ 3 ]) ]; } ]; }).config.l;
    expected = [
      1
      3
    ];
  };
  condition-around-several = {
    expr = (evalModules { modules = [ { options.a.b = mkOption { default = 0; }; options.a.c = mkOption { default = 0; }; } { a = mkIf true { b = 1; }; } (mkIf false { a.c = 1; }) ]; }).config.a;
    expected = {
      b = 1;
      c = 0;
    };
  };
  order-of-definitions = {
    expr = (evalModules { modules = [ { options.t = mkOption { type = types.lines; }; } { t = mkAfter "last"; } { t = "middle"; } { t = mkBefore "first"; } ]; }).config.t;
    expected = ''
      first
      middle
      last'';
  };
  imports-come-first = {
    expr = (evalModules { modules = [ { options.l = mkOption { type = types.listOf types.str; }; imports = [ { l = [ "imported" ]; } ]; config.l = [ "root" ]; } ]; }).config.l;
    expected = [
      "imported"
      "root"
    ];
  };
  arguments-from-config = {
    expr = (evalModules { modules = [ ({ foo, ... }: { options.a = mkOption { default = foo; }; }) { _module.args.foo = 7; } ]; }).config.a;
    expected = 7;
  };
  special-arguments-in-imports = {
    expr = (evalModules { specialArgs.extra = { options.x = mkOption { default = 1; }; }; modules = [ ({ extra, ... }: { imports = [ extra ]; }) ]; }).config.x;
    expected = 1;
  };
  read-the-whole = {
    expr = (evalModules { modules = [ ({ config, options, ... }: { options.a = mkOption { default = 2; }; options.b = mkOption { default = config.a * 2 + (if options.a.isDefined then 1 else 0); }; }) ]; }).config.b;
    expected = 5;
  };
  apply-to-value = {
    expr = (evalModules { modules = [ { options.a = mkOption { type = types.int; apply = x: x + 1; }; } { a = 1; } ]; }).config.a;
    expected = 2;
  };
  freeform-values = {
    expr = (evalModules { modules = [ { freeformType = types.attrsOf types.int; options.a = mkOption { default = 1; }; } { b = 2; c = mkIf false 3; } ]; }).config;
    expected = {
      a = 1;
      b = 2;
    };
  };
  unchecked-definitions = {
    expr = (evalModules { modules = [ { config._module.check = false; options.a = mkOption { default = 1; }; } { b = 2; } ]; }).config;
    expected = {
      a = 1;
    };
  };
  submodule-names = {
    expr = (evalModules { modules = [ { options.s = mkOption { type = types.attrsOf (types.submodule ({ name, ... }: { options.n = mkOption { default = name; }; })); }; } { s.x = { }; s.y.n = "z"; } ]; }).config.s;
    expected = {
      x = {
        n = "x";
      };
      y = {
        n = "z";
      };
    };
  };
  submodule-merged-declarations = {
    expr = (evalModules { modules = [ { options.s = mkOption { type = types.submodule { options.a = mkOption { default = 1; }; }; default = { }; }; } { options.s = mkOption { type = types.submodule { options.b = mkOption { default = 2; }; }; }; } { options.s.c = mkOption { default = 3; }; } ]; }).config.s;
    expected = {
      a = 1;
      b = 2;
      c = 3;
    };
  };
  submodule-arguments = {
    expr = (evalModules { modules = [ { options.s = mkOption { type = types.submoduleWith { specialArgs.z = 5; modules = [ ({ z, ... }: { options.v = mkOption { default = z; }; }) ]; }; default = { }; }; } ]; }).config.s.v;
    expected = 5;
  };
  renamed-option = {
    expr = let r = evalModules { modules = [ (mkRenamedOptionModule [ "old" ] [ "new" ]) { options.new = mkOption { type = types.int; }; options.warnings = mkOption { type = types.listOf types.str; default = [ ]; }; } { _file = "x.nix"; old = 3; } ]; }; in { inherit (r.config) new warnings; };
    expected = {
      new = 3;
      warnings = [
        "The option `old' defined in `x.nix' has been renamed to `new'."
      ];
    };
  };
  removed-option = {
    expr = (evalModules { modules = [ (mkRemovedOptionModule [ "gone" ] "Use other.") { options.assertions = mkOption { type = types.listOf types.unspecified; default = [ ]; }; } { _file = "x.nix"; gone = 1; } ]; }).config.assertions;
    expected = [
      {
        assertion = false;
        message = ''
          The option definition `gone' in `x.nix' no longer has any effect; please remove it.
          Use other.
        '';
      }
    ];
  };
  changed-option = {
    expr = let r = evalModules { modules = [ (mkChangedOptionModule [ "old" ] [ "new" ] (c: c.old + 1)) { options.new = mkOption { type = types.int; }; options.warnings = mkOption { type = types.listOf types.str; default = [ ]; }; } { _file = "x.nix"; old = 3; } ]; }; in { inherit (r.config) new warnings; };
    expected = {
      new = 4;
      warnings = [
        "The option `old' defined in `x.nix' has been changed to `new' that has a different type. Please read `new' documentation and update your configuration accordingly."
      ];
    };
  };
  merged-options = {
    expr = (evalModules { modules = [ (mkMergedOptionModule [ [ "a" ] [ "b" ] ] [ "new" ] (c: "${toString c.a}-${toString c.b}")) { options.new = mkOption { type = types.str; }; options.warnings = mkOption { type = types.listOf types.str; default = [ ]; }; } { a = 1; b = 2; } ]; }).config.new;
    expected = "1-2";
  };
  alias-option = {
    expr = (evalModules { modules = [ (mkAliasOptionModule [ "alias" ] [ "real" ]) { options.real = mkOption { type = types.int; }; } { alias = 4; } ]; }).config;
    expected = {
      alias = 4;
      real = 4;
    };
  };
  alias-keeps-priority = {
    expr = (evalModules { modules = [ (mkAliasOptionModule [ "alias" ] [ "real" ]) { options.real = mkOption { type = types.int; }; } { alias = mkForce 4; } { real = 5; } ]; }).config.real;
    expected = 4;
  };
  disabled-module = {
    expr = (evalModules { modules = [ { key = "k"; options.a = mkOption { default = 1; }; } { disabledModules = [ { key = "k"; } ]; options.b = mkOption { default = 2; }; } ]; }).config;
    expected = {
      b = 2;
    };
  };
  same-key-once = {
    expr = (evalModules { modules = [ { key = "k"; l = [ 1 ]; } { key = "k"; l = [ 1 ]; } { options.l = mkOption { type = types.listOf types.int; }; } ]; }).config.l;
    expected = [
      1
    ];
  };
  extended-evaluation = {
    expr = ((evalModules { modules = [ { options.a = mkOption { default = 1; }; } ]; }).extendModules { modules = [ { a = 2; } ]; }).config.a;
    expected = 2;
  };
  definitions-with-places = {
    expr = (evalModules { modules = [ { options.a = mkOption { type = types.int; default = 0; }; } { _file = "one.nix"; a = 1; } ]; }).options.a.definitionsWithLocations;
    expected = [
      {
        file = "one.nix";
        value = 1;
      }
    ];
  };
  facts-of-an-option = {
    expr = let o = (evalModules { modules = [ { _file = "decl.nix"; options.x.y = mkOption { type = types.int; default = 1; }; } ]; }).options.x.y; in { inherit (o) value isDefined highestPrio loc declarations files; shown = "${o}"; };
    expected = {
      declarations = [
        "decl.nix"
      ];
      files = [
        "decl.nix"
      ];
      highestPrio = 1500;
      isDefined = true;
      loc = [
        "x"
        "y"
      ];
      shown = "x.y";
      value = 1;
    };
  };
  list-of-options = {
    expr = map (o: { inherit (o) name type; default = o.default.text or null; }) (filter (o: !o.internal && head o.loc != "_module") (optionAttrSetToDocList (evalModules { modules = [ { options.a = mkEnableOption "a"; options.s = mkOption { type = types.attrsOf (types.submodule { options.b = mkOption { type = types.nullOr types.str; default = null; }; }); default = { }; }; } ]; }).options));
    expected = [
      {
        default = "false";
        name = "a";
        type = "boolean";
      }
      {
        default = "{ }";
        name = "s";
        type = "attribute set of (submodule)";
      }
      {
        default = "null";
        name = "s.<name>.b";
        type = "null or string";
      }
    ];
  };
  package-option = {
    expr = let o = mkPackageOption { foo.bar = "pkg"; } "bar" { default = [ "foo" "bar" ]; example = "baz"; extraDescription = "More."; }; in { inherit (o) default description; text = o.defaultText.text; example = o.example.text; type = o.type.description; };
    expected = {
      default = "pkg";
      description = "The bar package to use. More.";
      example = "baz";
      text = "pkgs.foo.bar";
      type = "package";
    };
  };
  deferred-module = {
    expr = let r = evalModules { modules = [ { options.d = mkOption { type = types.deferredModule; }; } { d = { options.x = mkOption { default = 1; }; }; } { d = { x = 2; }; } ]; }; in (evalModules { modules = [ r.config.d ]; }).config.x;
    expected = 2;
  };
  option-with-type-of-type = {
    expr = (evalModules { modules = [ { options.t = mkOption { type = types.optionType; }; } { t = types.enum [ 1 ]; } { t = types.enum [ 2 ]; } ]; }).config.t.description;
    expected = "one of 2, 1";
  };
  submodule-without-definition = {
    expr = (evalModules { modules = [ { options.s = mkOption { type = types.submodule { options.a = mkOption { default = 1; }; }; }; } ]; }).config.s;
    expected = {
      a = 1;
    };
  };
}
