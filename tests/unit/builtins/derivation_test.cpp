// Derivations against the reference: every .drv path, and every byte of every .drv.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/evaluation.hpp"
#include "tests/support/nix_oracle.hpp"

namespace hm {
namespace {

using test::Evaluation;

// What expressions may use: `plain { … }` is a derivation with a name, system and builder.
constexpr const char* kPrelude = R"(
let
  plain = more: derivation ({ name = "plain"; system = "x86_64-linux"; builder = "/bin/sh"; } // more);
  dep = plain { name = "dep"; };
  multi = plain { name = "multi"; outputs = [ "out" "dev" "lib" ]; };
  zeros = "0000000000000000000000000000000000000000000000000000000000000000";
  fixed = more: plain ({ name = "fixed"; outputHash = zeros; outputHashAlgo = "sha256"; } // more);
  text = builtins.toFile "text" "hello";
  tree = scratch + "/tree";
in
)";

// Each has to evaluate to a derivation.
const std::vector<const char*> kDerivations = {
    // kinds of attributes
    R"(plain { })",
    R"(plain { a = "x"; b = 1; c = -5; d = true; e = false; f = null; g = [ ]; h = ""; })",
    R"(plain { a = 1.5; b = 1.0e20; c = 0.1; d = -0.0; })",
    R"(plain { list = [ 1 "two" [ "three" [ ] 4 ] true false null ./x ]; } // { inherit (plain { }) drvPath; })",
    R"(plain { list = [ "a" "b" [ "c" "d" ] [ ] "e" [ [ ] ] "f" ]; })",
    R"(plain { text = "quote \" backslash \\ newline \n tab \t return \r dollar \$ end"; })",
    R"(plain { text = "üñïçødé 日本 𝄞"; })",
    R"(plain { "weird name" = "x"; "a.b" = "y"; "" = "z"; "ü" = "1"; })",
    R"(plain { Z = "1"; a = "2"; _ = "3"; A = "4"; "0" = "5"; "-" = "6"; })",
    R"(plain { s = { outPath = "/o"; }; t = { __toString = self: "string of ${self.x}"; x = "x"; }; })",
    R"(plain { args = [ "-c" "echo $out" 1 true null [ "x" "y" ] dep ]; })",
    R"(plain { args = [ ]; })",
    R"(plain { name = "a+b-c.d_e?f=g0"; })",
    R"(plain { name = builtins.substring 0 207 "${zeros}${zeros}${zeros}${zeros}"; })",
    R"(plain { builder = dep; })",
    R"(plain { system = "builtin"; builder = "builtin:fetchurl"; })",
    R"(plain { system = null; } // plain { system = "y"; })",
    // inputs
    R"(plain { inherit dep; })",
    R"(plain { a = multi; b = multi.dev; c = multi.lib; })",
    R"(plain { a = "${multi.dev}/include:${multi.lib}/lib"; })",
    R"(plain { a = text; b = "${text} and ${dep}"; })",
    R"(plain { src = tree; })",
    R"(plain { src = "${tree}/a"; })",
    R"(plain { src = tree + "/a"; })",
    R"(plain { src = builtins.path { path = tree; name = "renamed"; }; })",
    R"(plain { src = builtins.path { path = tree + "/a"; recursive = false; }; })",
    R"(plain { src = builtins.filterSource (p: t: t != "directory") tree; })",
    R"(plain { a = plain { name = "two"; b = plain { name = "three"; c = plain { name = "four"; inherit multi; }; }; }; })",
    R"(plain { a = builtins.unsafeDiscardStringContext "${dep}"; })",
    R"(plain { a = builtins.unsafeDiscardOutputDependency dep.drvPath; })",
    R"(plain { a = placeholder "out"; b = placeholder "dev"; })",
    // outputs
    R"(multi)",
    R"(multi.lib)",
    R"(plain { outputs = [ "dev" "out" ]; })",
    R"(plain { outputs = [ "a" ]; })",
    R"(plain { outputs = [ "z" "a" "m" ]; name = "order"; })",
    R"(plain { outputs = [ "out" "dev" ]; dev = "overridden"; out = "too"; })",
    R"(plain { a = "${multi}"; b = [ multi.all ]; })",
    R"(plain { inherit (multi) all; })",
    // fixed outputs
    R"(fixed { })",
    R"(fixed { outputHashMode = "flat"; })",
    R"(fixed { outputHashMode = "recursive"; })",
    R"(fixed { outputHashAlgo = "sha1"; outputHash = "a9993e364706816aba3e25717850c26c9cd0d89d"; })",
    R"(fixed { outputHashAlgo = "sha1"; outputHash = "a9993e364706816aba3e25717850c26c9cd0d89d"; outputHashMode = "recursive"; })",
    R"(fixed { outputHashAlgo = "md5"; outputHash = "900150983cd24fb0d6963f7d28e17f72"; })",
    R"(fixed { outputHashAlgo = "sha512"; outputHash = "${zeros}${zeros}"; })",
    R"(fixed { outputHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; outputHashAlgo = null; })",
    R"(fixed { outputHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; outputHashAlgo = ""; })",
    R"(fixed { outputHash = "sha256:${zeros}"; })",
    R"(fixed { outputHash = "0000000000000000000000000000000000000000000000000000"; })",
    R"(fixed { outputHash = ""; })",
    R"(plain { a = fixed { url = "one"; }; b = fixed { url = "two"; }; })",
    R"(plain { a = fixed { url = "one"; }; })",
    R"(plain { a = fixed { url = "two"; }; })",
    R"(fixed { inherit dep; })",
    // special attributes
    R"(plain { __ignoreNulls = true; a = null; b = 1; })",
    R"(plain { __ignoreNulls = false; a = null; b = 1; })",
    R"(plain { __structuredAttrs = false; a = 1; })",
    R"(plain { __noChroot = true; preferLocalBuild = true; allowSubstitutes = false; impureEnvVars = [ "a" "b" ]; })",
    R"(plain { exportReferencesGraph = [ "graph" dep ]; })",
    R"(plain { exportReferencesGraph = [ "graph" dep.drvPath ]; })",
    R"(plain { passAsFile = [ "x" ]; x = "long"; allowedReferences = [ ]; disallowedRequisites = [ dep ]; })",
    R"(plain { a = dep.drvPath; })",
    R"(plain { a = (plain { name = "deep"; inherit multi text; src = tree; x = fixed { }; }).drvPath; })",
    // structured attributes
    R"(plain { __structuredAttrs = true; })",
    R"(plain { __structuredAttrs = true; a = 1; b = 1.5; c = true; d = null; e = [ 1 [ ] { } ]; f = { z = 1; a = "x"; }; })",
    R"(plain { __structuredAttrs = true; t = "q\" b\\ n\n u\tü / \$"; "ke\"y" = "v"; })",
    R"(plain { __structuredAttrs = true; inherit dep text multi; list = [ dep multi.dev ]; src = tree; })",
    R"(plain { __structuredAttrs = true; outputs = [ "out" "bin" ]; args = [ "-e" ./x dep ]; builder = "${dep}/bin"; })",
    R"(plain { __structuredAttrs = true; __ignoreNulls = true; a = null; b = { c = null; }; })",
    R"(plain { __structuredAttrs = true; outputHash = zeros; outputHashAlgo = "sha256"; outputHashMode = "recursive"; })",
    R"(plain { __structuredAttrs = true; f = 0.1; g = 1.25; h = -1.0e-7; })",
    R"(plain { __structuredAttrs = true; exportReferencesGraph.graph = [ dep ]; outputChecks.out.maxSize = 5; })",
    R"(plain { __structuredAttrs = true; d = { outPath = "/x"; other = 1; }; s = { __toString = _: "str"; }; })",
    // content-addressed
    R"(plain { __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; })",
    R"(plain { __contentAddressed = true; outputHashMode = "flat"; outputHashAlgo = "sha1"; })",
    R"(plain { __contentAddressed = true; outputs = [ "out" "dev" ]; outputHashMode = "recursive"; outputHashAlgo = "sha256"; })",
    R"(plain { a = plain { __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; }; })",
    R"(plain { __contentAddressed = false; a = 1; })",
};

class DerivationsAgree : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test::NixOracle::available()) return;
    test::write_file(nix_.scratch() / "tree" / "a", "hello\n");
    test::write_file(nix_.scratch() / "tree" / "sub" / "b", "there\n");
    test::write_file(nix_.scratch() / "x", "x\n");
  }
  std::string with_prelude(const std::string& body) const {
    return "let scratch = " + nix_.scratch().string() + "; in " + kPrelude + body;
  }
  // In the reference a path like ./x is relative to where it runs.
  test::CommandResult reference(const std::string& expression) const {
    return nix_.run("sh -c " + test::quoted("cd " + nix_.scratch().string() +
                                            " && nix-instantiate --eval --strict --read-write-mode -E " +
                                            test::quoted(expression) + " 2>err"));
  }

  test::NixOracle nix_;
};

std::vector<std::string> strings_of(const std::string& list) {
  std::vector<std::string> result;
  for (std::size_t at = list.find('"'); at != std::string::npos; at = list.find('"', at + 1)) {
    const std::size_t end = list.find('"', at + 1);
    result.push_back(list.substr(at + 1, end - at - 1));
    at = end;
  }
  return result;
}

TEST_F(DerivationsAgree, EveryPathAndEveryByte) {
  HM_NEEDS_NIX();
  std::string all = "map (d: d.drvPath) [\n";
  for (const char* expression : kDerivations) all += "(" + std::string(expression) + ")\n";
  const std::string text = with_prelude(all + "]");
  const auto expected = reference(text);
  ASSERT_EQ(expected.status, 0) << test::read_text(nix_.scratch() / "err");

  Evaluation ours(
      {.store_dir = nix_.store_dir(), .modules_dir = {}, .environment = {}, .system = {}, .quiet = true});
  const std::string got = ours.print(text, nix_.scratch());
  const auto expected_paths = strings_of(expected.out), got_paths = strings_of(got);
  ASSERT_EQ(expected_paths.size(), std::size(kDerivations));
  ASSERT_EQ(got_paths.size(), std::size(kDerivations)) << got << "\n" << ours.last_error();
  for (std::size_t i = 0; i < got_paths.size(); ++i)
    EXPECT_EQ(got_paths[i], expected_paths[i]) << kDerivations[i];

  std::size_t compared = 0;
  for (const auto& [path, derivation] : ours.host().derivations()) {
    const std::string full = path.in(nix_.store_dir());
    EXPECT_EQ(derivation.to_aterm(), test::read_text(full)) << full;
    ++compared;
  }
  EXPECT_GE(compared, std::size(kDerivations) - 10);
}

// Values that are no derivations but are made of them.
TEST_F(DerivationsAgree, TheSetsAroundThem) {
  HM_NEEDS_NIX();
  for (
      const char* body : {
          R"(builtins.attrNames (plain { }))",
          R"(builtins.attrNames multi.dev)",
          R"(map (o: o.outputName) multi.all)",
          R"([ multi.outPath multi.dev.outPath multi.lib.outPath multi.out.dev.lib.outputName ])",
          R"([ multi.type multi.dev.drvPath (multi.drvAttrs.outputs) ])",
          R"(builtins.getContext "${multi.dev} ${text} ${dep.drvPath}")",
          R"(builtins.getContext (plain { __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; }).outPath)",
          R"((plain { __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; }).outPath)",
          R"((plain { a = plain { __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; }; }).outPath)",
          R"(builtins.derivationStrict { name = "s"; system = "y"; builder = "z"; outputs = [ "b" "a" ]; })",
          R"([ (dep == dep) (dep == plain { name = "dep"; }) (dep == multi) (multi.dev == multi.lib) ])",
          R"("${dep}" == dep.outPath)",
          R"(builtins.attrNames (import dep.drvPath))",
          R"(let d = import multi.drvPath; in [ d.name d.type d.outputName d.outPath d.dev.outPath (map (o: o.outputName) d.all) ])",
          R"((plain { outputs = [ "dev" "out" ]; }).outputName)",
          R"((plain { outputs = [ "dev" "out" ]; }).outPath)",
      }) {
    const std::string text = with_prelude(body);
    const auto expected = reference(text);
    ASSERT_EQ(expected.status, 0) << body << test::read_text(nix_.scratch() / "err");
    Evaluation ours(
        {.store_dir = nix_.store_dir(), .modules_dir = {}, .environment = {}, .system = {}, .quiet = true});
    EXPECT_EQ(ours.print(text, nix_.scratch()) + "\n", expected.out) << body << "\n" << ours.last_error();
  }
}

// Laziness: the outputs' names are needed for the set, nothing else is.
TEST(Derivation, NothingIsInstantiatedBeforeItIsAskedFor) {
  Evaluation ours;
  EXPECT_EQ(
      ours.print(R"((derivation { name = throw "no"; system = throw "no"; builder = throw "no"; }).type)"),
      "\"derivation\"");
  EXPECT_EQ(ours.print(R"((derivation { name = throw "no"; x = 5; outputs = [ "a" "b" ]; }).b.x)"), "5");
  EXPECT_EQ(ours.host().derivations().size(), 0u);
}

TEST(Derivation, Failures) {
  Evaluation ours;
  const auto strict = [&](const std::string& attrs) {
    return ours.print("builtins.derivationStrict { name = \"n\"; system = \"s\"; builder = \"b\"; " + attrs +
                      " }");
  };
  EXPECT_EQ(strict("outputHashMode = \"custom\";"),
            "error: invalid value 'custom' for 'outputHashMode' attribute");
  EXPECT_EQ(strict("outputs = [ ];"), "error: derivation cannot have an empty set of outputs");
  EXPECT_EQ(strict("outputs = [ \"a\" \"a\" ];"), "error: duplicate derivation output 'a'");
  EXPECT_EQ(strict("outputs = [ \"drvPath\" ];"), "error: invalid derivation output name 'drvPath'");
  EXPECT_EQ(strict("outputHash = \"\"; outputs = [ \"out\" \"dev\" ];"),
            "error: multiple outputs are not supported in fixed-output derivations");
  EXPECT_EQ(strict("outputHash = \"\";"), "error: empty hash requires explicit hash algorithm");
  EXPECT_EQ(strict("outputHash = \"xyz\"; outputHashAlgo = \"sha256\";"),
            "error: hash 'xyz' has wrong length for hash algorithm 'sha256'");
  EXPECT_EQ(strict("__contentAddressed = true; __impure = true;"),
            "error: derivation cannot be both content-addressed and impure");
  EXPECT_EQ(strict("f = x: x;").substr(0, 42), "error: cannot coerce a function to a strin");
  EXPECT_EQ(ours.print("derivation { name = \"~\"; system = \"s\"; builder = \"b\"; }"),
            "error: invalid derivation name: name '~' contains illegal character '~'. Please pass a "
            "different 'name'.");
  // An output may be called drv; the oracle is too old to know.
  EXPECT_EQ(strict("outputs = [ \"drv\" ];").substr(0, 10), "{ drv = \"/");
}

// The oracle is too old to write whole floats as its successors do.
TEST(Derivation, WholeFloatsInStructuredAttributes) {
  Evaluation ours;
  ours.print(
      "(derivation { name = \"n\"; system = \"s\"; builder = \"b\"; __structuredAttrs = true; "
      "a = 3.0; b = 1.0e6; c = 1.0e20; }).drvPath");
  ASSERT_EQ(ours.host().derivations().size(), 1u);
  EXPECT_EQ(ours.host().derivations().begin()->second.environment.at("__json"),
            R"({"a":3.0,"b":1000000.0,"builder":"b","c":1e+20,"name":"n","system":"s"})");
}

TEST(Derivation, AFailureNamesTheDerivationAndTheAttribute) {
  Evaluation ours;
  ours.print(
      "builtins.derivationStrict {\n  name = \"outer\";\n  system = \"s\";\n  builder = \"b\";\n  broken = "
      "throw \"oh\";\n}");
  EXPECT_NE(ours.last_error().find("while evaluating attribute 'broken' of derivation 'outer'"),
            std::string::npos)
      << ours.last_error();
  EXPECT_NE(ours.last_error().find("while evaluating derivation 'outer'"), std::string::npos)
      << ours.last_error();
}

TEST(Derivation, StructuredAttributesThatHaveNoEffectAreWarnedOf) {
  Evaluation ours;
  ours.print(
      "(derivation { name = \"n\"; system = \"s\"; builder = \"b\"; __structuredAttrs = true; maxSize = 1; "
      "}).drvPath");
  ASSERT_EQ(ours.host().lines().size(), 1u);
  EXPECT_NE(ours.host().lines()[0].find(
                "'structuredAttrs' disables the effect of the derivation attribute 'maxSize'"),
            std::string::npos);
}

}  // namespace
}  // namespace hm
