#include "tests/support/expressions.hpp"

namespace hm::test {

// Where versions of the reference differ, nothing is made (docs/internals/compatibility.md): replacements of
// replaceStrings that fail and are not used, floats as JSON, bytes that are no UTF-8 as JSON, an output named
// drvPath, `inherit (x) ;` without names, arithmetic beyond 64 bits. Nor what needs a store: contents of
// toFile, closures.
namespace {

constexpr unsigned kMaxDepth = 6;

}  // namespace

std::string ExpressionGenerator::next() {
  scope_.clear();
  depth_ = 0;
  mistake_ = chance(20);
  exact_ = chance(70);
  careless_ = chance(15);
  // XML shows functions, paths and floats, and does not depend on what is shared.
  const std::string value = make(any());
  return "builtins.toXML (" + value + ")";
}

std::string ExpressionGenerator::name() {
  return pick("a", "b", "c", "d", "x", "y");
}

std::string ExpressionGenerator::make(Type type) {
  if (depth_ >= kMaxDepth || chance(12)) return simple(type);
  if (mistake_ && chance(5)) {
    mistake_ = false;
    if (chance(50)) return wrong();
    type = any();
  }
  ++depth_;
  std::string made;
  if (chance(18)) {
    made = structural(type);
  } else {
    switch (type) {
      case Int:
        made = integer();
        break;
      case Bool:
        made = boolean();
        break;
      case String:
        made = string();
        break;
      case Float:
        made = floating();
        break;
      case List:
        made = list();
        break;
      case Attrs:
        made = attrs();
        break;
      case Function:
        made = function();
        break;
      default:
        made = derivation();
        break;
    }
  }
  --depth_;
  return "(" + made + ")";
}

std::string ExpressionGenerator::simple(Type type) {
  std::vector<std::string> fitting;
  for (const Variable& v : scope_) {
    if (v.type == type) fitting.push_back(v.name);
  }
  if (!fitting.empty() && chance(70)) return fitting[below(static_cast<unsigned>(fitting.size()))];
  return literal(type);
}

std::string ExpressionGenerator::literal(Type type) {
  switch (type) {
    case Int:
      return pick("0", "1", "2", "3", "7", "10", "42", "(-1)", "(-5)", "1000");
    case Bool:
      return pick("true", "false");
    case String:
      return text();
    case Float:
      if (exact_) return literal(Int);
      return pick("0.5", "1.5", "2.25", "(-0.75)", "1.0e3", "3.0", ".5", "100.25");
    case List:
      return pick("[ ]", "[ 1 2 3 ]", "[ \"a\" \"b\" ]", "[ [ ] null ]", "[ 3 1 2 ]",
                  "[ { a = 1; } { b = 2; } ]");
    case Attrs:
      return pick("{ }", "{ a = 1; }", "{ a = 1; b = \"x\"; }", "{ a.b = 2; c = [ ]; }",
                  "{ x = null; y = 3; }");
    case Function:
      return pick("(x: x)", "(x: y: y)", "({ a ? 1, ... }: a)", "(x: 1)", "builtins.toString",
                  "({ a, b ? a }@c: c)");
    default:
      return "(derivation { name = \"" + pick("n", "m-1.0", "o") + "\"; system = \"s\"; builder = \"b\"; })";
  }
}

std::string ExpressionGenerator::wrong() {
  return pick("(throw \"t\")", "(abort \"a\")", "(assert false; 1)", "null", "({ }.missing)", "(1 + \"x\")",
              "./p", "/abs/path");
}

std::string ExpressionGenerator::bind(const std::string& variable, Type type, Type body) {
  scope_.push_back({variable, type});
  std::string made = make(body);
  scope_.pop_back();
  return made;
}

// What can stand around an expression of any type.
std::string ExpressionGenerator::structural(Type type) {
  const std::string n = name();
  const Type t = any();
  switch (below(15)) {
    case 0:
      return "if " + make(Bool) + " then " + make(type) + " else " + make(type);
    case 1: {
      const std::string v = make(t);
      return "let " + n + " = " + v + "; in " + bind(n, t, type);
    }
    case 2:
      return "with { " + n + " = " + make(t) + "; }; " + bind(n, t, type);
    case 3:
      return "assert " + make(Bool) + " || true; " + make(type);
    case 4: {
      const std::string v = make(t);
      return "(" + n + ": " + bind(n, t, type) + ") " + v;
    }
    case 5: {
      const std::string v = make(t);
      return "({ " + n + " ? " + make(t) + ", ... }: " + bind(n, t, type) + ") { " + pick(n, "z") + " = " +
             v + "; }";
    }
    case 6:
      return "{ " + n + " = " + make(type) + "; }." + n;
    case 7:
      return "{ " + n + " = " + make(type) + "; }." + pick("a", n) + " or " + make(type);
    case 8:
      return "builtins.seq " + make(t) + " " + make(type);
    case 9:
      return "builtins.head [ " + make(type) + " ]";
    case 10:
      return "builtins.deepSeq " + make(t) + " " + make(type);
    case 11:
      return "let t = builtins.tryEval " + make(type) + "; in if t.success then t.value else " + make(type);
    case 12:
      return "rec { " + n + " = " + make(type) + "; r = " + n + "; }.r";
    case 13:
      return "builtins.elemAt [ " + make(t) + " " + make(type) + " ] 1";
    default: {
      const std::string v = make(t);
      return "let inherit ({ " + n + " = " + v + "; }) " + n + "; in " + bind(n, t, type);
    }
  }
}

std::string ExpressionGenerator::integer() {
  switch (below(24)) {
    case 0:
      return make(Int) + " + " + make(Int);
    case 1:
      return make(Int) + " - " + make(Int);
    case 2:
      return simple(Int) + " * " + simple(Int);
    case 3:
      return make(Int) + " / " + (carelessly(50) ? make(Int) : pick("1", "2", "(-3)", "7"));
    case 4:
      return "builtins.length " + make(List);
    case 5:
      return "builtins.stringLength " + make(String);
    case 6:
      return "builtins.foldl' (x: y: x + y) " + make(Int) + " [ " + make(Int) + " " + make(Int) + " ]";
    case 7:
      return "builtins." + pick("bitAnd", "bitOr", "bitXor", "add", "sub") + " " + make(Int) + " " +
             make(Int);
    case 8:
      return "builtins." + pick("ceil", "floor") + " " + make(Float);
    case 9:
      return "-" + make(Int);
    case 10:
      return "builtins.compareVersions " + make(String) + " " + make(String);
    case 11:
      return "builtins.fromJSON \"" +
             (carelessly(60) ? pick("[1]", "tru", "null", "1 2") : pick("12", "-3", "0", "-0")) + "\"";
    case 12:
      return "builtins.length (builtins.attrNames " + make(Attrs) + ")";
    case 13:
      return make(Attrs) + "." + name() + " or " + make(Int);
    case 14:
      return carelessly(50) ? "builtins.elemAt " + elements(Int) + " " + simple(Int)
                            : "builtins.elemAt [ " + make(Int) + " " + make(Int) + " ] " + pick("0", "1");
    case 15:
      return carelessly(60) ? make(Function) + " " + make(any())
                            : "({ a, b ? a, ... }@c: a + b) { a = " + make(Int) + "; " +
                                  pick("", "b = 3; ", "z = 1; ") + "}";
    case 16:
      return "let f = n: if n <= 0 then 0 else n + f (n - 1); in f (builtins.bitAnd " + make(Int) + " 15)";
    case 17:
      return "builtins.mul " + simple(Int) + " " + simple(Int);
    case 18:
      return "builtins.div " + make(Int) + " " + pick("1", "2", "(-3)", "5");
    case 19:
      return carelessly(60) ? "builtins.getAttr " + make(String) + " " + make(Attrs)
                            : "builtins.getAttr \"a\" { a = " + make(Int) + "; }";
    case 20:
      return "(builtins.fromTOML \"a = " +
             (carelessly(50) ? pick("\\\"s\\\"", "[1,2]", "x", "01")
                             : pick("1", "-7", "0x1F", "1_000", "0b11")) +
             "\").a";
    case 21:
      return "builtins.stringLength (builtins.toJSON " + pick("[ 1 null ]", "{ a = true; }", "\"\\n\\\"\"") +
             ")";
    case 22:
      return "let __sub = a: b: a; in " + make(Int) + " - " + make(Int);
    default:
      return "builtins.length (builtins.split \"" + pick("a", "[ab]", "(x)", "", "b*") + "\" " +
             make(String) + ")";
  }
}

std::string ExpressionGenerator::boolean() {
  const std::string comparison = pick("<", "<=", ">", ">=", "==", "!=");
  switch (below(20)) {
    case 0:
      return make(Int) + " " + comparison + " " + make(Int);
    case 1:
      return make(String) + " " + comparison + " " + make(String);
    case 2:
      return make(Float) + " " + comparison + " " + make(Int);
    case 3: {
      const Type t = any();
      return make(t) + " == " + make(t);
    }
    case 4: {
      const Type t = any();
      return make(t) + " != " + make(t);
    }
    case 5:
      return make(Bool) + " && " + make(Bool);
    case 6:
      return make(Bool) + " || " + make(Bool);
    case 7:
      return make(Bool) + " -> " + make(Bool);
    case 8:
      return "!" + make(Bool);
    case 9:
      return make(Attrs) + " ? " + name();
    case 10:
      return make(Attrs) + " ? " + name() + "." + name();
    case 11:
      return "builtins.is" +
             pick("Int", "Bool", "String", "Float", "List", "Attrs", "Function", "Null", "Path") + " " +
             make(any());
    case 12:
      return "builtins.elem " + make(any()) + " " + make(List);
    case 13:
      return "builtins." + pick("all", "any") + " (x: " + bind("x", Int, Bool) + ") " + elements(Int);
    case 14:
      return "builtins.hasContext " + make(String);
    case 15:
      return "(builtins.tryEval " + make(any()) + ").success";
    case 16:
      return "builtins.lessThan " + make(Int) + " " + make(pick("", "f") == "f" ? Float : Int);
    case 17:
      return "builtins.hasAttr " + make(String) + " " + make(Attrs);
    case 18:
      return elements(Int) + " " + comparison + " " + elements(Int);
    default:
      return "builtins.match " + pick("\"a.*\"", "\"[a-z]+\"", "\"(b?)(.*)\"", "\"\"") + " " + make(String) +
             " == null";
  }
}

std::string ExpressionGenerator::text() {
  return pick("\"\"", "\"a\"", "\"b-1.2\"", "\"foo bar\"", "\"a\\nb\"", "\"\\\"q\\\"\"", "\"x\\${y}\"",
              "\"$\"", "\"/a/b/c\"", "\"1.2.3pre4\"", "''ind''", "''two\\n words''", "''a''$b''", "\"a/\"",
              "\"10\"", "''  x ''${\"y\"} z''", "http://e.org/p?q=1");
}

std::string ExpressionGenerator::interpolated() {
  const std::string inner =
      "${" + make(chance(80) || !careless_ ? (chance(80) ? String : Derivation) : any()) + "}";
  return chance(70) ? "\"l" + inner + "r\"" : "''  l" + inner + " r''";
}

std::string ExpressionGenerator::string() {
  switch (below(30)) {
    case 0:
    case 1:
      return interpolated();
    case 2:
      return make(String) + " + " + make(String);
    case 3:
      return "toString " + make(carelessly(50) ? any() : pick("", "i") == "i" ? Int : Float);
    case 4:
      return "builtins.substring " + simple(Int) + " " + simple(Int) + " " + make(String);
    case 5:
      return "builtins.concatStringsSep " + make(String) + " " + elements(String);
    case 6:
      return "builtins.replaceStrings [ " + text() + " " + text() + " ] [ " + text() + " " + text() + " ] " +
             make(String);
    case 7:
      return "builtins.typeOf " + make(any());
    case 8:
      return "builtins.toJSON " + make(pick("", "s") == "s" || !exact_ ? String : List);
    case 9:
      return "builtins.hashString \"" + pick("md5", "sha1", "sha256", "sha512") + "\" " + make(String);
    case 10:
      return pick("baseNameOf", "dirOf", "toString") + " " + make(String);
    case 11:
      return "builtins.unsafeDiscardStringContext " + make(String);
    case 12:
      return "(builtins.parseDrvName " + make(String) + ")." + pick("name", "version");
    case 13:
      return "builtins.concatStringsSep \",\" (builtins.attrNames " + make(Attrs) + ")";
    case 14:
      return "builtins.concatStringsSep \",\" (builtins.splitVersion " + make(String) + ")";
    case 15:
      return make(Derivation) + "." + pick("outPath", "name", "type", "outputName", "system");
    case 16:
      return "builtins.toFile \"" + pick("f", "g.txt") + "\" " + (carelessly(60) ? make(String) : text());
    case 17:
      return "builtins.concatStringsSep \",\" (map toString " +
             (carelessly(50) ? make(List) : elements(Int)) + ")";
    case 18:
      return "builtins.unsafeDiscardOutputDependency " + make(Derivation) + ".drvPath";
    case 19:
      return "builtins.appendContext " + make(String) + " (builtins.getContext " + make(String) + ")";
    case 20:
      return "builtins.placeholder " + make(String);
    case 21:
      return "{ __toString = self: " + make(String) + "; } + " + make(String);
    case 22:
      return "\"${{ outPath = " + make(String) + "; }}\"";
    case 23:
      return "builtins.elemAt (builtins.match \"(.?)(.*)\" (" + make(String) + " + \"q\")) " + pick("0", "1");
    case 24:
      return "builtins.concatStringsSep \"\" (builtins.filter builtins.isString (builtins.split \"" +
             pick("[a-c]", "/", "(a)|b", " ") + "\" " + make(String) + "))";
    case 25:
      return "builtins.unsafeDiscardStringContext (builtins.toXML " + make(any()) + ")";
    case 26:
      return "toString (/a/b + builtins.unsafeDiscardStringContext " + make(String) + ")";
    case 27:
      return "builtins.toFile \"r\" (builtins.unsafeDiscardStringContext " + make(String) + ")";
    case 28:
      return "builtins.concatStringsSep \" \" (builtins.genList (i: toString (i * " + simple(Int) + ")) 3)";
    default:
      return make(String) + " + toString " + make(Int);
  }
}

std::string ExpressionGenerator::floating() {
  if (exact_) return integer();
  switch (below(6)) {
    case 0:
      return make(Float) + " + " + make(Int);
    case 1:
      return make(Int) + " * " + make(Float);
    case 2:
      return make(Float) + " / " + make(Int);
    case 3:
      return make(Float) + " - " + make(Float);
    case 4:
      return "builtins.fromJSON \"" + pick("1.5", "-0.25", "2e3") + "\"";
    default:
      return "-" + make(Float);
  }
}

std::string ExpressionGenerator::elements(Type type) {
  std::string made = "[";
  for (unsigned n = below(4); n > 0; --n) made += " " + make(type);
  return made + " ]";
}

std::string ExpressionGenerator::list() {
  switch (below(22)) {
    case 0:
    case 1:
      return elements(any());
    case 2:
      return make(List) + " ++ " + make(List);
    case 3:
      return (carelessly(70) ? "map " + make(Function) + " " + make(List)
                             : "map (x: [ x " + make(any()) + " ]) " + make(List));
    case 4:
      return "map (x: " + bind("x", Int, any()) + ") " + elements(Int);
    case 5:
      return "builtins.filter (x: " + bind("x", Int, Bool) + ") " + elements(Int);
    case 6:
      return "builtins.genList (x: " + bind("x", Int, any()) + ") (builtins.bitAnd " + make(Int) + " 7)";
    case 7:
      return "builtins.concatLists [ " + make(List) + " " + make(List) + " ]";
    case 8:
      return "builtins.concatMap (x: [ x " + bind("x", Int, Int) + " ]) " + elements(Int);
    case 9:
      return "builtins.sort (x: y: " + pick("x < y", "x > y", "true", "false") + ") " +
             elements(pick("", "s") == "s" ? String : Int);
    case 10:
      return "builtins.sort builtins.lessThan " + elements(Int);
    case 11:
      return "builtins." + pick("attrNames", "attrValues") + " " + make(Attrs);
    case 12:
      return "builtins.tail ([ 1 ] ++ " + make(List) + ")";
    case 13:
      return "(builtins.partition (x: " + bind("x", Int, Bool) + ") " + elements(Int) + ")." +
             pick("right", "wrong");
    case 14:
      return "builtins.split \"" + pick("(a)", "[ab]+", "-", "(x?)y") + "\" " + make(String);
    case 15:
      return "builtins.splitVersion " + make(String);
    case 16:
      return "builtins.match \"" + pick("(a*)(.*)", "([0-9]+).*", ".*", "(.)?(.)?.*") + "\" " + make(String);
    case 17:
      return "builtins.catAttrs \"" + name() + "\" " + elements(Attrs);
    case 18:
      return "map (x: x.key) (builtins.genericClosure { startSet = [ { key = " + make(Int) +
             "; } ]; operator = x: if x.key > 5 || x.key < 0 then [ ] else [ { key = x.key + 1; } { key = "
             "x.key * 2; } ]; })";
    case 19:
      return "builtins.foldl' (x: y: [ y ] ++ x) " + make(List) + " " + make(List);
    case 20:
      return make(Attrs) + "." + name() + " or " + make(List);
    default:
      return "builtins.fromJSON \"" + pick("[]", "[1,[2],{\\\"a\\\":3}]", "[\\\"x\\\\n\\\"]", "[null,true]") +
             "\"";
  }
}

std::string ExpressionGenerator::literal_attrs() {
  std::string made = chance(25) ? "rec {" : "{";
  for (unsigned n = below(4); n > 0; --n) {
    std::string key = name();
    if (chance(15)) key += "." + name();
    if (chance(8)) key = "\"" + pick("q r", "a", "1") + "\"";
    if (chance(8)) key = "${" + (carelessly(50) ? make(String) : "\"" + name() + "k\"") + "}";
    if (chance(4)) key = "${null}";
    made += " " + key + " = " + make(any()) + ";";
  }
  return made + " }";
}

std::string ExpressionGenerator::attrs() {
  switch (below(22)) {
    case 0:
    case 1:
    case 2:
      return literal_attrs();
    case 3:
    case 4:
      return make(Attrs) + " // " + make(Attrs);
    case 5:
      return "builtins.mapAttrs (n: v: " + pick("n", "v", "[ n v ]", "1") + ") " + make(Attrs);
    case 6:
      return "builtins.removeAttrs " + make(Attrs) + " " + elements(String);
    case 7:
      return "builtins.intersectAttrs " + make(Attrs) + " " + make(Attrs);
    case 8:
      return "builtins.listToAttrs [ { name = " + make(String) + "; value = " + make(any()) +
             "; } { name = \"a\"; value = 2; } ]";
    case 9:
      return "builtins.groupBy (x: toString " + bind("x", Int, Int) + ") " + elements(Int);
    case 10:
      return "builtins.partition (x: " + bind("x", Int, Bool) + ") " + elements(Int);
    case 11:
      return "builtins.zipAttrsWith (n: vs: " + pick("vs", "n", "builtins.length vs", "builtins.head vs") +
             ") " + elements(Attrs);
    case 12:
      return "builtins.functionArgs " + make(Function);
    case 13:
      return "builtins.fromJSON \"" +
             pick("{}", "{\\\"a\\\":1,\\\"b\\\":[2]}", "{\\\"a\\\":1,\\\"a\\\":2}",
                  "{\\\"x\\\":{\\\"y\\\":null}}") +
             "\"";
    case 14:
      return "builtins.fromTOML \"" +
             pick("a = 1", "[x]\\ny = 'z'", "a.b = true", "[[t]]\\nn = 1\\n[[t]]\\nn = 2",
                  "x = { y = \'z\' }") +
             "\"";
    case 15:
      return "builtins.getContext " + make(String);
    case 16:
      return "builtins.tryEval " + make(any());
    case 17:
      return "builtins.parseDrvName " + make(String);
    case 18:
      return (carelessly(60)
                  ? "{ inherit (" + make(Attrs) + ") " + name() + "; }"
                  : "{ inherit ({ a = " + make(any()) + "; b = 1; }) " + pick("a", "b", "a b") + "; }");
    case 19:
      return make(Attrs) + "." + name() + " or " + make(Attrs);
    case 20:
      return (carelessly(60) ? "{ a = " + make(Attrs) + "; a.b = 1; }"
                             : "{ a = { x = " + make(any()) + "; }; a.b = 1; }");
    default:
      return "builtins.removeAttrs " + make(Derivation) + " [ \"all\" \"drvAttrs\" \"out\" ]";
  }
}

std::string ExpressionGenerator::function() {
  const std::string n = name();
  const Type t = any();
  switch (below(8)) {
    case 0:
    case 1:
      return n + ": " + bind(n, t, any());
    case 2:
      return "{ " + n + ", ... }: " + bind(n, t, any());
    case 3:
      return "{ " + n + " ? " + make(t) + " }@all: " + bind(n, t, any());
    case 4:
      return "{ __functor = self: " + n + ": " + bind(n, t, any()) + "; }";
    case 5:
      return "builtins." + pick("add", "elem", "map", "filter", "hasAttr", "seq") + " " + make(any());
    case 6:
      return n + ": z: " + bind(n, t, any());
    default:
      return "builtins." + pick("length", "typeOf", "isInt", "toJSON", "head", "attrNames", "stringLength");
  }
}

std::string ExpressionGenerator::derivation() {
  std::string made =
      "derivation { name = " + (carelessly(30) ? "(\"n\" + " + make(String) + ")" : std::string("\"d\"")) +
      "; system = \"s\"; builder = " + (chance(70) ? std::string("\"/b\"") : make(String)) + ";";
  if (chance(40)) made += " a = " + make(carelessly(50) ? any() : pick("", "l") == "l" ? Int : String) + ";";
  if (chance(30)) made += " b = " + make(Derivation) + ";";
  if (chance(25)) made += " args = " + elements(String) + ";";
  if (chance(20))
    made += " outputs = " +
            (carelessly(50) ? pick("[ ]", "[ \"a\" \"a\" ]", "\"out\"")
                            : pick("[ \"out\" \"dev\" ]", "[ \"x\" ]", "[ \"out\" ]", "[ \"b\" \"a\" ]")) +
            ";";
  if (chance(15)) made += " __ignoreNulls = true; n = null;";
  if (chance(12) && made.find("outputs") == std::string::npos) {
    made += carelessly(50) ? " outputHash = \"x\"; outputHashAlgo = \"md5\";"
                           : " outputHash = \"" +
                                 pick("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                                      "1b2m2y8asgtpgamy7phcdgzhd8dzs0m5qrxma000000000000000") +
                                 "\"; outputHashAlgo = \"sha256\";";
    made += " outputHashMode = \"" + pick("flat", "recursive") + "\";";
  }
  if (exact_ && chance(15)) made += " __structuredAttrs = true; s = { q = " + make(String) + "; };";
  return made + " }";
}

}  // namespace hm::test
