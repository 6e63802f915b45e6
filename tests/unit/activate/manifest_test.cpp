#include "activate/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hm::activate {
namespace {

using ::testing::HasSubstr;

std::string with_target(const std::string& quoted) {
  return R"({"files":[{"target":)" + quoted + R"(,"force":false,"onChange":""}],"version":1})";
}

TEST(Manifest, ReadsEveryField) {
  const auto m = parse_manifest(R"({
    "activation": [{"name":"a","phase":"before","text":"x"},{"name":"linkGeneration","phase":"link","text":""},
                   {"name":"b","phase":"after","text":"y"}],
    "activationPath": ["/p/bin"],
    "fileOptions": {"ignored": [1, {"deep": null}]},
    "files": [{"target":"b/c","force":true,"onChange":"echo"},{"target":"a"}],
    "homeDirectory": "/home/sean", "username": "sean", "stateVersion": "24.05",
    "packages": [{"name":"rg","version":null,"path":"/s","origin":"host","program":null}],
    "sessionVariables": {"EDITOR": "vi"}, "specialisations": ["dark"], "startServices": false,
    "units": [{"name":"u.service","target":".config/systemd/user/u.service"}],
    "warnings": ["w"], "news": [], "version": 1})");
  ASSERT_TRUE(m) << m.error().message();
  EXPECT_EQ(m->username, "sean");
  ASSERT_EQ(m->files.size(), 2u);
  EXPECT_EQ(m->files[0].target, "a");
  EXPECT_TRUE(m->files[1].force);
  EXPECT_EQ(m->find("b/c")->on_change, "echo");
  EXPECT_EQ(m->find("b"), nullptr);
  EXPECT_EQ(m->activation[0].phase, Phase::Before);
  EXPECT_EQ(m->activation[2].text, "y");
  EXPECT_EQ(m->activation_path, std::vector<std::string>{"/p/bin"});
  EXPECT_EQ(m->packages[0].origin, "host");
  EXPECT_EQ(m->session_variables.at("EDITOR"), "vi");
  EXPECT_FALSE(m->start_services);
  EXPECT_EQ(m->units[0].name, "u.service");
}

TEST(Manifest, RefusesTargetsThatLeaveTheHome) {
  const char* bad[] = {
      R"("../x")", R"("/etc/passwd")", R"("a/../b")",  R"("a/..")", R"("..")",      R"(".")", R"("a/.")",
      R"("./a")",  R"("a//b")",        R"("a/")",      R"("")",     R"("~root/x")", R"("~")", R"("a\u0000b")",
      R"("a\nb")", R"("a\u001bb")",    R"("a\u007f")", R"(5)",      R"(null)",      R"([])",  R"({})"};
  for (const char* target : bad) {
    const auto m = parse_manifest(with_target(target));
    ASSERT_FALSE(m) << target;
    EXPECT_EQ(m.error().code(), Code::StateDamaged) << target;
  }
  EXPECT_FALSE(parse_manifest(with_target("\"" + std::string(256, 'a') + "\"")));
  EXPECT_FALSE(parse_manifest(with_target("\"\xff\xfe\"")));
  EXPECT_TRUE(parse_manifest(with_target("\"" + std::string(255, 'a') + "\"")));
  EXPECT_TRUE(parse_manifest(with_target(R"("with space/quote'/$(x)/…")")));
}

TEST(Manifest, RefusesTargetsThatMeet) {
  for (const char* files :
       {R"([{"target":"a"},{"target":"a"}])", R"([{"target":"a/b"},{"target":"a-b"},{"target":"a"}])"}) {
    const auto m = parse_manifest(std::string(R"({"version":1,"files":)") + files + "}");
    ASSERT_FALSE(m) << files;
    EXPECT_THAT(m.error().message(), HasSubstr("target"));
  }
  EXPECT_TRUE(parse_manifest(R"({"version":1,"files":[{"target":"a"},{"target":"a-b"},{"target":"ab"}]})"));
}

TEST(Manifest, ANewerVersionIsSaidToBeOneWhereverItStands) {
  for (const char* text :
       {R"({"version":2})", R"({"files":{"new":"form"},"version":2})", R"({"version":99,"files":7})"}) {
    const auto m = parse_manifest(text);
    ASSERT_FALSE(m);
    EXPECT_EQ(m.error().code(), Code::StateTooNew) << text;
  }
}

TEST(Manifest, RefusesWhatIsNotOne) {
  for (
      const char* text :
      {"",
       "{",
       "[]",
       "1",
       "null",
       R"({})",
       R"({"version":0})",
       R"({"version":"1"})",
       R"({"version":1})",
       R"({"version":1,"files":null})",
       R"({"version":1,"inner":{"files":[]}})",
       R"({"version":1,"files":5})",
       R"({"version":1,"files":{}})",
       R"({"version":1,"files":[5]})",
       R"({"version":1,"files":[[]]})",
       R"({"version":1,"username":[]})",
       R"({"version":1,"sessionVariables":{"A":{}}})",
       R"({"version":1,"warnings":[1]})",
       R"({"version":1,"activation":[{"name":"a","phase":"never","text":""}]})",
       R"({"version":1,"activation":[{"name":"a","phase":"after","text":""},{"name":"b","phase":"before","text":""}]})",
       R"({"version":1,"activation":[{"phase":"after","text":""}]})",
       R"({"version":1} x)",
       R"({"version":1,"units":[{"name":"a/b","target":"x"}]})"}) {
    const auto m = parse_manifest(text);
    ASSERT_FALSE(m) << text;
    EXPECT_EQ(m.error().code(), Code::StateDamaged) << text;
  }
}

TEST(Manifest, ALostListOfFilesIsNotAnEmptyHome) {
  EXPECT_TRUE(parse_manifest(R"({"files":[],"version":1})"));
  const auto lost = parse_manifest(R"({"username":"sean","version":1})");
  ASSERT_FALSE(lost);
  EXPECT_THAT(lost.error().message(), testing::HasSubstr("no list of files"));
}

TEST(Manifest, MarksTellContentsApart) {
  const auto file = [](const char* content) {
    ManagedFile result;
    result.content = content;
    return result;
  };
  EXPECT_EQ(same_by_mark(file("fa"), file("fa")), true);
  EXPECT_EQ(same_by_mark(file("fa"), file("fb")), false);
  EXPECT_EQ(same_by_mark(file("la"), file("la")), true);
  // Links that say different things, and a link and a file, may hold the same; an older manifest has no
  // marks.
  EXPECT_EQ(same_by_mark(file("la"), file("lb")), std::nullopt);
  EXPECT_EQ(same_by_mark(file("fa"), file("lb")), std::nullopt);
  EXPECT_EQ(same_by_mark(file("fa"), file("")), std::nullopt);
  const auto read = parse_manifest(R"({"files":[{"target":"a","content":"fx"},{"target":"b"}],"version":1})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->files[0].content, "fx");
  EXPECT_EQ(read->files[1].content, "");
}

TEST(Manifest, DepthIsLimited) {
  const auto nested = [](std::size_t depth) {
    return R"({"version":1,"files":[],"news":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_TRUE(parse_manifest(nested(63)));
  EXPECT_FALSE(parse_manifest(nested(64)));
  EXPECT_FALSE(parse_manifest(nested(1'000'000)));
}

TEST(Manifest, PathOrderKeepsADirectoryTogether) {
  EXPECT_TRUE(path_order("a", "a/b"));
  EXPECT_TRUE(path_order("a/b", "a-b"));
  EXPECT_FALSE(path_order("a-b", "a/b"));
  EXPECT_TRUE(path_order("a/z", "aa"));
  EXPECT_FALSE(path_order("a", "a"));
}

}  // namespace
}  // namespace hm::activate
