// Activation entries, in a real bash, on a real directory.
#include "activate/hooks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/support/scratch.hpp"
#include "world.hpp"

namespace hm::activate::test {
namespace {

using ::testing::HasSubstr;

bool has_bash() {
  return ::access("/bin/bash", X_OK) == 0 || ::access("/usr/bin/bash", X_OK) == 0;
}

class HooksTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_bash()) GTEST_SKIP() << "no bash here";
  }
  static ActivationEntry before(std::string name, std::string text) {
    return {std::move(name), Phase::Before, std::move(text)};
  }
  static ActivationEntry after(std::string name, std::string text) {
    return {std::move(name), Phase::After, std::move(text)};
  }
  Result<Report> run(std::vector<ActivationEntry> entries, Files files = {{"a", text("1")}},
                     bool verbose = false) {
    SwitchOptions options = world.options("bak");
    options.hooks.verbose = verbose;
    return switch_to(fs, world.place(), world.generation({std::move(files), std::move(entries), {}}),
                     options);
  }
  std::string out() {
    auto content = read_text(fs, At(world.home("out")));
    return content ? *content : "";
  }

  hm::test::Scratch scratch;
  RealFs fs;
  World world{fs, scratch.path()};
};

TEST_F(HooksTest, StateIsHandedOnAcrossTheFlip) {
  const auto report = run({before("one", "declare -A map; map[x]=1; f() { echo f; }; [[ ! -e a ]]"),
                           {"linkGeneration", Phase::Link, ""},
                           after("two", "echo \"${map[x]}$(f)$(<a)\" > out")});
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(out(), "1f1\n");
  EXPECT_EQ(report->hooks.size(), 2u);
}

TEST_F(HooksTest, OneThatFailsBeforeTheFlipLeavesTheOldHome) {
  for (const char* bad :
       {"false; echo no > out", "exit 0", "exit 3", "echo ${unset_variable}", "kill -9 $BASHPID"}) {
    const auto report = run({before("bad", bad), after("next", "echo next >> out")});
    ASSERT_FALSE(report) << bad;
    EXPECT_THAT(report.error().message(), HasSubstr("'bad'"));
    EXPECT_EQ(World::read(fs, world.home("a")), "-");
    EXPECT_EQ(out(), "");
  }
}

TEST_F(HooksTest, OneThatFailsAfterItIsNamedAndTheRestRuns) {
  const auto report = run({after("one", "x=1"), after("exits", "x=2; exit 0"), after("fails", "false"),
                           after("killed", "kill -9 $BASHPID"), after("returns", "return 0"),
                           after("last", "echo $x > out")});
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(out(), "1\n");  // the state of an entry that ended early ends with it
  std::vector<std::string> failed;
  for (const HookResult& hook : report->hooks) {
    if (!hook.ok) failed.push_back(hook.name);
  }
  EXPECT_EQ(failed, (std::vector<std::string>{"exits", "fails", "killed", "returns"}));
  EXPECT_EQ(World::read(fs, world.home("a")), "F1");
}

TEST_F(HooksTest, TheVocabulary) {
  const auto report = run({after("words", R"({
    run echo ran; run --quiet echo quiet; run --silence echo silent
    noteEcho n; warnEcho w; errorEcho e; verboseEcho v
    _i 'i %s' x; _iError 'ie %s' y; _iNote 'in'
    $DRY_RUN_CMD echo dry; $VERBOSE_ECHO chatter; echo "[$VERBOSE_ARG]"
    echo "${oldGenPath-none} $newGenNum ${newGenPath##*-} ${genProfilePath##*/} $HOME_MANAGER_BACKUP_EXT $HOME"
    checkStringEq X 1 1
  } > out)")});
  ASSERT_TRUE(report) << report.error().message();
  ASSERT_TRUE(report->hooks.at(0).ok);
  EXPECT_EQ(out(),
            "ran\nn\nw\ne\ni x\nie y\nin\ndry\n[]\nnone 1 generation home bak " + world.place().home + "\n");
  ASSERT_TRUE(run({after("words", "{ verboseEcho v; echo \"$VERBOSE_ARG $oldGenNum\"; } > out")},
                  {{"a", text("2")}}, true));
  EXPECT_EQ(out(), "v\n--verbose 1\n");
}

TEST_F(HooksTest, OnChangeRunsForWhatChanged) {
  const auto leaf = [](const std::string& content, const std::string& name) {
    Leaf l = text(content);
    l.on_change = "echo " + name + " >> out";
    return l;
  };
  ASSERT_TRUE(run({}, {{"a", leaf("1", "a")}, {"b", leaf("1", "b")}}));
  EXPECT_EQ(out(), "a\nb\n");
  ASSERT_TRUE(
      run({after("aFirst", "echo first >> out"), after("onFilesChange", ""), after("z", "echo z >> out")},
          {{"a", leaf("2", "a")}, {"b", leaf("1", "b")}}));
  EXPECT_EQ(out(), "a\nb\nfirst\na\nz\n");
}

TEST_F(HooksTest, WithoutEntriesNoBashIsNeeded) {
  SwitchOptions options = world.options();
  options.hooks.bash = "/nonexistent/bash";
  const std::vector<ActivationEntry> standard = {before("checkLinkTargets", ""),
                                                 before("writeBoundary", " \n# nothing\n"),
                                                 {"linkGeneration", Phase::Link, ""},
                                                 after("onFilesChange", "")};
  ASSERT_TRUE(switch_to(fs, world.place(), world.generation({{{"a", text("1")}}, standard, {}}), options));
  auto refused =
      switch_to(fs, world.place(), world.generation({{{"a", text("2")}}, {after("x", "echo")}, {}}), options);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("bash"));
  EXPECT_EQ(World::read(fs, world.home("a")), "F1");
}

TEST_F(HooksTest, TheHomeIsCheckedBeforeTheEntriesAndAfterThem) {
  world.write(world.home("b"), "in the way");
  const auto blocked = world.generation({{{"b", text("1")}}, {before("x", "echo ran > out")}, {}});
  ASSERT_FALSE(switch_to(fs, world.place(), blocked, world.options()));  // checked before anything runs
  EXPECT_EQ(out(), "");
  const auto put = run({before("x", "echo mine > c")}, {{"c", text("1")}});
  ASSERT_TRUE(put) << put.error().message();  // -b: what the entry put there is kept
  EXPECT_EQ(World::read(fs, world.home("c.bak")), "Fmine\n");
}

}  // namespace
}  // namespace hm::activate::test
