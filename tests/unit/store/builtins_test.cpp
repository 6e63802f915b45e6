// The built-in builders, as docs/internals/treaties.md describes them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/unit/store/store_scene.hpp"

namespace hm {
namespace {

using nlohmann::json;
using test::must;
using test::StoreScene;

// The tree at `path`, one line each.
std::string show(const std::string& path) {
  namespace fs = std::filesystem;
  std::vector<std::string> lines;
  const auto line = [&](const fs::path& p) {
    const std::string name = p == path ? "." : p.lexically_relative(path).string();
    struct stat st;
    if (::lstat(p.c_str(), &st) != 0) return;
    EXPECT_EQ(st.st_mtim.tv_sec, 1) << p;
    if (S_ISLNK(st.st_mode)) {
      lines.push_back(name + " -> " + fs::read_symlink(p).string());
    } else if (S_ISDIR(st.st_mode)) {
      EXPECT_EQ(st.st_mode & 07777, 0555U) << p;
      lines.push_back(name + "/");
    } else {
      std::ifstream in(p);
      std::string text((std::istreambuf_iterator<char>(in)), {});
      lines.push_back(fmt::format("{} {:o} {}", name, st.st_mode & 07777, text));
    }
  };
  line(path);
  if (fs::is_directory(fs::symlink_status(path))) {
    for (const auto& entry : fs::recursive_directory_iterator(path)) line(entry.path());
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& l : lines) out += l + "\n";
  return out;
}

Code code_of(StoreScene& scene, const StorePath& drv) {
  auto result = scene.store->realise({{drv, {}}}, {});
  EXPECT_FALSE(result.ok());
  return result.ok() ? Code::Internal : result.error().code();
}

TEST(BuiltinTree, MakesFilesLinksAndCopies) {
  StoreScene s;
  s.write(s.root + "/src/tool", "#!/bin/sh\n", 0755);
  s.write(s.root + "/src/sub/data", "data");
  const StorePath source = must(s.store->add_source(s.root + "/src", {.name = "src"}));
  const StorePath drv =
      s.builtin("t", "tree",
                {{"entries",
                  {{{"path", "etc/a"}, {"text", "A\n"}},
                   {{"path", "bin/run"}, {"text", "#!"}, {"executable", true}},
                   {{"path", "link"}, {"target", "etc/a"}},
                   {{"path", "copied"}, {"copy", s.in(source)}},
                   {{"path", "copied/more"}, {"text", "in between"}},
                   {{"path", "plain"}, {"copy", s.in(source) + "/tool"}, {"executable", false}}}}},
                {}, {source});
  EXPECT_EQ(show(s.in(s.build(drv))),
            "./\n"
            "bin/\n"
            "bin/run 555 #!\n"
            "copied/\n"
            "copied/more 444 in between\n"
            "copied/sub/\n"
            "copied/sub/data 444 data\n"
            "copied/tool 555 #!/bin/sh\n\n"
            "etc/\n"
            "etc/a 444 A\n\n"
            "link -> etc/a\n"
            "plain 444 #!/bin/sh\n\n");
}

TEST(BuiltinTree, TheRootItselfMayBeAFileOrALink) {
  StoreScene s;
  EXPECT_EQ(show(s.in(s.build(s.builtin("f", "tree", {{"entries", {{{"path", ""}, {"text", "x"}}}}})))),
            ". 444 x\n");
  EXPECT_EQ(show(s.in(s.build(s.builtin("l", "tree", {{"entries", {{{"path", ""}, {"target", "/y"}}}}})))),
            ". -> /y\n");
  EXPECT_EQ(show(s.in(s.build(s.builtin("e", "tree", {{"entries", json::array()}})))), "./\n");
}

TEST(BuiltinTree, RefusesWhatCannotBe) {
  StoreScene s;
  const auto entries = [](json list) { return json{{"entries", std::move(list)}}; };
  int n = 0;
  for (const json& bad :
       {entries({{{"path", "a"}, {"text", "1"}}, {{"path", "a"}, {"text", "2"}}}),
        entries({{{"path", "a"}, {"text", "1"}}, {{"path", "a/b"}, {"text", "2"}}}),
        entries({{{"path", "a"}}}), entries({{{"path", "a"}, {"text", "1"}, {"target", "2"}}}),
        entries({{{"path", "../a"}, {"text", "1"}}}), entries({{{"path", "/a"}, {"text", "1"}}}),
        entries({{{"path", "a"}, {"copy", "/does/not/exist"}}}), entries({{{"text", "1"}}}),
        entries("no list"), entries({{{"path", 1}, {"text", "1"}}})}) {
    const StorePath drv = s.builtin(fmt::format("bad-{}", ++n), "tree", bad);
    code_of(s, drv);
    EXPECT_FALSE(must(s.store->is_valid(must(s.store->outputs_of(drv)).at("out")))) << bad;
  }
}

TEST(BuiltinTree, ReferencesAreFoundAndPlaceholdersFilled) {
  StoreScene s;
  const StorePath text = must(s.store->add_text("t", "hello", {}));
  const StorePath unused = must(s.store->add_text("unused", "hello", {}));
  const StorePath drv = s.builtin(
      "r", "tree",
      {{"entries", {{{"path", "a"}, {"text", "see " + s.in(text) + " and " + placeholder("out")}}}}}, {},
      {text, unused});
  const StorePath out = s.build(drv);
  EXPECT_EQ(s.read(s.in(out) + "/a"), "see " + s.in(text) + " and " + s.in(out));
  const PathInfo info = must(s.store->path_info(out)).value();
  std::vector<StorePath> expected = {text, out};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(info.references, expected);
  EXPECT_EQ(info.deriver, drv);
}

TEST(BuiltinTree, AFailedCheckLeavesNothing) {
  StoreScene s;
  const auto drv = [&](const std::string& name, const std::string& text) {
    return s.builtin(name, "tree",
                     {{"entries", {{{"path", ""}, {"text", text}}}}, {"check", {"/bin/sh", "-n"}}});
  };
  EXPECT_EQ(s.read(s.in(s.build(drv("good", "echo hi\n")))), "echo hi\n");
  const StorePath bad = drv("bad", "if then\n");
  auto result = s.store->realise({{bad, {}}}, {});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), Code::BuildFailed);
  EXPECT_THAT(result.error().diagnostic().notes.at(0), testing::HasSubstr("yntax error"));
  EXPECT_FALSE(must(s.store->is_valid(must(s.store->outputs_of(bad)).at("out"))));
}

TEST(BuiltinHomeFiles, LaysOutAHome) {
  StoreScene s;
  s.write(s.root + "/src/a", "A");
  s.write(s.root + "/src/sub/b", "B", 0755);
  s.write(s.root + "/src/.git/HEAD", "ref");
  std::filesystem::create_symlink("a", s.root + "/src/l");
  const StorePath source = must(s.store->add_source(s.root + "/src", {.name = "src"}));
  const std::string src = s.in(source);
  const StorePath drv = s.builtin(
      "home-files", "home-files",
      {{"files",
        {{{"target", ".config/x/conf"}, {"text", "text\n"}, {"executable", nullptr}, {"recursive", false}},
         {{"target", "bin/go"}, {"text", "#!"}, {"executable", true}, {"recursive", false}},
         {{"target", "whole"}, {"source", src}, {"executable", nullptr}, {"recursive", false}},
         {{"target", "leaves"}, {"source", src}, {"executable", nullptr}, {"recursive", true}},
         {{"target", "leaves/extra"}, {"text", "beside"}, {"executable", nullptr}, {"recursive", false}},
         {{"target", "same"}, {"source", src + "/a"}, {"executable", false}, {"recursive", false}},
         {{"target", "made-executable"},
          {"source", src + "/a"},
          {"executable", true},
          {"recursive", false}}}}},
      {}, {source});
  EXPECT_EQ(show(s.in(s.build(drv))), fmt::format("./\n"
                                                  ".config/\n"
                                                  ".config/x/\n"
                                                  ".config/x/conf 444 text\n\n"
                                                  "bin/\n"
                                                  "bin/go 555 #!\n"
                                                  "leaves/\n"
                                                  "leaves/a -> {0}/a\n"
                                                  "leaves/extra 444 beside\n"
                                                  "leaves/l -> a\n"
                                                  "leaves/sub/\n"
                                                  "leaves/sub/b -> {0}/sub/b\n"
                                                  "made-executable 555 A\n"
                                                  "same -> {0}/a\n"
                                                  "whole -> {0}\n",
                                                  src));
}

TEST(BuiltinHomeFiles, ConflictsAndEscapesAreNamed) {
  StoreScene s;
  s.write(s.root + "/src/a", "A");
  const StorePath source = must(s.store->add_source(s.root + "/src", {.name = "src"}));
  const auto attempt = [&](const std::string& name, json files, const char* part) {
    const StorePath drv = s.builtin(name, "home-files", {{"files", std::move(files)}}, {}, {source});
    auto result = s.store->realise({{drv, {}}}, {});
    ASSERT_FALSE(result.ok()) << name;
    EXPECT_EQ(result.error().code(), Code::InvalidDerivation) << name;
    EXPECT_THAT(result.error().message(), testing::HasSubstr(part));
  };
  attempt("escape", {{{"target", "../x"}, {"text", ""}}}, "outside of the home");
  attempt(
      "over",
      {{{"target", "d"}, {"source", s.in(source)}, {"recursive", true}}, {{"target", "d/a"}, {"text", ""}}},
      "d/a conflicts with recursively symlinked file");
  attempt("below", {{{"target", "d"}, {"source", s.in(source)}}, {{"target", "d/x"}, {"text", ""}}}, "d");
}

TEST(BuiltinGeneration, HoldsTheManifestWithItsFiles) {
  StoreScene s;
  s.write(s.root + "/src/deep/a", "A");
  const StorePath source = must(s.store->add_source(s.root + "/src", {.name = "src"}));
  const StorePath home =
      s.builtin("home-files", "home-files",
                {{"files",
                  {{{"target", "z"}, {"text", "Z"}},
                   {{"target", ".config/dir"}, {"source", s.in(source)}, {"recursive", true}},
                   {{"target", "a"}, {"source", s.in(source)}}}}},
                {}, {source});
  const StorePath home_out = must(s.store->outputs_of(home)).at("out");
  const StorePath path_drv = s.builtin("home-path", "buildenv", {{"paths", json::array()}});
  const StorePath path_out = must(s.store->outputs_of(path_drv)).at("out");
  const StorePath drv =
      s.builtin("generation", "generation",
                {{"homeFiles", s.in(home_out)},
                 {"homePath", s.in(path_out)},
                 {"activate", "#!/bin/sh\n"},
                 {"hmVersion", "1.2"},
                 {"specialisations", {{"dark", "/somewhere"}}},
                 {"manifest",
                  {{"version", 1},
                   {"fileOptions",
                    {{"z", {{"force", true}, {"onChange", "run z"}}},
                     {".config/dir", {{"force", false}, {"onChange", "run dir"}, {"recursive", true}}}}}}}},
                {home, path_drv});
  const std::string out = s.in(s.build(drv));
  EXPECT_EQ(std::filesystem::read_symlink(out + "/home-files"), s.in(home_out));
  EXPECT_EQ(std::filesystem::read_symlink(out + "/home-path"), s.in(path_out));
  EXPECT_EQ(std::filesystem::read_symlink(out + "/specialisation/dark"), "/somewhere");
  EXPECT_EQ(::access((out + "/activate").c_str(), X_OK), 0);
  EXPECT_EQ(s.read(out + "/hm-version"), "1.2");
  const json manifest = json::parse(s.read(out + "/manifest.json"));
  EXPECT_EQ(manifest["version"], 1);
  EXPECT_FALSE(manifest.contains("fileOptions"));
  // What a file holds and what a link says, so that generations are compared without reading them.
  const auto mark = [](const char* kind, const std::string& bytes) {
    return kind + hash_of(HashAlgorithm::Sha256, bytes).base32().substr(0, 32);
  };
  const std::string deep = std::filesystem::read_symlink(out + "/home-files/.config/dir/deep/a");
  EXPECT_EQ(
      manifest["files"],
      (json::array(
          {{{"target", ".config/dir/deep/a"},
            {"content", mark("l", deep)},
            {"force", false},
            {"onChange", "run dir"},
            {"entry", ".config/dir"}},
           {{"target", "a"}, {"content", mark("l", s.in(source))}, {"force", false}, {"onChange", ""}},
           {{"target", "z"}, {"content", mark("f", "Z")}, {"force", true}, {"onChange", "run z"}}})));
}

struct EnvironmentScene : StoreScene {
  // Packages: name -> files.
  StorePath package(const std::string& name, const std::map<std::string, std::string>& files) {
    json entries = json::array();
    for (const auto& [path, text] : files) entries.push_back({{"path", path}, {"text", text}});
    return builtin(name, "tree", {{"entries", entries}});
  }
  StorePath environment(const std::string& name, const std::vector<std::pair<StorePath, int>>& packages,
                        json more = {}) {
    json attributes = std::move(more);
    attributes["paths"] = json::array();
    std::vector<StorePath> inputs;
    for (const auto& [drv, priority] : packages) {
      attributes["paths"].push_back({{"path", path(drv)}, {"priority", priority}});
      inputs.push_back(drv);
    }
    return builtin(name, "buildenv", attributes, inputs);
  }
  std::string path(const StorePath& drv) { return in(must(store->outputs_of(drv)).at("out")); }
};

TEST(BuiltinEnvironment, MergesDirectoriesAndLinksLeaves) {
  EnvironmentScene s;
  const StorePath a = s.package("a", {{"bin/a", "A"}, {"share/doc/a", "doc"}, {"nix-support/x", "-"}});
  const StorePath b = s.package("b", {{"bin/b", "B"}, {"share/man/b", "man"}});
  EXPECT_EQ(
      show(s.in(s.build(s.environment("env", {{a, 5}, {b, 5}})))),
      fmt::format("./\nbin/\nbin/a -> {0}/bin/a\nbin/b -> {1}/bin/b\nshare/\nshare/doc -> {0}/share/doc\n"
                  "share/man -> {1}/share/man\n",
                  s.path(a), s.path(b)));
}

TEST(BuiltinEnvironment, PriorityDecidesAndEqualsMustAgree) {
  EnvironmentScene s;
  const StorePath a = s.package("a", {{"bin/x", "one"}});
  const StorePath b = s.package("b", {{"bin/x", "two"}});
  const StorePath same = s.package("same", {{"bin/x", "one"}, {"bin/y", "y"}});
  const auto target = [&](const StorePath& env) {
    return std::filesystem::read_symlink(s.in(s.build(env)) + "/bin/x").string();
  };
  EXPECT_EQ(target(s.environment("first", {{a, 4}, {same, 5}})), s.path(a) + "/bin/x");
  EXPECT_EQ(target(s.environment("second", {{same, 5}, {b, 4}})), s.path(b) + "/bin/x");
  EXPECT_EQ(target(s.environment("agree", {{a, 5}, {same, 5}})), s.path(a) + "/bin/x");
  auto clash = s.store->realise({{s.environment("clash", {{a, 5}, {b, 5}}), {}}}, {});
  ASSERT_FALSE(clash.ok());
  EXPECT_THAT(clash.error().diagnostic().notes, testing::Contains(testing::HasSubstr(s.path(a))));
  EXPECT_THAT(clash.error().diagnostic().notes, testing::Contains(testing::HasSubstr(s.path(b))));
  must(
      s.store->realise({{s.environment("ignored", {{a, 5}, {b, 5}}, {{"ignoreCollisions", true}}), {}}}, {}));
}

TEST(BuiltinEnvironment, LinksOnlyWhatIsAskedForAndAddsEntries) {
  EnvironmentScene s;
  const StorePath a = s.package("a", {{"bin/a", "A"}, {"share/man/m", "M"}, {"lib/l", "L"}});
  const StorePath env = s.environment("env", {{a, 5}},
                                      {{"pathsToLink", {"/share/man", "/bin"}},
                                       {"entries", {{{"path", "bin/extra"}, {"target", "/usr/bin/rg"}}}}});
  EXPECT_EQ(
      show(s.in(s.build(env))),
      fmt::format(
          "./\nbin/\nbin/a -> {0}/bin/a\nbin/extra -> /usr/bin/rg\nshare/\nshare/man -> {0}/share/man\n",
          s.path(a)));
}

TEST(BuiltinEnvironment, MissingPathsAreSkippedAndPrefixesApplied) {
  EnvironmentScene s;
  const StorePath a = s.package("a", {{"bin/a", "A"}});
  const StorePath drv =
      s.builtin("env", "buildenv",
                {{"paths", {{{"path", s.path(a)}, {"priority", 5}}, {{"path", "/no/such"}, {"priority", 5}}}},
                 {"extraPrefix", "/usr"}},
                {a});
  EXPECT_EQ(show(s.in(s.build(drv))), fmt::format("./\nusr/\nusr/bin -> {}/bin\n", s.path(a)));
}

TEST(BuiltinFetchurl, FetchesFilesAndChecksTheHash) {
  StoreScene s;
  s.write(s.root + "/file", "contents");
  const auto fetch = [&](const std::string& name, const Hash& hash, json attributes, bool recursive) {
    Derivation d;
    d.system = "builtin";
    d.builder = "builtin:fetchurl";
    d.environment["__json"] = attributes.dump();
    d.outputs["out"] = {s.in(fixed_output_path(s.store_dir, name, hash, recursive)),
                        recursive ? "r:sha256" : "sha256", hash.base16()};
    return s.add(name, d, {}, {});
  };
  const Hash right = hash_of(HashAlgorithm::Sha256, "contents");
  const json urls = {{"urls", {"file:///no/such/file", "file://" + s.root + "/file"}}};
  const StorePath out = s.build(fetch("good", right, urls, false));
  EXPECT_EQ(s.read(s.in(out)), "contents");
  EXPECT_EQ(must(s.store->path_info(out))->content_address, "fixed:sha256:" + right.base32());
  const StorePath bad = fetch("bad", hash_of(HashAlgorithm::Sha256, "other"), urls, false);
  auto result = s.store->realise({{bad, {}}}, {});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), Code::HashMismatch);
  EXPECT_THAT(result.error().message(), testing::HasSubstr(right.sri()));
  EXPECT_FALSE(must(s.store->is_valid(must(s.store->outputs_of(bad)).at("out"))));
}

TEST(Builtins, UnknownOnesAndMissingAttributesAreNamed) {
  StoreScene s;
  EXPECT_EQ(code_of(s, s.builtin("u", "nothing", json::object())), Code::InvalidDerivation);
  EXPECT_EQ(code_of(s, s.builtin("g", "generation", json::object())), Code::InvalidDerivation);
}

TEST(Builtins, AThousandTextsNeedFewSyncs) {
  StoreScene s;
  json files = json::array();
  for (int i = 0; i < 1000; ++i)
    files.push_back({{"target", fmt::format(".config/d{}/f{}", i % 50, i)},
                     {"text", fmt::format("text of file {}\n", i)}});
  const StorePath drv = s.builtin("home-files", "home-files", {{"files", files}});
  const auto start = std::chrono::steady_clock::now();
  const StorePath out = s.build(drv);
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  RecordProperty("microseconds", static_cast<int>(took.count()));
  std::printf("home-files of 1,000 texts: %.1f ms\n", static_cast<double>(took.count()) / 1000);
  EXPECT_EQ(s.read(s.in(out) + "/.config/d7/f7"), "text of file 7\n");
}

}  // namespace
}  // namespace hm
