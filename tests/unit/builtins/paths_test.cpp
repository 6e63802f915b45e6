// Paths, files and sources against the reference, in a scratch directory both read.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/evaluation.hpp"
#include "tests/support/nix_oracle.hpp"

namespace hm {
namespace {

using test::Evaluation;

const std::vector<const char*> kValues = {
    // parts of names
    R"(map baseNameOf [ "" "/" "a" "a/" "a//" "/a" "/a/" "/a//" "/a/b" "/a/b/" "/a/b//" "//" "///" "." "./" "a/." ])",
    R"(map baseNameOf [ /. /a /a/b ./x.nix (/a + "/b/") ])",
    R"(baseNameOf { outPath = "/o/p"; })",
    R"(builtins.getContext (baseNameOf "${tree}"))",
    R"(map dirOf [ "" "/" "a" "a/" "a//" "/a" "/a/" "/a/b" "/a/b/" "//" "a/b" "./a" ])",
    R"(map (p: [ (builtins.typeOf (dirOf p)) (toString (dirOf p)) ]) [ /. /a /a/b ])",
    R"(map builtins.toPath [ "/a/b/../c" "/" "/a//b/" "/./a/." ])",
    R"(toString (./. + "/../x") == toString ../x)",
    // what is there
    R"(map (x: builtins.pathExists (tree + x)) [ "" "/a" "/sub" "/none" "/a/b" "/link" "/dangling" "/dirlink" "/sub/b" ])",
    R"(map (x: builtins.pathExists "${toString tree}/${x}") [ "" "a/" "sub/" "sub/." "dirlink/" "dangling/" "link/" "none/" "a/." ])",
    R"(builtins.readDir tree)",
    R"(builtins.readDir (tree + "/dirlink"))",
    R"(builtins.readDir (tree + "/emptydir"))",
    R"(map (x: builtins.readFile (tree + x)) [ "/a" "/sub/b" "/link" "/empty" ])",
    R"(builtins.getContext (builtins.readFile (tree + "/a")))",
    R"(map (h: builtins.hashFile h (tree + "/a")) [ "md5" "sha1" "sha256" "sha512" ])",
    R"(builtins.readFile (builtins.toFile "n" "text"))",
    R"(builtins.readFile "${tree}/sub/b")",
    // into the store
    R"("${tree}")",
    R"("${tree}/a")",
    R"("${tree + "/a"}")",
    R"("${tree + "/run"}")",
    R"("${tree + "/link"}")",
    R"("${tree + "/dangling"}")",
    R"(builtins.path { path = tree; })",
    R"(builtins.path { path = tree; name = "other"; })",
    R"(builtins.path { path = tree + "/a"; recursive = false; })",
    R"(builtins.path { path = tree + "/run"; recursive = false; name = "x"; })",
    R"(builtins.path { path = tree; filter = p: t: t == "directory"; })",
    R"(builtins.path { path = tree; filter = p: t: baseNameOf p != "sub"; name = "f"; })",
    R"(builtins.path { path = tree; filter = p: t: false; })",
    R"(builtins.path { path = toString tree; name = "s"; })",
    R"(builtins.path { path = tree + "/a"; recursive = false; sha256 = builtins.hashFile "sha256" (tree + "/a"); })",
    R"(builtins.filterSource (p: t: t != "symlink") tree)",
    R"(builtins.filterSource (p: t: builtins.match ".*[ae]" p == null) tree)",
    R"(builtins.getContext (builtins.path { path = tree; name = "c"; }))",
    R"(builtins.toFile "a" "")",
    R"(builtins.toFile "a" (builtins.toFile "b" "x"))",
    R"(builtins.toFile "refers" "to ${tree} and ${tree + "/a"}")",
    R"(builtins.getContext (builtins.toFile "refers" "to ${tree}"))",
    R"(builtins.storePath (builtins.toFile "sp" "x"))",
    R"(builtins.storePath "${builtins.path { path = tree; name = "sp"; }}/sub/b")",
    R"(builtins.getContext (builtins.storePath "${builtins.path { path = tree; name = "sp"; }}/sub/b"))",
    R"(map builtins.placeholder [ "out" "dev" "" ])",
    // importing
    R"(import (tree + "/value.nix"))",
    R"(import tree)",
    R"(import (toString tree))",
    R"(import (tree + "/filelink.nix"))",
    R"(scopedImport { x = 5; } (tree + "/uses-x.nix"))",
    R"(scopedImport { builtins = 1; import = 2; x = 3; } (tree + "/uses-x.nix"))",
    R"(builtins.findFile [ { prefix = ""; path = toString tree; } ] "a" == tree + "/a")",
    R"(toString (builtins.findFile [ { prefix = "t"; path = tree; } { path = tree + "/sub"; } ] "b"))",
    R"(toString (builtins.findFile [ { prefix = "t"; path = toString tree; } ] "t/sub/b"))",
    R"(toString (builtins.findFile [ { prefix = "t"; path = toString tree; } ] "t"))",
    R"((builtins.tryEval (builtins.findFile [ ] "none")).success)",
    R"((builtins.tryEval (builtins.findFile [ { prefix = "t"; path = toString tree; } ] "tt")).success)",
};

class PathsAgree : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test::NixOracle::available()) return;
    const auto tree = nix_.scratch() / "tree";
    test::write_file(tree / "a", "hello\n");
    test::write_file(tree / "empty", "");
    test::write_file(tree / "sub" / "b", "there\n");
    test::write_file(tree / "run", "#!/bin/sh\n");
    test::write_file(tree / "default.nix", "\"the default\"\n");
    test::write_file(tree / "value.nix", "{ a = 1; here = baseNameOf (toString ./.); }\n");
    test::write_file(tree / "uses-x.nix", "x + 1\n");
    std::filesystem::permissions(tree / "run", std::filesystem::perms(0755));
    std::filesystem::create_directory(tree / "emptydir");
    std::filesystem::create_symlink("a", tree / "link");
    std::filesystem::create_symlink("nothing", tree / "dangling");
    std::filesystem::create_symlink("sub", tree / "dirlink");
    std::filesystem::create_symlink("value.nix", tree / "filelink.nix");
  }
  test::NixOracle nix_;
};

TEST_F(PathsAgree, EveryValue) {
  HM_NEEDS_NIX();
  const std::string prelude = "let tree = " + nix_.scratch().string() + "/tree; in ";
  std::string all;
  for (const char* value : kValues) all += "(" + std::string(value) + ")\n";
  // One process for all: `--strict` prints a list on one line, so it is the whole that is compared first.
  const std::string whole = prelude + "[\n" + all + "]";
  const auto expected =
      nix_.run("sh -c " + test::quoted("cd " + nix_.scratch().string() +
                                       " && nix-instantiate --eval --strict --read-write-mode -E " +
                                       test::quoted(whole) + " 2>err"));
  ASSERT_EQ(expected.status, 0) << test::read_text(nix_.scratch() / "err");
  const test::DiskHost::Options how{
      .store_dir = nix_.store_dir(), .modules_dir = {}, .environment = {}, .system = {}, .quiet = true};
  std::string got;
  {
    Evaluation ours(how);
    got = ours.print(whole, nix_.scratch()) + "\n";
    EXPECT_EQ(got.find("error: "), std::string::npos) << got << ours.last_error();
  }
  if (got == expected.out) return;
  for (const char* value : kValues) {
    Evaluation ours(how);
    const auto one =
        nix_.run("sh -c " + test::quoted("cd " + nix_.scratch().string() +
                                         " && nix-instantiate --eval --strict --read-write-mode -E " +
                                         test::quoted(prelude + value) + " 2>&1"));
    EXPECT_EQ(ours.print(prelude + value, nix_.scratch()) + "\n", one.out) << value;
  }
  FAIL() << "the values differ";
}

TEST(Paths, Failures) {
  test::ScratchDir scratch;
  test::write_file(scratch.path() / "file", "x");
  test::write_file(scratch.path() / "nul", std::string("a\0b", 3));
  const std::string dir = scratch.path().string();
  Evaluation ours;
  const auto fails = [&](const std::string& expression) { return ours.print(expression, dir); };
  EXPECT_EQ(fails("import ./none.nix"), "error: path '" + dir + "/none.nix' does not exist");
  EXPECT_EQ(fails("builtins.readFile ./none"), "error: path '" + dir + "/none' does not exist");
  EXPECT_EQ(fails("builtins.readFile ./."), "error: '" + dir + "' is not a regular file");
  EXPECT_EQ(fails("builtins.readFile ./nul"),
            "error: the contents of the file '" + dir + "/nul' cannot be represented as a Nix string");
  EXPECT_EQ(fails("builtins.readDir ./none"), "error: path '" + dir + "/none' does not exist");
  EXPECT_EQ(fails("builtins.readDir ./file"), "error: '" + dir + "/file' is not a directory");
  EXPECT_EQ(fails("builtins.readFileType ./none"), "error: path '" + dir + "/none' does not exist");
  EXPECT_EQ(fails("builtins.hashFile \"md4\" ./file"),
            "error: unknown hash algorithm 'md4', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'");
  EXPECT_EQ(fails("builtins.pathExists \"zorglub\""),
            "error: string 'zorglub' doesn't represent an absolute path");
  EXPECT_EQ(fails("builtins.storePath ./file"), "error: path '" + dir + "/file' is not in the Nix store");
  EXPECT_EQ(fails("builtins.path { path = ./file; colour = 1; }"),
            "error: unsupported argument 'colour' to 'builtins.path'");
  EXPECT_EQ(fails("builtins.path { name = \"x\"; }"),
            "error: missing required 'path' attribute in the first argument to 'builtins.path'");
  EXPECT_EQ(fails("builtins.path { path = ./file; name = \"a b\"; }"),
            "error: name 'a b' contains illegal character ' '");
  EXPECT_EQ(fails("builtins.path { path = ./file; sha256 = \"" + std::string(64, '0') + "\"; }"),
            "error: store path mismatch in (possibly filtered) path added from '" + dir + "/file'");
  EXPECT_EQ(fails("builtins.filterSource (_: 1) ./."),
            "error: attempt to call something which is not a function but an integer: 1");
  EXPECT_EQ(fails("builtins.filterSource (_: _: 1) ./."),
            "error: expected a Boolean but found an integer: 1");
  EXPECT_EQ(fails("builtins.filterSource (_: _: throw \"out of the filter\") ./."),
            "error: out of the filter");
  EXPECT_EQ(fails("builtins.findFile [ { prefix = 1; } ] \"x\""),
            "error: expected a string but found an integer: 1");
  EXPECT_EQ(fails("builtins.findFile [ { } ] \"x\""), "error: attribute 'path' missing");
  EXPECT_EQ(fails("<nowhere>"),
            "error: file 'nowhere' was not found in the Nix search path (add it using $NIX_PATH or -I)");
  EXPECT_EQ(fails("let d = derivation { name = \"d\"; system = \"s\"; builder = \"b\"; }; in builtins.toFile "
                  "\"t\" \"${d}\"")
                .substr(0, 75),
            "error: files created by builtins.toFile may not reference derivations, but ");
}

// As in newer references than the oracle: a link is followed, its target is what is taken.
TEST(Paths, ALinkThatIsTakenIsFollowed) {
  test::ScratchDir scratch;
  test::write_file(scratch.path() / "sub" / "b", "x");
  std::filesystem::create_symlink("sub", scratch.path() / "link");
  Evaluation ours;
  const auto take = [](const std::string& path) { return "builtins.path { path = " + path + "; name = \"n\"; }"; };
  EXPECT_EQ(ours.print(take("./link") + " == " + take("./sub"), scratch.path()), "true");
}

// A file is evaluated once however it is named; a scoped import each time.
TEST(Paths, ImportsAreShared) {
  test::ScratchDir scratch;
  test::write_file(scratch.path() / "default.nix", "builtins.trace \"evaluated\" { f = x: x; }");
  std::filesystem::create_symlink("default.nix", scratch.path() / "link.nix");
  Evaluation ours;
  EXPECT_EQ(
      ours.print("import ./. == import ./default.nix && import ./link.nix == import ./.", scratch.path()),
      "true");
  EXPECT_EQ(ours.host().lines().size(), 1u);
  ours.print("[ (scopedImport { } ./.) (scopedImport { } ./.) ]", scratch.path());
  EXPECT_EQ(ours.host().lines().size(), 3u);
}

TEST(Fetch, Failures) {
  Evaluation ours;
  const auto fails = [&](const std::string& expression) { return ours.print(expression); };
  EXPECT_EQ(fails("builtins.fetchurl { }"), "error: 'url' argument required");
  EXPECT_EQ(fails("builtins.fetchurl { url = \"http://x/y\"; colour = 1; }"),
            "error: unsupported argument 'colour' to 'fetchurl'");
  EXPECT_EQ(fails("builtins.fetchurl \"https://example.com/~wiggle~\""),
            "error: invalid store path name when fetching URL 'https://example.com/~wiggle~': name "
            "'~wiggle~' contains "
            "illegal character '~'. Please pass an attribute set with 'url' and 'name' attributes to "
            "'fetchurl',  so "
            "that it can create a valid store path.");
  EXPECT_EQ(fails("builtins.fetchTree { type = \"file\"; url = \"file://x\"; owner = -1; }"),
            "error: negative value given for 'fetchTree' argument 'owner': -1");
  EXPECT_EQ(fails("builtins.fetchTree { }"), "error: argument 'type' is missing in call to 'fetchTree'");
  EXPECT_EQ(fails("fetchGit { type = \"git\"; url = \"x\"; }"), "error: unexpected argument 'type'");
}

// What is pinned and there already needs no network.
TEST(Fetch, APinnedFileThatIsThereIsNotFetched) {
  Evaluation ours;
  const std::string text = "builtins.path { path = \"" + std::string(HM_SOURCE_DIR) +
                           "/LICENSE\"; recursive = false; name = \"it\"; }";
  const std::string hash = "builtins.hashFile \"sha256\" \"" + std::string(HM_SOURCE_DIR) + "/LICENSE\"";
  EXPECT_EQ(
      ours.print("let p = " + text +
                 "; in builtins.seq p (builtins.fetchurl { url = \"http://nowhere.invalid/it\"; sha256 = " +
                 hash + "; } == p)"),
      "true");
}

}  // namespace
}  // namespace hm
