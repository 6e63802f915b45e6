// What a switch does, seen from outside: on a home in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/memory_fs.hpp"
#include "world.hpp"

namespace hm::activate::test {
namespace {

using ::testing::HasSubstr;

class SwitchTest : public ::testing::Test {
 protected:
  Report must(Result<Report> result) {
    if (!result) {
      ADD_FAILURE() << result.error().message();
      for (const auto& note : result.error().diagnostic().notes) ADD_FAILURE() << note;
      return {};
    }
    return std::move(result).value();
  }
  Report to(const std::string& generation, const std::string& backup = "") {
    return must(switch_to(fs, world.place(), generation, world.options(backup)));
  }
  Report back(std::optional<GenerationNumber> number = {}) {
    return must(rollback(fs, world.place(), number, world.options()));
  }
  std::string view(const std::string& target) { return world.view(fs, target); }
  std::map<std::string, std::string> home() { return World::tree(fs, world.place().home); }

  hm::test::MemoryFs fs;
  World world{fs};
};

TEST_F(SwitchTest, LinksLeadThroughTheProfile) {
  const Report report = to(world.generation({{".config/git/config", text("a")}, {".zshrc", text("z")}}));
  EXPECT_EQ(report.from, 0u);
  EXPECT_EQ(report.to, 1u);
  EXPECT_EQ(report.count(Change::Kind::Added), 2u);
  EXPECT_EQ(report.undo, "hm uninstall");
  EXPECT_EQ(view(".config/git/config"), "Fa");
  EXPECT_EQ(fs.read_link(At(world.home(".config/git/config"))).value(),
            world.place().state + "/profiles/home/home-files/.config/git/config");
  EXPECT_EQ(fs.read_link(At(world.place().profile())).value(), "home-1-link");
}

TEST_F(SwitchTest, ContentsTurnWithoutTouchingTheHome) {
  to(world.generation({{"a", text("1")}, {"d/b", text("1")}}));
  const auto before = home();
  const Report report = to(world.generation({{"a", text("2")}, {"d/b", text("1")}}));
  EXPECT_EQ(home(), before);
  EXPECT_EQ(view("a"), "F2");
  EXPECT_EQ(report.count(Change::Kind::Changed), 1u);
  EXPECT_EQ(report.unchanged, 1u);
  EXPECT_EQ(report.undo, "hm rollback");
  EXPECT_EQ(back().to, 1u);
  EXPECT_EQ(view("a"), "F1");
}

TEST_F(SwitchTest, WhatLeavesTakesItsDirectoriesAlong) {
  const auto empty = home();
  to(world.generation({{"x/y/z", text("1")}}));
  to(world.generation({{"other", text("1")}}));
  EXPECT_EQ(view("x/y/z"), "-");
  EXPECT_EQ(home().count("x"), 0u);
  must(uninstall(fs, world.place(), world.options()));
  EXPECT_EQ(home(), empty);
}

TEST_F(SwitchTest, AFileInTheWayIsRefusedWholeAndNothingChanges) {
  world.write(world.home(".zshrc"), "mine\n");
  const auto before = home();
  auto result = switch_to(
      fs, world.place(), world.generation({{".zshrc", text("theirs\n")}, {"b", text("1")}}), world.options());
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), Code::Conflict);
  EXPECT_THAT(result.error().message(), HasSubstr(".zshrc"));
  EXPECT_EQ(home(), before);
}

TEST_F(SwitchTest, ABackupComesBack) {
  world.write(world.home(".zshrc"), "mine\n", 0640);
  const auto before = home();
  to(world.generation({{".zshrc", text("theirs\n")}}), "bak");
  EXPECT_EQ(view(".zshrc"), "Ftheirs\n");
  EXPECT_EQ(view(".zshrc.bak"), "Fmine\n");
  to(world.generation({{".zshrc", text("2")}}));
  EXPECT_EQ(view(".zshrc.bak"), "Fmine\n");
  must(uninstall(fs, world.place(), world.options()));
  EXPECT_EQ(home(), before);
}

TEST_F(SwitchTest, ABackupNameThatIsTakenDoesNotBlock) {
  world.write(world.home("a"), "1");
  world.write(world.home("a.bak"), "2");
  to(world.generation({{"a", text("new")}, {"a.bak.1", text("managed")}}), "bak");
  EXPECT_EQ(view("a.bak"), "F2");
  EXPECT_EQ(view("a.bak.2"), "F1");
  EXPECT_EQ(view("a.bak.1"), "Fmanaged");
}

TEST_F(SwitchTest, IdenticalContentIsTakenOverAndGivenBack) {
  world.write(world.home("a"), "same", 0600);
  const auto before = home();
  const Report report = to(world.generation({{"a", text("same")}}));
  EXPECT_EQ(report.count(Change::Kind::TakenOver), 1u);
  EXPECT_EQ(fs.stat(At(world.home("a")), Follow::No).value().kind, NodeKind::Symlink);
  must(uninstall(fs, world.place(), world.options()));
  EXPECT_EQ(home(), before);
}

TEST_F(SwitchTest, HomeManagersLinksAreTakenOver) {
  const std::string old = "/nix/store/abcdefghijklmnopqrstuvwxyz012345-home-manager-files";
  world.write(old + "/.config/git/config", "from nix");
  world.write(old + "/.config/d/one", "one");
  world.symlink(world.home(".config/git/config"), old + "/.config/git/config");
  world.symlink(world.home(".config/d"), old + "/.config/d");
  const auto before = home();
  const Report report = to(world.generation(
      {{".config/git/config", text("ours")}, {".config/d/one", text("1")}, {".config/d/two", text("2")}}));
  EXPECT_EQ(report.count(Change::Kind::TakenOver), 2u);
  EXPECT_EQ(view(".config/git/config"), "Fours");
  EXPECT_EQ(view(".config/d/two"), "F2");
  must(uninstall(fs, world.place(), world.options()));
  EXPECT_EQ(home(), before);
}

TEST_F(SwitchTest, DirectoryLinkBecomesDirectoryAndBack) {
  const std::string whole = world.generation({{".config/nvim", directory("whole")}});
  const std::string parts =
      world.generation({{".config/nvim/a", text("a")}, {".config/nvim/b/c", text("c")}});
  to(whole);
  EXPECT_EQ(view(".config/nvim"), "D:Fwhole");
  const auto one = home();
  to(parts);
  EXPECT_EQ(view(".config/nvim/a"), "Fa");
  EXPECT_EQ(view(".config/nvim/b/c"), "Fc");
  const auto two = home();
  back();
  EXPECT_EQ(home(), one);
  back(2);
  EXPECT_EQ(home(), two);
}

TEST_F(SwitchTest, ADirectoryOfSomeoneElseKeepsItsModeAcrossAFold) {
  world.make_directories(world.home(".ssh"));
  ASSERT_TRUE(fs.set_mode(At(world.home(".ssh")), 0700));
  const auto before = home();
  const auto first = world.generation({{".ssh/config", text("c")}});
  to(first);
  const auto one = home();
  to(world.generation({{".ssh", directory("d")}}));
  EXPECT_EQ(view(".ssh"), "D:Fd");
  back();
  EXPECT_EQ(home(), one);
  back(2);
  must(uninstall(fs, world.place(), world.options()));
  EXPECT_EQ(home(), before);
}

TEST_F(SwitchTest, AMixedDirectoryIsBackedUpWholeAndComesBackWithItsLinks) {
  world.write(world.home("d/mine"), "m");
  to(world.generation({{"d/ours", text("o")}}));
  const auto one = home();
  auto refused = switch_to(fs, world.place(), world.generation({{"d", text("file")}}), world.options());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("mine"));
  to(world.generation({{"d", text("file")}}), "bak");
  EXPECT_EQ(view("d"), "Ffile");
  EXPECT_EQ(view("d.bak/mine"), "Fm");
  EXPECT_EQ(view("d.bak/ours"), "-");
  back();
  EXPECT_EQ(home(), one);
  EXPECT_EQ(view("d/ours"), "Fo");
}

TEST_F(SwitchTest, NeverThroughASymlinkedParent) {
  world.make_directories("/elsewhere");
  world.symlink(world.home(".config"), "/elsewhere");
  for (const char* backup : {"", "bak"}) {
    auto result =
        switch_to(fs, world.place(), world.generation({{".config/a", text("1")}}), world.options(backup));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code(), Code::Conflict);
    EXPECT_THAT(result.error().message(), HasSubstr("/elsewhere"));
  }
  EXPECT_EQ(World::tree(fs, "/elsewhere").size(), 1u);
}

TEST_F(SwitchTest, AFileWhereADirectoryIsNeeded) {
  world.write(world.home("d"), "file");
  const auto before = home();
  const auto generation = world.generation({{"d/a", text("1")}, {"d/e/b", text("2")}});
  ASSERT_FALSE(switch_to(fs, world.place(), generation, world.options()));
  to(generation, "bak");
  EXPECT_EQ(view("d/e/b"), "F2");
  EXPECT_EQ(view("d.bak"), "Ffile");
  must(uninstall(fs, world.place(), world.options()));
  EXPECT_EQ(home(), before);
}

TEST_F(SwitchTest, DriftIsNamed) {
  const auto generation = world.generation({{"a", text("1")}, {"b", text("1")}});
  to(generation);
  ASSERT_TRUE(fs.unlink(At(world.home("a"))));
  world.write(world.home("a"), "edited");
  const auto found = drift(fs, world.place());
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ((*found)[0].target, "a");
  auto refused = switch_to(fs, world.place(), generation, world.options());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message(), HasSubstr("since the last switch"));
  // Leaving, it is left alone.
  const Report report = to(world.generation({{"b", text("1")}}));
  EXPECT_EQ(view("a"), "Fedited");
  ASSERT_EQ(report.warnings.size(), 1u);
  EXPECT_THAT(report.warnings[0], HasSubstr("'a'"));
}

TEST_F(SwitchTest, AMissingLinkIsMendedBySwitchingAgain) {
  const auto generation = world.generation({{"a", text("1")}, {"d/b", text("1")}});
  to(generation);
  const auto whole = home();
  ASSERT_TRUE(fs.unlink(At(world.home("a"))));
  ASSERT_TRUE(fs.unlink(At(world.home("d/b"))));
  ASSERT_TRUE(fs.remove_directory(At(world.home("d"))));
  const Report report = to(generation);
  EXPECT_TRUE(report.same_generation);
  EXPECT_EQ(report.count(Change::Kind::Mended), 2u);
  EXPECT_EQ(home(), whole);
}

TEST_F(SwitchTest, SwitchingAgainChangesNothing) {
  const auto generation = world.generation({{"a", text("1")}, {"d/b", text("1")}});
  to(generation);
  const std::string whole = fs.dump();
  const Report report = to(generation);
  EXPECT_TRUE(report.same_generation);
  EXPECT_TRUE(report.changes.empty());
  EXPECT_EQ(report.undo, "");
  EXPECT_EQ(fs.dump(), whole);
}

TEST_F(SwitchTest, AMovedStateDirectoryRelinks) {
  to(world.generation({{"a", text("1")}, {"d/b", text("1")}}));
  ASSERT_TRUE(fs.rename(At("/state/hm"), At("/state/moved"), Rename::NoReplace));
  const Place place{world.place().home, "/state/moved"};
  const auto report =
      switch_to(fs, place, world.generation({{"a", text("2")}, {"d/b", text("1")}}), world.options());
  ASSERT_TRUE(report) << report.error().message();
  EXPECT_EQ(view("a"), "F2");
  EXPECT_EQ(view("d/b"), "F1");
  EXPECT_EQ(fs.read_link(At(world.home("a"))).value(), "/state/moved/profiles/home/home-files/a");
}

TEST_F(SwitchTest, UnitsLeadIntoTheStore) {
  const std::string target = ".config/systemd/user/a.service";
  GenerationSpec spec{{{target, text("one")}, {"b", text("1")}}, {}, {{"a.service", target}}};
  to(world.generation(spec));
  EXPECT_THAT(fs.read_link(At(world.home(target))).value(), HasSubstr("/store/"));
  EXPECT_EQ(view(target), "Fone");
  const auto one = home();
  spec.files[target] = text("two");
  to(world.generation(spec));
  EXPECT_EQ(view(target), "Ftwo");
  back();
  EXPECT_EQ(home(), one);
  to(world.generation({{"b", text("1")}}));
  EXPECT_EQ(home().count(".config"), 0u);
}

TEST_F(SwitchTest, ForcePutsAsideWithoutAsking) {
  world.write(world.home("a"), "mine");
  const auto before = home();
  Leaf forced = text("theirs");
  forced.force = true;
  to(world.generation({{"a", forced}}));
  EXPECT_EQ(view("a"), "Ftheirs");
  must(uninstall(fs, world.place(), world.options()));
  EXPECT_EQ(home(), before);
}

TEST_F(SwitchTest, NumbersAreNotUsedAgain) {
  to(world.generation({{"a", text("1")}}));
  to(world.generation({{"a", text("2")}}));
  back();
  ASSERT_TRUE(remove_generations(fs, world.place(), {2}, world.options()));
  EXPECT_EQ(to(world.generation({{"a", text("3")}})).to, 3u);
  auto refused = remove_generations(fs, world.place(), {1, 3}, world.options());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::Conflict);
  EXPECT_EQ(generations(fs, world.place())->size(), 2u);
}

TEST_F(SwitchTest, ExpiryKeepsTheCurrentAndTheNewest) {
  for (int i = 0; i < 5; ++i) to(world.generation({{"a", text(std::to_string(i))}}));
  back(1);
  Expiry expiry;
  expiry.keep = 2;
  const auto removed = expire_generations(fs, world.place(), expiry, world.options());
  ASSERT_TRUE(removed);
  EXPECT_EQ(*removed, (std::vector<GenerationNumber>{2, 3}));
  expiry = {};
  expiry.before = std::int64_t{1} << 40;  // far in the future: everything is older
  ASSERT_TRUE(expire_generations(fs, world.place(), expiry, world.options()));
  const auto left = generations(fs, world.place());
  ASSERT_EQ(left->size(), 1u);
  EXPECT_TRUE((*left)[0].current);
}

TEST_F(SwitchTest, APlanChangesNothing) {
  world.write(world.home("a"), "mine");
  const std::string whole = fs.dump();
  const auto generation = world.generation({{"a", text("1")}, {"b", text("1")}});
  const std::string with = fs.dump();
  const auto plan = plan_for(fs, world.place(), generation, world.options());
  ASSERT_TRUE(plan) << plan.error().message();
  EXPECT_EQ(plan->conflicts.size(), 1u);
  EXPECT_EQ(fs.dump(), with);
  EXPECT_NE(whole, with);
  EXPECT_THAT(diff_of(fs, world.place().home, plan->conflicts[0]), HasSubstr("-mine"));
}

TEST_F(SwitchTest, AnInterruptChangesNothing) {
  std::atomic<bool> flag{true};
  SwitchOptions options = world.options();
  options.interrupted = &flag;
  auto result = switch_to(fs, world.place(), world.generation({{"a", text("1")}}), options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code(), Code::Interrupted);
  EXPECT_EQ(view("a"), "-");
}

}  // namespace
}  // namespace hm::activate::test
