// The way out of damaged state: after it every command works again, and nothing of anybody's is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario.hpp"
#include "tests/support/fault_fs.hpp"
#include "tests/support/memory_fs.hpp"

namespace hm::activate::test {
namespace {

using hm::test::Died;
using hm::test::FaultFs;
using hm::test::MemoryFs;
using ::testing::Contains;
using ::testing::HasSubstr;

Place place_of(const Scenario& scenario) {
  return {"/home/sean", scenario.name == "MovedState" ? "/elsewhere/hm" : "/state/hm"};
}

SwitchOptions options() {
  SwitchOptions result;
  result.manage_units = false;
  return result;
}

bool exists(Fs& fs, const std::string& path) {
  auto status = fs.stat(At(path), Follow::No);
  return status && status->kind != NodeKind::Missing;
}

// Contents of all plain files below the home: hm makes none there, so they are somebody's.
std::multiset<std::string> contents(Fs& fs, const Place& place) {
  std::multiset<std::string> result;
  for (const std::string& root : {place.home, place.state + "/kept"}) {
    if (!exists(fs, root)) continue;
    for (const auto& [path, what] : World::tree(fs, root)) {
      if (what.starts_with("F ")) result.insert(what.substr(what.find(' ', 2) + 1));
    }
  }
  return result;
}

void damage(MemoryFs& fs, const std::string& path) {
  const auto text = read_text(fs, At(path));
  ASSERT_TRUE(text) << path;
  std::string changed = *text;
  changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 0x15);
  fs.put(path, changed.substr(0, changed.size() - 1));
}

// A switch killed before its n-th change, its journal then damaged.
std::unique_ptr<MemoryFs> killed_and_damaged(const Scenario& scenario, const Oracle& oracle, std::size_t n,
                                             bool& fired, bool& journal) {
  auto home = oracle.old_home();
  FaultFs fs(*home);
  fs.die_before_mutation(n);
  try {
    (void)oracle.act(fs, *home);
  } catch (const Died&) {
  }
  fired = fs.fired();
  journal = false;
  auto disk = home->after_kill();
  for (const char* name : {"/journal", "/journal.commit"}) {
    const std::string path = place_of(scenario).state + name;
    if (!exists(*disk, path)) continue;
    damage(*disk, path);
    journal = true;
  }
  return disk;
}

void check_repaired(const Scenario& scenario, MemoryFs& disk, const std::string& what) {
  const Place place = place_of(scenario);
  const auto before = contents(disk, place);
  auto mended = repair(disk, place, options());
  ASSERT_TRUE(mended) << what << ": " << mended.error().message();
  EXPECT_EQ(contents(disk, place), before) << what;
  auto settled = pending(disk, place);
  ASSERT_TRUE(settled) << what;
  EXPECT_EQ(*settled, JournalState::Settled) << what;
  ASSERT_TRUE(recover(disk, place, options())) << what;
  EXPECT_FALSE(exists(disk, place.state + "/before")) << what;
  EXPECT_FALSE(exists(disk, place.state + "/after")) << what;
  auto again = repair(disk, place, options());
  ASSERT_TRUE(again) << what;
  EXPECT_THAT(again->done, ::testing::IsEmpty()) << what;
}

// Each managed path reads as what the current generation has there, or is one that the report names.
void check_links(const Scenario& scenario, MemoryFs& disk, const std::string& what) {
  auto found = drift(disk, place_of(scenario));
  ASSERT_TRUE(found) << what << ": " << found.error().message();
  if (found->empty()) return;
  auto mended = repair(disk, place_of(scenario), options());
  ASSERT_TRUE(mended) << what;
  EXPECT_THAT(mended->left, Contains(HasSubstr("could not be put right")))
      << what << ": " << found->front().target << " " << found->front().what;
}

class RepairTest : public ::testing::TestWithParam<Scenario> {};

TEST_P(RepairTest, OfAJournalAtEveryPoint) {
  const Scenario& scenario = GetParam();
  const Oracle oracle(scenario);
  bool fired = true, journal = false;
  for (std::size_t n = 1; fired; ++n) {
    auto disk = killed_and_damaged(scenario, oracle, n, fired, journal);
    const std::string what = fmt::format("{}, killed before mutation {}", scenario.name, n);
    auto refused = recover(*disk, place_of(scenario), options());
    EXPECT_EQ(!refused, journal) << what;
    if (!refused) {
      EXPECT_EQ(refused.error().code(), Code::StateDamaged) << what;
    }
    check_repaired(scenario, *disk, what);
    check_links(scenario, *disk, what);
    if (HasFailure()) return;
    auto next = oracle.act(*disk);
    EXPECT_TRUE(next || next.error().code() == Code::Conflict || next.error().code() == Code::NotFound)
        << what << ": " << next.error().message();
  }
}

INSTANTIATE_TEST_SUITE_P(Switches, RepairTest, ::testing::ValuesIn(all_scenarios()),
                         [](const auto& test) { return test.param.name; });

class DamagedState : public ::testing::Test {
 protected:
  void to(const Files& files, const std::string& backup = "") {
    auto report = switch_to(fs, world.place(), world.generation(files), world.options(backup));
    ASSERT_TRUE(report) << report.error().message();
  }
  std::string in_state(const std::string& name) { return world.place().state + "/" + name; }
  Mended mend() {
    auto mended = repair(fs, world.place(), world.options());
    EXPECT_TRUE(mended) << mended.error().message();
    return mended ? *mended : Mended{};
  }

  MemoryFs fs;
  World world{fs};
};

TEST_F(DamagedState, ALedgerIsMadeAnewAndWhatWasKeptIsNamed) {
  world.write(world.home(".a"), "mine");
  SwitchOptions force = world.options();
  force.force = true;
  ASSERT_TRUE(switch_to(fs, world.place(), world.generation({{".a", text("1")}}), force));
  to({{".a", text("2")}});
  fs.put(in_state("home.json"), "{\"version\":1,\"made\":[");
  auto refused = switch_to(fs, world.place(), world.generation({{".a", text("3")}}), world.options());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::StateDamaged);
  EXPECT_THAT(refused.error().diagnostic().hint, HasSubstr("hm doctor --repair"));
  const Mended mended = mend();
  EXPECT_THAT(mended.done, Contains(HasSubstr("set aside as 'home.json.damaged'")));
  EXPECT_THAT(mended.left, Contains(HasSubstr("/kept/")));
  EXPECT_TRUE(exists(fs, in_state("home.json.damaged")));
  EXPECT_EQ(World::read(fs, world.home(".a")), "F2");
  to({{".a", text("3")}});
  EXPECT_EQ(fs.read_link(At(world.place().profile())).value(), "home-3-link");
}

TEST_F(DamagedState, AProfileThatLeadsAstrayLeadsToTheNewestGeneration) {
  to({{".a", text("1")}});
  to({{".a", text("2")}});
  ASSERT_TRUE(fs.unlink(At(world.place().profile())));
  world.symlink(world.place().profile(), "somewhere/else");
  ASSERT_FALSE(recover(fs, world.place(), world.options()));
  EXPECT_THAT(mend().done, Contains(HasSubstr("leads to generation 2")));
  EXPECT_EQ(World::read(fs, world.home(".a")), "F2");
}

TEST_F(DamagedState, WholeStateIsLeftAlone) {
  to({{".a", text("1")}});
  const auto before = World::tree(fs, world.place().state);
  const Mended mended = mend();
  EXPECT_THAT(mended.done, ::testing::IsEmpty());
  EXPECT_EQ(World::tree(fs, world.place().state), before);
}

TEST_F(DamagedState, ANewerStateIsNotDamaged) {
  to({{".a", text("1")}});
  fs.put(in_state("home.json"), "{\"version\":99}");
  auto refused = repair(fs, world.place(), world.options());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), Code::StateTooNew);
}

TEST_F(DamagedState, AStrayFileInPlaceOfALinkTakesItsNumber) {
  to({{".a", text("1")}});
  world.write(in_state("profiles/home-2-link"), "stray");
  to({{".a", text("2")}});
  EXPECT_EQ(fs.read_link(At(world.place().profile())).value(), "home-3-link");
  EXPECT_EQ(World::read(fs, in_state("profiles/home-2-link")), "Fstray");
}

}  // namespace
}  // namespace hm::activate::test
